package dev.regauge.scheduler.lifecycle;

/** Where a job stands. {@link Finished} is never left. */
public sealed interface JobState {
    /** The spec cannot be run as it is. */
    record Invalid(String reason, String message) implements JobState {}

    /** No variant may be placed yet. */
    record Compiling(String message) implements JobState {}

    /** Ready to run; waits for chips. */
    record Queued(String reason, String message) implements JobState {}

    /** An attempt failed and the next one waits for its chips. */
    record Recovering(long failedEpoch, String reason, String message) implements JobState {}

    /** Hosts are chosen, the attempt is about to be created or its pods are being scheduled. */
    record Placing(long epoch, String reason, String message) implements JobState {}

    /** Pods run; the gang meets at the gateway. */
    record Meeting(long epoch, String message) implements JobState {}

    /** The gang has its assignment. */
    record Running(long epoch) implements JobState {}

    /** The gang was told to save, commit and stop; how its attempt will end then is said. */
    record Draining(long epoch, String reason, String message) implements JobState {}

    /** The last attempt is over and its pods are being withdrawn before the job is {@code ending}. */
    record Stopping(long epoch, JobState ending) implements JobState {}

    /** Held back by its owner. */
    record Suspended() implements JobState {}

    /** Over, well or badly. */
    record Finished(boolean succeeded, String reason, String message) implements JobState {}

    /** The state itself if it may follow this one; leaving {@link Finished} throws. */
    default JobState to(JobState next) {
        if (this instanceof Finished && !equals(next)) {
            throw new IllegalStateException("a job cannot go from " + this + " to " + next);
        }
        return next;
    }
}
