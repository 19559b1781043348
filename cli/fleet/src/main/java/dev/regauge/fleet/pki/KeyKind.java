package dev.regauge.fleet.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Which kind of key a certificate holds. */
public enum KeyKind {
    /** Quick to make; for everything that is not written in Java. */
    ELLIPTIC("SHA256withECDSA"),
    /** For client certificates of Java programs: the Kubernetes client there cannot read elliptic keys. */
    RSA("SHA256withRSA");

    private final String signature;

    KeyKind(String signature) {
        this.signature = signature;
    }

    /** The algorithm with which a key of this kind signs. */
    String signature() {
        return signature;
    }

    KeyPair generate() {
        try {
            if (this == RSA) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK makes no " + this + " keys", e);
        }
    }
}
