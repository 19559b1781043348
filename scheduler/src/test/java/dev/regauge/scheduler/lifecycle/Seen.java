package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.RestartBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds what a pass saw: a job of 100 steps on two hosts, in the state that the test names. */
final class Seen {
    static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    static final Bounds BOUNDS = new Bounds(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));
    static final String JOB = "lm";

    private boolean suspend;
    private boolean blind;
    private boolean nameTaken;
    private Optional<JobState.Invalid> refusal = Optional.empty();
    private Optional<JobState.Finished> finished = Optional.empty();
    private List<RestartBudget.Failure> failures = List.of();
    private List<VariantView> variants = List.of(
            new VariantView("two", true, new VariantView.Build.Ready()),
            new VariantView("one", true, new VariantView.Build.Ready()));
    private Optional<AttemptView> attempt = Optional.empty();
    private List<PodView> pods = List.of();
    private Placement placement = new Placement.Unknown();
    private Optional<Ending> release = Optional.empty();
    private int maxRestarts = 3;

    static Seen aJob() {
        return new Seen();
    }

    Seen suspended() {
        suspend = true;
        return this;
    }

    Seen blind() {
        blind = true;
        return this;
    }

    Seen withTheNextNameTaken() {
        nameTaken = true;
        return this;
    }

    Seen refused(String reason) {
        refusal = Optional.of(new JobState.Invalid(reason, "because"));
        return this;
    }

    Seen finished(JobState.Finished end) {
        finished = Optional.of(end);
        return this;
    }

    Seen thatFailed(int maxRestarts, RestartBudget.Failure... before) {
        this.failures = List.of(before);
        this.maxRestarts = maxRestarts;
        return this;
    }

    Seen with(VariantView... given) {
        variants = List.of(given);
        return this;
    }

    Seen with(Placement word) {
        placement = word;
        return this;
    }

    Seen released(Ending ending) {
        release = Optional.of(ending);
        return this;
    }

    /** The attempt, and the pods of its members. */
    Seen with(AnAttempt given) {
        AttemptView view = given.build();
        attempt = Optional.of(view);
        pods = view.members().stream().flatMap(m -> m.pod().stream()).toList();
        return this;
    }

    Seen withPods(PodView... more) {
        List<PodView> all = new ArrayList<>(pods);
        all.addAll(List.of(more));
        pods = all;
        return this;
    }

    JobObservation build() {
        long epoch = attempt.map(AttemptView::epoch).orElse(0L);
        JobView job = new JobView(JOB, 100, suspend, RestartBudget.of(maxRestarts), refusal, finished, epoch, failures);
        return new JobObservation(job, variants, attempt, epoch, pods, placement, nameTaken, release, blind);
    }

    Decision decide() {
        return new JobLifecycle(BOUNDS).decide(build(), NOW);
    }

    static PodView pod(String name, String node) {
        return new PodView(name, "uid-" + name, node, true, false, false, true, Optional.empty(), Optional.empty());
    }
}
