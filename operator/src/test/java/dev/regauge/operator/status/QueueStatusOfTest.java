package dev.regauge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AverageUse;
import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueSpec;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.crds.v1alpha1.QueueShare;
import dev.regauge.crds.v1alpha1.QueueSpent;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.WithinQueue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
                null,
                WithinQueue.TakeTurns));
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

    private static QueueStatusOf.Use use(List<TrainingJob> jobs, Map<String, Integer> chips) {
        return new QueueStatusOf.Use(jobs, chips, Optional.empty(), Optional.empty());
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
                QueueStatusOf.next(queue("cpu"), use(jobs, Map.of("tpu-v5p", 8, "cpu", 16)), Set.of("cpu"), NOW);

        assertThat(status.waiting()).isEqualTo(3);
        assertThat(status.running()).isEqualTo(4);
        assertThat(status.inUse()).containsExactly(new ChipsInUse("cpu", 16), new ChipsInUse("tpu-v5p", 8));
        assertThat(status.observedGeneration()).isEqualTo(3);
        assertThat(status.conditions()).extracting(Condition::getReason).containsExactly("QueueReady");
    }

    @Test
    void aShareOfAProfileThatDoesNotExistIsNamedWithThoseThatDo() {
        JobQueueStatus status =
                QueueStatusOf.next(queue("cpu", "h200"), use(List.of(), Map.of()), Set.of("tpu-v5p", "cpu"), NOW);

        Condition ready = status.conditions().getFirst();
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("UnknownProfile");
        assertThat(ready.getMessage())
                .isEqualTo("spec.shares names the profile h200, which does not exist; allowed: cpu, tpu-v5p");
    }

    @Test
    void whatDidNotChangeIsEqualLater() {
        JobQueue queue = queue("cpu");
        queue.setStatus(QueueStatusOf.next(queue, use(jobs("Queued"), Map.of()), Set.of("cpu"), NOW));

        assertThat(QueueStatusOf.next(queue, use(jobs("Queued"), Map.of()), Set.of("cpu"), NOW.plusSeconds(60)))
                .isEqualTo(queue.getStatus());
    }

    private static JobQueueStatus using(int chips, @Nullable String usdPerHour, Instant at, String... jobs) {
        return QueueStatusOf.next(
                queue("cpu"),
                new QueueStatusOf.Use(
                        jobs(jobs),
                        chips == 0 ? Map.of() : Map.of("cpu", chips),
                        Optional.ofNullable(usdPerHour).map(usd -> new AverageUse(usd, at.toString())),
                        Optional.empty()),
                Set.of("cpu"),
                NOW);
    }

    private static boolean worthWriting(JobQueueStatus before, JobQueueStatus next) {
        JobQueue queue = queue("cpu");
        queue.setSpec(new JobQueueSpec(
                List.of("research"), List.of(), 1, new QueueBudget("10", 86_400), null, WithinQueue.TakeTurns));
        queue.setStatus(before);
        return QueueStatusOf.worthWriting(queue, next);
    }

    @Test
    void anAverageGoesAlongWithOtherChangesAndAloneOnlyEveryFewMinutes() {
        JobQueueStatus before = using(8, "1.5", NOW, "Training");

        assertThat(worthWriting(before, using(8, "1.6", NOW.plusSeconds(299), "Training")))
                .isFalse();
        assertThat(worthWriting(before, using(8, "1.6", NOW.plusSeconds(300), "Training")))
                .isTrue();
        JobQueueStatus oneMore = using(8, "1.6", NOW.plusSeconds(1), "Training", "Queued");
        assertThat(worthWriting(before, oneMore)).isTrue();
        assertThat(oneMore.averageUse()).isEqualTo(new AverageUse("1.6", "2026-01-01T00:10:01Z"));
    }

    @Test
    void theFirstAverageIsWrittenAtOnce() {
        assertThat(worthWriting(using(8, null, NOW, "Training"), using(8, "0.01", NOW, "Training")))
                .isTrue();
    }

    @Test
    void anIdleQueueIsWrittenOnceMoreAndThenNeverAgain() {
        JobQueueStatus last = using(8, "1.5", NOW, "Training");
        JobQueueStatus idle = using(0, "1.6", NOW.plusSeconds(10));

        assertThat(worthWriting(last, idle)).isTrue();
        assertThat(worthWriting(idle, using(0, "0.8", NOW.plusSeconds(86_400)))).isFalse();
        assertThat(worthWriting(idle, using(0, null, NOW.plusSeconds(9_000_000))))
                .isFalse();
    }

    private static JobQueueStatus spending(int chips, @Nullable String usd, String day, Instant at) {
        return QueueStatusOf.next(
                queue("cpu"),
                new QueueStatusOf.Use(
                        List.of(),
                        chips == 0 ? Map.of() : Map.of("cpu", chips),
                        Optional.empty(),
                        Optional.ofNullable(usd).map(text -> new QueueSpent(text, day, day + "+1", at.toString()))),
                Set.of("cpu"),
                NOW);
    }

    @Test
    void whatIsSpentIsWrittenNowAndThenAndAtOnceWhenTheBudgetIsSpentOrAPeriodBegins() {
        JobQueueStatus before = spending(8, "9", "monday", NOW);

        assertThat(worthWriting(before, spending(8, "9.9", "monday", NOW.plusSeconds(299))))
                .isFalse();
        assertThat(worthWriting(before, spending(8, "9.9", "monday", NOW.plusSeconds(300))))
                .isTrue();
        assertThat(worthWriting(before, spending(8, "10", "monday", NOW.plusSeconds(1))))
                .isTrue();
        assertThat(worthWriting(before, spending(8, "0.1", "tuesday", NOW.plusSeconds(1))))
                .isTrue();
    }

    @Test
    void anIdleQueueThatSpentSomethingIsWrittenOnceWhenItsPeriodIsOver() {
        JobQueueStatus idle = spending(0, "9", "monday", NOW);

        assertThat(worthWriting(idle, spending(0, "9", "monday", NOW.plusSeconds(9000))))
                .isFalse();
        JobQueueStatus nothing = spending(0, null, "tuesday", NOW.plusSeconds(90_000));
        assertThat(worthWriting(idle, nothing)).isTrue();
        assertThat(worthWriting(nothing, spending(0, null, "wednesday", NOW.plusSeconds(180_000))))
                .isFalse();
    }
}
