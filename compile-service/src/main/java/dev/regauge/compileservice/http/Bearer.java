package dev.regauge.compileservice.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The Authorization header. */
final class Bearer {
    private static final String SCHEME = "bearer ";

    private Bearer() {}

    /** The token; throws 401 where there is none. */
    static String token(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw Problem.exception(
                    401, "Token missing", "the header Authorization is missing; allowed: Bearer and a token");
        }
        return authorization.substring(SCHEME.length()).strip();
    }
}
