package dev.regauge.operator.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.scheduler.placement.Event;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InheritanceTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private static JobQueue queue(String name, String status) {
        return Serialization.unmarshal("---\n{metadata: {name: " + name + "}" + status + "}", JobQueue.class);
    }

    private static final JobQueue GREEDY =
            queue("greedy", ", status: {averageUse: {usdPerHour: '8', time: '2026-01-01T00:00:00Z'}}");

    @Test
    void whatAQueueUsedFadesByHalvesWhileNobodyLed() {
        assertThat(Inheritance.shares(List.of(GREEDY), THEN)).containsExactly(new Event.QueueUsed("greedy", 8));
        assertThat(Inheritance.shares(List.of(GREEDY), THEN.plus(Duration.ofHours(48))))
                .containsExactly(new Event.QueueUsed("greedy", 2));
    }

    @Test
    void aQueueThatNeverUsedAnythingIsNotToldOf() {
        assertThat(Inheritance.shares(List.of(queue("new", ""), queue("idle", ", status: {waiting: 1}")), THEN))
                .isEmpty();
    }

    @Test
    void aTimeInTheFutureMakesNothingMore() {
        assertThat(Inheritance.shares(List.of(GREEDY), THEN.minusSeconds(60)))
                .containsExactly(new Event.QueueUsed("greedy", 8));
    }
}
