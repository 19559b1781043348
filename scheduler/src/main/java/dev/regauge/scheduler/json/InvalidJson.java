package dev.regauge.scheduler.json;

import org.jspecify.annotations.Nullable;

/** A JSON value that is not what the contract allows at its place. */
public final class InvalidJson extends IllegalArgumentException {
    private static final int SHOWN = 80;

    private final String path;

    public InvalidJson(String path, @Nullable Object value, String allowed) {
        super(path + " is " + shown(value) + "; allowed: " + allowed);
        this.path = path;
    }

    /** Where the value stands, for example {@code manifest.json.files[3].sha256}. */
    public String path() {
        return path;
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "missing";
        }
        String text = value instanceof String ? "'" + value + "'" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
