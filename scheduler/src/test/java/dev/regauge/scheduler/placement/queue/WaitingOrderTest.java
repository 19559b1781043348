package dev.regauge.scheduler.placement.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.Selection;
import dev.regauge.scheduler.placement.Survivors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jobs are sorted by numbers that are rounded, and must stand as unrounded ones would. */
class WaitingOrderTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final int[] PRIORITIES = {
        0,
        1,
        2,
        99,
        100,
        -1,
        -100,
        -101,
        29_700,
        29_702,
        30_000,
        -30_000,
        1_000_000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };
    private static final double[] RANKS = {
        0, -0.0, -2, -1, 1, Math.nextUp(1.0), 60, 3600.5, 1e18, -1e18, Double.MIN_VALUE, Double.POSITIVE_INFINITY
    };

    private static Waiting waits(String name, int priority, Instant since, @Nullable Double rank, boolean recovers) {
        JobRequest job = new JobRequest(
                new JobRef("team", name, name),
                new Epoch(1),
                "queue",
                priority,
                since,
                since,
                1000,
                Selection.Ordered,
                null,
                List.of(),
                recovers ? new Survivors("v", List.of()) : null,
                Set.of());
        return Waiting.of(job, true, Waiting.PATIENCE, Map.of(), rank, NOW);
    }

    @Property(tries = 200)
    void jobsStandAsTheirOrderSays(@ForAll long seed) {
        Random random = new Random(seed);
        RankedSet<Waiting> set = Waiting.inOrder();
        TreeSet<Waiting> model = new TreeSet<>(Waiting.ORDER);
        for (int i = 0; i < 100; i++) {
            Waiting job = waits(
                    "job-" + i,
                    PRIORITIES[random.nextInt(PRIORITIES.length)],
                    NOW.minus(Duration.ofHours(random.nextInt(100))),
                    random.nextInt(4) == 0 ? null : Double.valueOf(RANKS[random.nextInt(RANKS.length)]),
                    random.nextInt(10) == 0);
            set.add(job);
            model.add(job);
        }
        assertThat(set).containsExactlyElementsOf(model);
        model.forEach(
                job -> assertThat(set.rank(job)).isEqualTo(model.headSet(job).size()));
        model.forEach(job -> assertThat(set.remove(job)).isTrue());
        assertThat(set).isEmpty();
    }

    @Test
    void timesAreMillisecondsAndThoseWithoutAreFirstAndLast() {
        assertThat(RankedSet.millis(NOW)).isEqualTo(NOW.toEpochMilli());
        assertThat(RankedSet.millis(Instant.ofEpochSecond(-1, 5_000_000))).isEqualTo(-995);
        assertThat(RankedSet.millis(Instant.MIN)).isEqualTo(RankedSet.millis(Instant.MIN.plusNanos(999_999_999)));
        assertThat(RankedSet.millis(Instant.MIN))
                .isLessThan(RankedSet.millis(Instant.EPOCH.minus(Duration.ofDays(999_999))));
        assertThat(RankedSet.millis(Instant.MAX)).isGreaterThan(RankedSet.millis(NOW));
    }
}
