package dev.regauge.scheduler.placement.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.Selection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Set<Waiting> waiting = new HashSet<>();
    private final Deadlines deadlines = new Deadlines(waiting::contains);

    private Waiting waits(String name, long since) {
        Instant at = START.plusSeconds(since);
        JobRequest job = new JobRequest(
                new JobRef("team", name, name),
                new Epoch(1),
                "queue",
                0,
                at,
                at,
                1000,
                Selection.Ordered,
                null,
                List.of(),
                null,
                Set.of());
        Waiting waits = Waiting.of(job, true, Waiting.PATIENCE, Map.of(), null, START);
        waiting.add(waits);
        deadlines.add(waits, waiting.size());
        return waits;
    }

    private static Instant end(long since) {
        return START.plusSeconds(since).plus(Waiting.PATIENCE);
    }

    @Test
    void whoHasStartedIsPassedOver() {
        Waiting third = waits("third", 30);
        Waiting first = waits("first", 10);
        Waiting second = waits("second", 20);
        assertThat(deadlines.first()).isEqualTo(first);
        waiting.remove(first);
        waiting.remove(third);
        assertThat(deadlines.first()).isEqualTo(second);
        waiting.remove(second);
        assertThat(deadlines.first()).isNull();
    }

    @Test
    void whoWaitsForABetterProfileHasAnEarlierDeadline() {
        JobRequest job = waits("waits", 0).job();
        Mismatch soon = new Mismatch("h100", 2, START.plusSeconds(5));
        Mismatch sooner = new Mismatch("h100", 3, START.plusSeconds(3));
        Mismatch late = new Mismatch("h100", 2, end(1));
        assertThat(waiting(job, Map.of("a", soon, "b", sooner)).changesAt()).isEqualTo(sooner.until());
        assertThat(waiting(job, Map.of("a", late)).changesAt()).isEqualTo(end(0));
    }

    private static Waiting waiting(JobRequest job, Map<String, Mismatch> mismatches) {
        return Waiting.of(job, true, Waiting.PATIENCE, mismatches, null, START);
    }

    @Test
    void askingChangesNothing() {
        Waiting b = waits("b", 10);
        Waiting a = waits("a", 10);
        Waiting later = waits("later", 11);
        assertThat(deadlines.over(end(10).minusMillis(1))).isEmpty();
        assertThat(deadlines.over(end(10))).containsExactly(a, b);
        assertThat(deadlines.over(end(10))).containsExactly(a, b);
        assertThat(deadlines.over(end(11))).containsExactly(a, b, later);
    }

    @Test
    void thoseThatStillWaitSurviveTheClearing() {
        Waiting last = waits("last", 100_000);
        for (int i = 0; i < 5000; i++) {
            waiting.remove(waits("gone-" + i, i));
        }
        assertThat(deadlines.first()).isEqualTo(last);
        assertThat(deadlines.over(end(100_000))).containsExactly(last);
    }
}
