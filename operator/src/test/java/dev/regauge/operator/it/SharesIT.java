package dev.regauge.operator.it;

import static dev.regauge.operator.it.JobFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AverageUse;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose turn it is outlives the process that kept the books. */
class SharesIT {
    private static final ControlPlane PLANE = ControlPlane.shared();
    private static final StandInNodes NODES = new StandInNodes(PLANE.admin());
    private static final JobFixture GREEDY = new JobFixture(PLANE.admin(), "greedy");
    private static final JobFixture MODEST = new JobFixture(PLANE.admin(), "modest");
    private static final List<StandInWorker> WORKERS = new ArrayList<>();

    @BeforeAll
    static void prepare() {
        GREEDY.prepare();
        MODEST.prepare();
        NODES.addAll();
        PLANE.startOperator();
    }

    @AfterAll
    static void close() {
        List.of(GREEDY, MODEST).forEach(JobFixture::giveBack);
        WORKERS.forEach(StandInWorker::close);
        NODES.close();
    }

    @Test
    void aNewLeaderLetsTheQueueGoFirstThatUsedLessUnderTheOldOne() {
        PLANE.killOperator();
        GREEDY.leaveAverageUse("8", Instant.now().minus(Duration.ofHours(24)));
        Instant restart = Instant.now();
        PLANE.startOperator();
        train(GREEDY, "hog", "hog-1-0", "hog-1-1");
        train(MODEST, "hog", "hog-1-0");
        wait(GREEDY, "older");
        wait(MODEST, "younger");

        // What the queues use now speaks for the greedy one, and so does the age of its job.
        GREEDY.suspend("hog", true);
        until("the modest queue's turn", () -> MODEST.attempt("younger", 1).isPresent());
        assertThat(GREEDY.attempt("older", 1)).isEmpty();

        until("what the greedy queue used, kept by this leader", () -> averageUse()
                .filter(use -> Instant.parse(use.time()).isAfter(restart))
                .isPresent());
        assertThat(Double.parseDouble(averageUse().orElseThrow().usdPerHour()))
                .as("8 USD an hour a day ago")
                .isBetween(3.9, 4.1);
    }

    private static Optional<AverageUse> averageUse() {
        return Optional.ofNullable(GREEDY.queue()).map(JobQueueStatus::averageUse);
    }

    private static void train(JobFixture jobs, String job, String... pods) {
        jobs.create(job);
        jobs.compile(job);
        for (String pod : pods) {
            until(
                    "pod " + pod,
                    () -> jobs.pod(pod) != null && jobs.pod(pod).getSpec().getNodeName() != null);
            WORKERS.add(new StandInWorker(PLANE.fleet(), jobs.pod(pod)));
        }
        until(job + " to train", () -> jobs.condition(job, "Training", "True"));
    }

    private static void wait(JobFixture jobs, String job) {
        jobs.create(job);
        jobs.compile(job);
        until(
                job + " in line",
                () -> jobs.job(job).getStatus() != null
                        && jobs.job(job).getStatus().waiting() != null);
    }
}
