package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.scheduler.failure.RestartBudget;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.AttemptView;
import dev.regauge.scheduler.lifecycle.Cause;
import dev.regauge.scheduler.lifecycle.Ending;
import dev.regauge.scheduler.lifecycle.JobObservation;
import dev.regauge.scheduler.lifecycle.JobView;
import dev.regauge.scheduler.lifecycle.Placement;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pictures of a job of 1000 steps, from what its objects say. */
final class Pictures {
    static final JobRef JOB = new JobRef("research", "lm", "uid");

    private final String spec;
    private final String status;
    private final List<TrainingAttempt> attempts = new ArrayList<>();
    private Optional<AttemptView> view = Optional.empty();

    private Pictures(String spec, String status) {
        this.spec = spec;
        this.status = status;
    }

    /** {@code spec}, {@code status}: fields in YAML's flow style; an empty status = none yet. */
    static Pictures aJob(String spec, String status) {
        return new Pictures(spec, status);
    }

    /** {@code heard}: the newest commit of this epoch, recorded or not. */
    Pictures attempt(String created, String status, AttemptPhase phase, long heard) {
        long epoch = attempts.size() + 1;
        attempts.add(Serialization.unmarshal(
                "---\n{metadata: {namespace: research, name: lm-" + epoch + ", creationTimestamp: '" + created
                        + "'}, spec: {job: {name: lm, uid: uid}, epoch: " + epoch
                        + ", variant: cpu-2x4, profile: cpu, pool: cpu-4, chipsPerHost: 4, executable: {name: lm-exe}},"
                        + " status: {phase: "
                        + phase + (status.isEmpty() ? "" : ", " + status) + "}}",
                TrainingAttempt.class));
        Optional<Ending> ending =
                phase.isFinal() ? Optional.of(Ending.of(phase, Cause.Released, "over")) : Optional.empty();
        view = Optional.of(new AttemptView(
                epoch,
                "cpu-2x4",
                phase,
                List.of(),
                Optional.empty(),
                ending,
                Optional.empty(),
                heard,
                Optional.empty(),
                false,
                Optional.empty()));
        return this;
    }

    JobPicture picture() {
        TrainingJob job = Serialization.unmarshal(
                "---\n{metadata: {namespace: research, name: lm, uid: uid, creationTimestamp: '2026-01-01T00:00:00Z'},"
                        + " spec: {queue: q, program: {entrypoint: 'a:b'}, steps: 1000, globalBatch: 32, selection: Ordered"
                        + (spec.isEmpty() ? "" : ", " + spec) + "}"
                        + (status.isEmpty() ? "" : ", status: {" + status + "}") + "}",
                TrainingJob.class);
        JobObservation seen = new JobObservation(
                new JobView(
                        "lm",
                        1000,
                        false,
                        RestartBudget.of(10),
                        Optional.empty(),
                        Optional.empty(),
                        attempts.size(),
                        List.of()),
                List.of(),
                view,
                attempts.size(),
                List.of(),
                new Placement.Unknown(),
                false,
                Optional.empty(),
                false);
        return new JobPicture(job, JOB, List.copyOf(attempts), List.of(), Map.of(), List.of(), seen, Optional.empty());
    }
}
