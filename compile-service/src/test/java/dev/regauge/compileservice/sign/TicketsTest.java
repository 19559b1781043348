package dev.regauge.compileservice.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.compileservice.TestKey;
import dev.regauge.compileservice.sign.Tickets.Checked;
import dev.regauge.compileservice.sign.Tickets.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final Instant EXPIRES = Instant.parse("2026-01-01T01:00:00Z");
    private static final Ticket TICKET = new Ticket("research", "x", "uid-1", 2, EXPIRES);

    private final Tickets tickets = new Tickets(TestKey.key().derive("tickets"));

    @Test
    void a_ticket_is_read_back_also_by_a_service_that_started_later() {
        Tickets later = new Tickets(TestKey.key().derive("tickets"));
        assertThat(later.check(tickets.issue(TICKET), EXPIRES.minusSeconds(1))).isEqualTo(new Checked.Granted(TICKET));
    }

    @Test
    void a_ticket_expires() {
        assertThat(tickets.check(tickets.issue(TICKET), EXPIRES))
                .isEqualTo(new Checked.Refused("the ticket expired at 2026-01-01T01:00:00Z"));
    }

    @Test
    void no_other_text_has_its_signature() {
        String good = tickets.issue(TICKET);
        String other = new String(
                        Base64.getUrlDecoder().decode(good.substring(0, good.indexOf('.'))), StandardCharsets.UTF_8)
                .replace("uid-1 2", "uid-1 3");
        String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(other.getBytes(StandardCharsets.UTF_8))
                + good.substring(good.indexOf('.'));
        assertThat(tickets.check(forged, Instant.EPOCH)).isInstanceOf(Checked.Refused.class);
        Tickets stranger = new Tickets(new byte[32]);
        assertThat(tickets.check(stranger.issue(TICKET), Instant.EPOCH)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void noise_is_refused() {
        for (String noise : new String[] {"", ".", "a.b", "no-dot", "%%%.%%%"}) {
            assertThat(tickets.check(noise, Instant.EPOCH)).as(noise).isInstanceOf(Checked.Refused.class);
        }
    }
}
