package dev.regauge.cli.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Figures {
    private Figures() {}

    static String bytes(@Nullable Long bytes) {
        return bytes == null ? "-" : scaled(bytes, 1024, new String[] {"B", "KiB", "MiB", "GiB", "TiB"});
    }

    static String flops(@Nullable String flops) {
        return flops == null
                ? "-"
                : scaled(Double.parseDouble(flops), 1000, new String[] {
                    "FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP"
                });
    }

    static String seconds(@Nullable String seconds) {
        return seconds == null ? "-" : seconds(Double.parseDouble(seconds));
    }

    static String seconds(double seconds) {
        if (seconds >= 1) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds >= 1e-3
                ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.1f µs", seconds * 1e6);
    }

    static String shortHex(@Nullable String digest) {
        if (digest == null) {
            return "-";
        }
        String hex = digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : digest;
        return hex.substring(0, Math.min(12, hex.length()));
    }

    private static String scaled(double value, int base, String[] units) {
        int unit = 0;
        double rest = value;
        while (rest >= base && unit < units.length - 1) {
            rest /= base;
            unit++;
        }
        return String.format(Locale.ROOT, rest >= 100 || unit == 0 ? "%.0f %s" : "%.1f %s", rest, units[unit]);
    }
}
