package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.e2e.testkit.AuditLog;
import dev.regauge.e2e.testkit.TestFleet;
import dev.regauge.e2e.testkit.Until;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class IdleE2E {
    private final TestFleet fleet = TestFleet.shared();

    @Test
    void sixty_idle_seconds_write_nothing_but_leases_and_the_kubelets_own_rare_reports() throws InterruptedException {
        fleet.awaitQuiet(Duration.ofMinutes(2));
        Until.holds(
                "the last figures of what has just ended to be written",
                Duration.ofMinutes(1),
                () -> fleet.audit().writesSince(Instant.now().minusSeconds(5)).stream()
                        .allMatch(AuditLog.Write::isLeaseOrNodeReport),
                () -> fleet.audit().writesSince(Instant.now().minusSeconds(5)).toString());
        Instant from = Instant.now();
        // The one place where time itself is what is tested.
        Thread.sleep(Duration.ofSeconds(60));
        AuditLog audit = fleet.audit();
        assertThat(audit.writesSince(from)).allSatisfy(write -> assertThat(write.isLeaseOrNodeReport())
                .as(write.toString())
                .isTrue());
        assertThat(audit.writesSince(from))
                .as("the kubelets' leases show that the audit log is alive")
                .isNotEmpty();
    }
}
