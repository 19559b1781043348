package dev.regauge.operator.observe;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether kube-scheduler is alive, asked only while a pod waits for it. */
@ApplicationScoped
public class KubeScheduler {
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Clock clock;

    KubeScheduler(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    public boolean alive() {
        Instant now = clock.instant();
        return Optional.ofNullable(client.leases()
                        .inNamespace("kube-system")
                        .withName("kube-scheduler")
                        .get())
                .map(lease -> lease.getSpec().getRenewTime())
                .filter(renewed -> renewed.toInstant().plus(FRESH).isAfter(now))
                .isPresent();
    }
}
