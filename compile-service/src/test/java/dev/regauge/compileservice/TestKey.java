package dev.regauge.compileservice;

import dev.regauge.compileservice.sign.SigningKey;
import java.security.GeneralSecurityException;

/** The Ed25519 key of RFC 8032, section 7.1, test 1. */
public final class TestKey {
    public static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    private TestKey() {}

    public static SigningKey key() {
        try {
            return SigningKey.parse(PEM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
