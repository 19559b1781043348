package dev.regauge.crds.v1alpha1;

/**
 * The conditions of a TrainingJob, in the order in which a job reaches them. Every job carries all of them from its first pass on; one that is not
 * decided yet is Unknown. The constant's name is the condition's type.
 */
public enum ConditionType {
    Validated(
            "The spec can be run: profiles exist, shapes are legal, meshes and batches fit, no field asks for what is not there yet."),
    Compiled("At least one variant has an executable, and every variant that has a pool is ready or failed."),
    Admitted("The queue has granted the chips of one variant."),
    Placed("Every pod of the newest attempt runs on the host that the placement named."),
    WorkersReady("Every worker of the newest attempt has greeted the gateway and has its assignment."),
    Training("The newest attempt has finished a step and is making more."),
    CheckpointFresh("The newest commit is younger than two checkpoint intervals."),
    Degraded(
            "The job goes on, but something needs a person: a variant failed, a commit is overdue, the operator cannot see."),
    Finished("The job is over, well or badly. It never becomes False again."),
    Succeeded("The job reached its last step and committed it. Unknown until the job is over.");

    private final String meaning;

    ConditionType(String meaning) {
        this.meaning = meaning;
    }

    /** What status True says. */
    public String meaning() {
        return meaning;
    }
}
