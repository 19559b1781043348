package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.scheduler.lifecycle.AttemptView;
import dev.regauge.scheduler.placement.Progress;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a job stands. What was heard is in it before it is recorded; it changes with commits, never with the clock. Pure.
 *
 * @param committedStep that the job would go on from; 0 = from the start
 * @param progress of the attempt that runs, where one does
 */
record Standing(long committedStep, Optional<Progress> progress) {
    static Standing of(JobPicture picture, Instant now) {
        Optional<AttemptView> running = picture.observation().attempt().filter(attempt -> !attempt.phase()
                .isFinal());
        if (running.isEmpty() || picture.newest().isEmpty()) {
            return new Standing(newestCommit(picture), Optional.empty());
        }
        TrainingAttempt attempt = picture.newest().get();
        Optional<Long> restored = Optional.ofNullable(attempt.getStatus())
                .map(TrainingAttemptStatus::restored)
                .map(CommitRef::step);
        long from = restored.orElseGet(() -> newestCommit(picture));
        return new Standing(
                Math.max(from, running.get().committedStep()),
                Optional.of(progress(picture, attempt, running.get().committedStep(), now)));
    }

    /** Of all attempts, as recorded or as heard of the newest. */
    private static long newestCommit(JobPicture picture) {
        Stream<Long> recorded = Stream.concat(
                        Stream.ofNullable(picture.job().getStatus()).map(TrainingJobStatus::lastCommit),
                        picture.attempts().stream()
                                .map(TrainingAttempt::getStatus)
                                .flatMap(Stream::ofNullable)
                                .map(TrainingAttemptStatus::lastCommit))
                .flatMap(Stream::ofNullable)
                .map(CommitRef::step);
        Stream<Long> heard = picture.observation().attempt().map(AttemptView::committedStep).stream();
        return Stream.concat(recorded, heard).max(Long::compare).orElse(0L);
    }

    private static Progress progress(JobPicture picture, TrainingAttempt attempt, long committed, Instant now) {
        Instant since = Instant.parse(attempt.getMetadata().getCreationTimestamp());
        Optional<Instant> restored = Optional.ofNullable(attempt.getStatus())
                .map(TrainingAttemptStatus::timings)
                .map(AttemptTimings::restored)
                .map(Instant::parse);
        Instant lastCommit = Stream.of(Optional.of(since), restored, committedAt(picture, committed, now))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(since);
        return new Progress(since, lastCommit, RestartCost.seconds(picture.attempts()));
    }

    /** When the commit of this attempt was recorded; one that is heard of for the first time was made just now. */
    private static Optional<Instant> committedAt(JobPicture picture, long committed, Instant now) {
        if (committed == 0) {
            return Optional.empty();
        }
        Optional<TrainingJobStatus> status = Optional.ofNullable(picture.job().getStatus());
        boolean recorded = status.map(TrainingJobStatus::lastCommit)
                .filter(commit -> commit.step() >= committed)
                .isPresent();
        return recorded ? status.map(TrainingJobStatus::lastCommitTime).map(Instant::parse) : Optional.of(now);
    }
}
