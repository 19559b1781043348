package dev.regauge.fleet.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/** Key pairs that sign something else than certificates. */
public final class SigningKeys {
    private SigningKeys() {}

    /** @param privateKey PKCS#8, @param publicKey SPKI; both PEM files */
    public record Pair(Path privateKey, Path publicKey) {}

    /** Ed25519, for the index of bundles. */
    public static Pair bundles(Path folder) {
        return in(folder, "signing", () -> generator("Ed25519").generateKeyPair());
    }

    /** RSA, for service-account tokens: every verifier reads RS256. */
    public static Pair serviceAccounts(Path folder) {
        return in(folder, "service-accounts", KeyKind.RSA::generate);
    }

    private static Pair in(Path folder, String name, java.util.function.Supplier<KeyPair> generate) {
        Pair pair = new Pair(folder.resolve(name + ".key"), folder.resolve(name + ".pub"));
        if (!Files.exists(pair.publicKey())) {
            KeyPair keys = generate.get();
            Pem.write(pair.privateKey(), keys.getPrivate());
            Pem.write(pair.publicKey(), keys.getPublic());
        }
        return pair;
    }

    private static KeyPairGenerator generator(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK makes no " + algorithm + " keys", e);
        }
    }
}
