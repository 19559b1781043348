package dev.regauge.operator.act;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Kubernetes events: what `kubectl describe` shows. Told after it is recorded; a lost one is no harm. */
@ApplicationScoped
public class Announcer {
    private static final Logger LOG = Logger.getLogger(Announcer.class);
    private static final int LONGEST = 1000;

    private final KubernetesClient client;
    private final Clock clock;

    Announcer(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    public void announce(HasMetadata about, boolean warning, String reason, String message) {
        String now = clock.instant().toString();
        LOG.infof(
                "%s/%s: %s %s",
                about.getMetadata().getNamespace(), about.getMetadata().getName(), reason, message);
        try {
            client.v1()
                    .events()
                    .inNamespace(about.getMetadata().getNamespace())
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withGenerateName(about.getMetadata().getName() + ".")
                            .withNamespace(about.getMetadata().getNamespace())
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion(about.getApiVersion())
                            .withKind(about.getKind())
                            .withNamespace(about.getMetadata().getNamespace())
                            .withName(about.getMetadata().getName())
                            .withUid(about.getMetadata().getUid())
                            .endInvolvedObject()
                            .withType(warning ? "Warning" : "Normal")
                            .withReason(reason)
                            .withMessage(message.length() > LONGEST ? message.substring(0, LONGEST) : message)
                            .withFirstTimestamp(now)
                            .withLastTimestamp(now)
                            .withCount(1)
                            .withNewSource()
                            .withComponent("regauge-operator")
                            .endSource()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            LOG.warnf(
                    "event %s of %s was not written: %s",
                    reason, about.getMetadata().getName(), e.getMessage());
        }
    }
}
