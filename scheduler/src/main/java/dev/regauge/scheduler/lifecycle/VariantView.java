package dev.regauge.scheduler.lifecycle;

/**
 * What is known of one variant.
 *
 * @param placeable some pool has its profile
 */
public record VariantView(String name, boolean placeable, Build build) {
    /** Its executable. */
    public sealed interface Build {
        record Missing() implements Build {}

        record InWork() implements Build {}

        record Ready() implements Build {}

        record Failed(String reason, String message) implements Build {}
    }

    boolean decided() {
        return switch (build) {
            case Build.Missing m -> false;
            case Build.InWork w -> false;
            case Build.Ready r -> true;
            case Build.Failed f -> true;
        };
    }
}
