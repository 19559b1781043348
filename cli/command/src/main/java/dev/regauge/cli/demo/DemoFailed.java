package dev.regauge.cli.demo;

/** The story did not go as it should; the message says where and what the system said. */
public final class DemoFailed extends RuntimeException {
    public DemoFailed(String message) {
        super(message);
    }
}
