package dev.regauge.fleet.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names what a host's processors can do: 16 hex digits of the SHA-256 over their sorted flags and the model. A CPU
 * executable that was compiled on one host runs on another with the same name.
 */
public final class CpuFeatures {
    private CpuFeatures() {}

    public static String ofThisMachine() {
        try {
            return of(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            throw new UncheckedIOException("reading /proc/cpuinfo", e);
        }
    }

    /** ARM writes {@code Features} and has no model name. */
    static String of(String cpuInfo) {
        String[] flags = field(cpuInfo, "flags", "Features").split(" ");
        Arrays.sort(flags);
        String text = String.join(" ", flags) + "\n" + field(cpuInfo, "model name", "CPU part");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    private static String field(String cpuInfo, String... names) {
        for (String name : names) {
            for (String line : cpuInfo.split("\n")) {
                String[] halves = line.split(":", 2);
                if (halves.length == 2 && halves[0].strip().equals(name)) {
                    return halves[1].strip();
                }
            }
        }
        throw new IllegalStateException("/proc/cpuinfo has none of the fields " + Arrays.toString(names));
    }
}
