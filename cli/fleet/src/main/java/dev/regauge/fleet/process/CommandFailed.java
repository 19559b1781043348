package dev.regauge.fleet.process;

/** A command that a fleet relies on did not end well; the message carries what it printed. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailed(String message) {
        super(message);
    }
}
