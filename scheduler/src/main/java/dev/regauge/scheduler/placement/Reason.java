package dev.regauge.scheduler.placement;

/**
 * Why a verdict is as it is: a word of a closed vocabulary that status, metrics, command line and dashboard share, and a sentence with the numbers.
 */
public record Reason(Code code, String detail) {
    /** The closed vocabulary. */
    public sealed interface Code permits WaitReason, PlaceReason, ReleaseReason {
        String name();
    }

    @Override
    public String toString() {
        return code.name() + ": " + detail;
    }
}
