package dev.regauge.operator.act;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.config.PemFiles;
import dev.regauge.operator.observe.Attempts;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.observe.NodeView;
import dev.regauge.operator.place.PlacementDesk;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.lifecycle.Effect;
import dev.regauge.scheduler.lifecycle.Placement;
import dev.regauge.scheduler.lifecycle.Slot;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Carries effects out, in the order given. */
@ApplicationScoped
public class Acts {
    private static final Logger LOG = Logger.getLogger(Acts.class);

    private final ApiObjects objects;
    private final Attempts attempts;
    private final Terms terms;
    private final Cluster cluster;
    private final PlacementDesk desk;
    private final OperatorConfig config;
    private final PemFiles pem;

    Acts(
            ApiObjects objects,
            Attempts attempts,
            Terms terms,
            Cluster cluster,
            PlacementDesk desk,
            OperatorConfig config,
            PemFiles pem) {
        this.objects = objects;
        this.attempts = attempts;
        this.terms = terms;
        this.cluster = cluster;
        this.desk = desk;
        this.config = config;
        this.pem = pem;
    }

    public void carryOut(JobPicture picture, Effect effect) {
        switch (effect) {
            case Effect.CreateExecutable(String variant) -> createExecutable(picture, variant);
            case Effect.CreateAttempt(Placement.Granted granted) -> createAttempt(picture, granted);
            case Effect.CreatePod(long epoch, Slot slot) -> createPod(picture, slot);
            case Effect.DeletePod(String name, String uid) -> {
                LOG.infof("%s: deletes pod %s", picture.ref(), name);
                objects.deletePod(picture.ref().namespace(), name, uid);
            }
            case Effect.FreeChips free -> {
                LOG.infof(
                        "%s: chips of pod %s are free: %s",
                        picture.ref(), free.name(), free.proof().what());
                objects.removeChipsFinalizer(picture.ref().namespace(), free.name(), free.uid());
            }
        }
    }

    private void createExecutable(JobPicture picture, String variant) {
        VariantPlan plan = picture.plan(variant).orElseThrow();
        Executable executable = new Executable();
        executable.setMetadata(new ObjectMetaBuilder()
                .withNamespace(picture.ref().namespace())
                .withName(plan.name().orElseThrow())
                .build());
        executable.setSpec(plan.spec().orElseThrow());
        if (objects.createIfAbsent(executable) instanceof ApiObjects.Created.New) {
            LOG.infof(
                    "%s: executable %s for variant %s",
                    picture.ref(), plan.name().orElseThrow(), variant);
        }
    }

    /** The epoch is a compare-and-set: the name is free, and no attempt has a higher number than the one that this placement follows. */
    private void createAttempt(JobPicture picture, Placement.Granted granted) {
        long newest =
                attempts.newestEpoch(picture.ref().namespace(), picture.ref().uid());
        if (newest >= granted.epoch()) {
            LOG.infof("%s: attempt %d is there already; waits to see it", picture.ref(), newest);
            return;
        }
        AcceleratorPool pool = cluster.pools().stream()
                .filter(p -> p.getMetadata().getName().equals(granted.pool()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("pool " + granted.pool() + " is gone"));
        TrainingAttempt attempt = AttemptOrder.of(
                picture, granted, picture.plan(granted.variant()).orElseThrow(), terms.of(pool));
        switch (objects.createIfAbsent(attempt)) {
            case ApiObjects.Created.New created ->
                LOG.infof(
                        "%s: attempt %d, %s on %s", picture.ref(), granted.epoch(), granted.variant(), granted.hosts());
            case ApiObjects.Created.Existed existed ->
                LOG.infof("%s: attempt %d exists already", picture.ref(), granted.epoch());
        }
        desk.forget(picture.ref());
    }

    private void createPod(JobPicture picture, Slot slot) {
        TrainingAttempt attempt = picture.newest().orElseThrow();
        Optional<VariantPlan> plan = picture.plan(attempt.getSpec().variant());
        if (plan.isEmpty()) {
            throw new IllegalStateException("attempt " + attempt.getMetadata().getName() + " has variant "
                    + attempt.getSpec().variant() + ", which the job does not have any more");
        }
        PodOrder order = new PodOrder(
                picture.ref(),
                ApiObjects.owner(picture.job()),
                slot,
                cluster.node(slot.node()).map(NodeView::bootId).orElse(""),
                PodTemplate.of(picture.job(), plan.get(), attempt.getSpec().pool()),
                services());
        if (objects.createIfAbsent(WorkerPod.of(order)) instanceof ApiObjects.Created.New) {
            LOG.infof(
                    "%s: pod %s on %s",
                    picture.ref(), slot.podName(picture.ref().name()), slot.node());
        }
    }

    private PodOrder.Services services() {
        return new PodOrder.Services(
                config.gatewayUrl().orElse("https://" + config.bindAddress() + ":" + config.port()),
                config.compileUrl()
                        .orElseThrow(
                                () -> new IllegalStateException(
                                        "REGAUGE_COMPILE_URL is not set. It must be the address of the compile service, like https://10.0.0.1:7444.")),
                pem.authority());
    }
}
