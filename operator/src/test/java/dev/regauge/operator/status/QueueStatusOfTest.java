package dev.regauge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueSpec;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.QueueShare;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueueStatusOfTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static JobQueue queue(String... profiles) {
        JobQueue queue = new JobQueue();
        queue.setMetadata(
                new ObjectMetaBuilder().withName("research").withGeneration(3L).build());
        queue.setSpec(new JobQueueSpec(
                List.of("research"),
                Stream.of(profiles)
                        .map(profile -> new QueueShare(profile, 8, null))
                        .toList(),
                1,
                null,
                null));
        return queue;
    }

    private static List<TrainingJob> jobs(String... words) {
        return Stream.of(words)
                .map(word -> Serialization.unmarshal(
                        "{\"kind\": \"TrainingJob\", \"apiVersion\": \"regauge.dev/v1alpha1\", \"status\": {\"status\": \""
                                + word + "\"}}",
                        TrainingJob.class))
                .toList();
    }

    @Test
    void jobsAreCountedByWhetherTheyHoldChipsOrWaitForThem() {
        List<TrainingJob> jobs = jobs(
                "Queued",
                "Recovering",
                "Compiling",
                "Training",
                "Starting",
                "Placing",
                "Training",
                "Suspended",
                "Failed",
                "Succeeded",
                "Invalid");
        JobQueueStatus status =
                QueueStatusOf.next(queue("cpu"), jobs, Map.of("tpu-v5p", 8, "cpu", 16), Set.of("cpu"), NOW);

        assertThat(status.waiting()).isEqualTo(3);
        assertThat(status.running()).isEqualTo(4);
        assertThat(status.inUse()).containsExactly(new ChipsInUse("cpu", 16), new ChipsInUse("tpu-v5p", 8));
        assertThat(status.observedGeneration()).isEqualTo(3);
        assertThat(status.conditions()).extracting(Condition::getReason).containsExactly("QueueReady");
    }

    @Test
    void aShareOfAProfileThatDoesNotExistIsNamedWithThoseThatDo() {
        JobQueueStatus status =
                QueueStatusOf.next(queue("cpu", "h200"), List.of(), Map.of(), Set.of("tpu-v5p", "cpu"), NOW);

        Condition ready = status.conditions().getFirst();
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("UnknownProfile");
        assertThat(ready.getMessage())
                .isEqualTo("spec.shares names the profile h200, which does not exist; allowed: cpu, tpu-v5p");
    }

    @Test
    void whatDidNotChangeIsEqualLater() {
        JobQueue queue = queue("cpu");
        queue.setStatus(QueueStatusOf.next(queue, jobs("Queued"), Map.of(), Set.of("cpu"), NOW));

        assertThat(QueueStatusOf.next(queue, jobs("Queued"), Map.of(), Set.of("cpu"), NOW.plusSeconds(60)))
                .isEqualTo(queue.getStatus());
    }
}
