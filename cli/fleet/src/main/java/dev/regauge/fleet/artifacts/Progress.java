package dev.regauge.fleet.artifacts;

/** Hears what goes on while something takes long: whole lines for a person, from any thread. */
@FunctionalInterface
public interface Progress {
    void say(String line);

    static Progress silent() {
        return line -> {};
    }
}
