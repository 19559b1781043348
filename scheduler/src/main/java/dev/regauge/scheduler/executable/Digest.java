package dev.regauge.scheduler.executable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of some bytes, written {@code sha256:<64 hex>}. */
public record Digest(String value) {
    private static final String PREFIX = "sha256:";

    public Digest {
        if (!value.startsWith(PREFIX) || !isHex(value.substring(PREFIX.length()))) {
            throw new IllegalArgumentException(
                    "digest is '" + value + "'; allowed: sha256: and 64 lower-case hex digits");
        }
    }

    public static Digest ofHex(String hex) {
        return new Digest(PREFIX + hex);
    }

    public static Digest of(byte[] content) {
        return ofHex(sha256Hex(content));
    }

    public String hex() {
        return value.substring(PREFIX.length());
    }

    @Override
    public String toString() {
        return value;
    }

    public static String sha256Hex(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }

    static boolean isHex(String text) {
        if (text.length() != 64) {
            return false;
        }
        for (int i = 0; i < 64; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
