package dev.regauge.compileservice.http;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Content-Digest header of RFC 9530. */
final class ContentDigest {
    private static final Pattern SHA256 = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]{43}=):");

    private ContentDigest() {}

    /** The SHA-256 in hex; null where the header is absent. Throws 400 where it is there without one. */
    static @Nullable String sha256(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = SHA256.matcher(header);
        if (!matcher.find()) {
            throw Problem.exception(
                    400, "Digest not understood", "Content-Digest is \"" + header + "\"; allowed: sha-256=:BASE64:");
        }
        return HexFormat.of().formatHex(Base64.getDecoder().decode(matcher.group(1)));
    }
}
