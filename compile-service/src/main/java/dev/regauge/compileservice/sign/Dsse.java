package dev.regauge.compileservice.sign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** Dead Simple Signing Envelope, version 1: what is signed is the payload together with its type. */
public final class Dsse {
    private Dsse() {}

    /** The envelope as it is stored and served. */
    public record Envelope(String payload, String payloadType, List<Signed> signatures) {
        public Envelope {
            signatures = List.copyOf(signatures);
        }

        /** The bytes that were signed over. */
        public byte[] body() {
            return Base64.getDecoder().decode(payload);
        }
    }

    /** One signature, base64, and the key that made it. */
    public record Signed(String keyid, String sig) {}

    /** Signs a payload. */
    public static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        byte[] signature = key.sign(preAuthentication(payloadType, payload));
        Base64.Encoder base64 = Base64.getEncoder();
        return new Envelope(
                base64.encodeToString(payload),
                payloadType,
                List.of(new Signed(key.keyId(), base64.encodeToString(signature))));
    }

    /** Whether one of the signatures is the key's over this payload and type. */
    public static boolean verify(Envelope envelope, PublicKey key) {
        byte[] bytes = preAuthentication(envelope.payloadType(), envelope.body());
        return envelope.signatures().stream().anyMatch(s -> verify(bytes, s.sig(), key));
    }

    private static boolean verify(byte[] bytes, String base64, PublicKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(bytes);
            return signature.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // a malformed signature is no signature
        }
    }

    /** PAE of the DSSE specification: lengths make type and body unambiguous. */
    static byte[] preAuthentication(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
