package dev.regauge.crds.v1alpha1;

/** The one word of the STATUS column, derived from the conditions and stored in `status.status`. */
public enum JobState {
    Validating("The spec has not been looked at yet."),
    Invalid("The spec cannot be run as it is; REASON and the condition Validated say why. Editing it helps."),
    Compiling("No variant has an executable yet."),
    Queued("Waiting for quota or for chips."),
    Placing("Hosts are chosen; pods are being scheduled and started."),
    Starting("Workers meet, load the executable and restore."),
    Training("Steps are being made."),
    Recovering("A failure was seen; the next attempt is being prepared."),
    Suspended("Held back by `spec.suspend`."),
    Succeeded("Over: the last step is committed."),
    Failed("Over: REASON says why.");

    private final String meaning;

    JobState(String meaning) {
        this.meaning = meaning;
    }

    /** What a reader of the column should understand. */
    public String meaning() {
        return meaning;
    }
}
