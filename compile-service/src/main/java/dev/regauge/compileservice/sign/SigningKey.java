package dev.regauge.compileservice.sign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The Ed25519 key that vouches for index entries. */
public final class SigningKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final byte[] seed;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey, byte[] seed) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.seed = seed;
    }

    /** Reads a PKCS#8 PEM file. */
    public static SigningKey read(Path pem) {
        try {
            return parse(Files.readString(pem));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "REGAUGE_SIGNING_KEY is \"" + pem + "\", which cannot be read (" + e.getMessage()
                            + "); allowed: a PKCS#8 PEM file with an Ed25519 private key",
                    e);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "REGAUGE_SIGNING_KEY is \"" + pem + "\": " + e.getMessage()
                            + "; allowed: a PKCS#8 PEM file with an Ed25519 private key",
                    e);
        }
    }

    /** Parses the text of such a file. */
    public static SigningKey parse(String pem) throws GeneralSecurityException {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("there is no \"" + BEGIN + "\" block");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
        PrivateKey privateKey = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
        byte[] seed = ((EdECPrivateKey) privateKey)
                .getBytes()
                .orElseThrow(() -> new IllegalArgumentException("the key does not hold its private bytes"));
        return new SigningKey(privateKey, publicKeyOf(seed), seed);
    }

    /** The public half. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** SHA-256 of the public key's SPKI DER, in hex: names the key in envelopes. */
    public String keyId() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(publicKey.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Signs the bytes as they are (Ed25519 hashes by itself). */
    public byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot sign with Ed25519", e);
        }
    }

    /** A secret for one purpose that survives restarts and tells nothing about the key. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
        }
    }

    // The JDK derives the public half only while it generates a pair, so it is given the seed as its "random" bytes.
    private static PublicKey publicKeyOf(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SeedOnly(seed));
        return generator.generateKeyPair().getPublic();
    }

    private static final class SeedOnly extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final byte[] seed;

        SeedOnly(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
