package dev.regauge.fleet.artifacts;

/** Something a fleet needs cannot be had here; the message says what was tried and what would help. */
public final class ArtifactMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArtifactMissing(String message) {
        super(message);
    }

    public ArtifactMissing(String message, Throwable cause) {
        super(message, cause);
    }
}
