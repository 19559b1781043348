package dev.regauge.operator.status;

import dev.regauge.scheduler.lifecycle.JobState;

/** The word of the STATUS column. */
final class StatusWord {
    private StatusWord() {}

    static dev.regauge.crds.v1alpha1.JobState of(JobState state, boolean training) {
        return switch (state) {
            case JobState.Invalid invalid -> dev.regauge.crds.v1alpha1.JobState.Invalid;
            case JobState.Compiling compiling -> dev.regauge.crds.v1alpha1.JobState.Compiling;
            case JobState.Queued queued -> dev.regauge.crds.v1alpha1.JobState.Queued;
            case JobState.Recovering recovering -> dev.regauge.crds.v1alpha1.JobState.Recovering;
            case JobState.Placing placing -> dev.regauge.crds.v1alpha1.JobState.Placing;
            case JobState.Meeting meeting -> dev.regauge.crds.v1alpha1.JobState.Starting;
            case JobState.Running running ->
                training ? dev.regauge.crds.v1alpha1.JobState.Training : dev.regauge.crds.v1alpha1.JobState.Starting;
            case JobState.Draining draining -> dev.regauge.crds.v1alpha1.JobState.Training;
            case JobState.Stopping stopping -> stopping(stopping.ending());
            case JobState.Suspended suspended -> dev.regauge.crds.v1alpha1.JobState.Suspended;
            case JobState.Finished finished ->
                finished.succeeded()
                        ? dev.regauge.crds.v1alpha1.JobState.Succeeded
                        : dev.regauge.crds.v1alpha1.JobState.Failed;
        };
    }

    /** A job whose pods are still being withdrawn is not over, whatever it will be. */
    private static dev.regauge.crds.v1alpha1.JobState stopping(JobState ending) {
        return switch (ending) {
            case JobState.Finished finished ->
                finished.succeeded()
                        ? dev.regauge.crds.v1alpha1.JobState.Training
                        : dev.regauge.crds.v1alpha1.JobState.Recovering;
            case JobState other -> of(other, false);
        };
    }
}
