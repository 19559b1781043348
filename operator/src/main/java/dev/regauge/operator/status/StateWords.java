package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.scheduler.lifecycle.JobState;

/**
 * What a state says of itself.
 *
 * @param decided conditions that it does not meet are False, not Unknown
 */
record StateWords(boolean decided, String reason, String message) {
    static StateWords of(JobState state) {
        return switch (state) {
            case JobState.Invalid(String reason, String message) -> new StateWords(false, reason, message);
            case JobState.Compiling(String message) -> new StateWords(false, Reason.WaitingForCompile.name(), message);
            case JobState.Queued(String reason, String message) -> new StateWords(true, reason, message);
            case JobState.Recovering(long epoch, String reason, String message) ->
                new StateWords(true, reason, "epoch " + epoch + ": " + message);
            case JobState.Placing(long epoch, String reason, String message) -> new StateWords(true, reason, message);
            case JobState.Meeting(long epoch, String message) ->
                new StateWords(true, Reason.Rendezvous.name(), message);
            case JobState.Running(long epoch) -> new StateWords(true, Reason.Running.name(), "");
            case JobState.Draining(long epoch, String reason, String message) ->
                new StateWords(true, Reason.Draining.name(), "saves and stops, " + reason + ": " + message);
            case JobState.Stopping(long epoch, JobState ending) -> of(ending);
            case JobState.Suspended() -> new StateWords(true, Reason.Suspended.name(), "");
            case JobState.Finished(boolean succeeded, String reason, String message) ->
                new StateWords(true, reason, message);
        };
    }
}
