package dev.regauge.compileservice.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Upload tickets: a compile pod has no Kubernetes token, only the right to store one bundle for one try. A ticket outlives a restart of the service
 * because its key is derived from the signing key.
 */
public final class Tickets {
    private final SecretKeySpec key;

    public Tickets(byte[] secret) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** What a ticket grants: the upload for one try of one Executable, until it expires. */
    public record Ticket(String namespace, String name, String uid, int attempt, Instant expires) {
        String text() {
            // None of these can hold a space: they are Kubernetes names, a UID and numbers.
            return namespace + " " + name + " " + uid + " " + attempt + " " + expires.getEpochSecond();
        }
    }

    /** What a presented ticket turned out to be. */
    public sealed interface Checked {
        /** Ours and in time. */
        record Granted(Ticket ticket) implements Checked {}

        /** Not ours, or too old. */
        record Refused(String why) implements Checked {}
    }

    /** Writes the ticket down with its HMAC. */
    public String issue(Ticket ticket) {
        byte[] text = ticket.text().getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(text) + "." + base64.encodeToString(mac(text));
    }

    /** Reads a ticket back. */
    public Checked check(String presented, Instant now) {
        int dot = presented.indexOf('.');
        if (dot < 0) {
            return new Checked.Refused("the ticket has no signature");
        }
        Ticket ticket;
        try {
            byte[] text = Base64.getUrlDecoder().decode(presented.substring(0, dot));
            byte[] mac = Base64.getUrlDecoder().decode(presented.substring(dot + 1));
            if (!MessageDigest.isEqual(mac, mac(text))) {
                return new Checked.Refused("the ticket was not issued by this service");
            }
            String[] parts = new String(text, StandardCharsets.UTF_8).split(" ", -1);
            ticket = new Ticket(
                    parts[0],
                    parts[1],
                    parts[2],
                    Integer.parseInt(parts[3]),
                    Instant.ofEpochSecond(Long.parseLong(parts[4])));
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Checked.Refused("the ticket is not readable");
        }
        if (!now.isBefore(ticket.expires())) {
            return new Checked.Refused("the ticket expired at " + ticket.expires());
        }
        return new Checked.Granted(ticket);
    }

    private byte[] mac(byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
        }
    }
}
