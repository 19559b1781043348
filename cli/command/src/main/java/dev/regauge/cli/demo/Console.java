package dev.regauge.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Lines with the time since the start in front; colour only on a terminal. Safe to use from several threads. */
public final class Console {
    private static final int RULE_WIDTH = 100;

    private final PrintStream out;
    private final boolean colour;
    private final long startNanos = System.nanoTime();

    public Console(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** A console on standard output, in colour when a person is likely to look at it. */
    public static Console standard() {
        boolean terminal =
                System.console() != null && System.console().isTerminal() && System.getenv("NO_COLOR") == null;
        return new Console(System.out, terminal);
    }

    public synchronized void chapter(String title) {
        String rule = "─".repeat(Math.max(3, RULE_WIDTH - title.length() - 4));
        out.println();
        out.println(paint("1;36", "── " + title + " " + rule));
    }

    public synchronized void line(String text) {
        out.println(paint("2", String.format(Locale.ROOT, "%8.1fs", elapsed().toMillis() / 1000.0)) + "  " + text);
        out.flush();
    }

    public void good(String text) {
        line(paint("32", "✔ ") + text);
    }

    public void bad(String text) {
        line(paint("31", "✘ ") + text);
    }

    public void command(String text) {
        line(paint("1;33", "$ " + text));
    }

    /** A line without a time, for tables. */
    public synchronized void plain(String text) {
        out.println(text);
        out.flush();
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
