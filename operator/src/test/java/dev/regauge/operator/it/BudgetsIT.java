package dev.regauge.operator.it;

import static dev.regauge.operator.it.JobFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.QueueSpent;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Money of a queue, spent by real attempts of stand-in workers. */
class BudgetsIT {
    /** 0.8 US dollars for eight chips and a second. */
    private static final String DEAR = "360";

    private static final String CHEAP = "0.05";
    private static final double BUDGET = 8;

    private static final ControlPlane PLANE = ControlPlane.shared();
    private static final StandInNodes NODES = new StandInNodes(PLANE.admin());
    private static final JobFixture JOBS = new JobFixture(PLANE.admin(), "thrift");

    @BeforeAll
    static void prepare() {
        JOBS.prepare();
        NODES.addAll();
        PLANE.startOperator();
    }

    @AfterAll
    static void close() {
        JOBS.price("cpu-4", CHEAP);
        JOBS.budget(null);
        JOBS.giveBack();
        NODES.close();
    }

    @Test
    void aSpentBudgetLetsNothingStartButStopsNobodyAndNoRestartOrDeletionGivesItBack() {
        JOBS.budget(String.valueOf(BUDGET));
        JOBS.price("cpu-4", DEAR);
        JOBS.create("spender");
        JOBS.compile("spender");
        until("pod spender-1-0", () -> JOBS.pod("spender-1-0") != null);
        until("pod spender-1-1", () -> JOBS.pod("spender-1-1") != null);
        try (StandInWorker first = new StandInWorker(PLANE.fleet(), JOBS.pod("spender-1-0"));
                StandInWorker second = new StandInWorker(PLANE.fleet(), JOBS.pod("spender-1-1"))) {
            until("spender to train", () -> JOBS.condition("spender", "Training", "True"));
            until("the budget to be spent, noticed when it is", () -> spentUsd() >= BUDGET);
            assertThat(spentUsd()).as("a second costs 0.8").isLessThan(BUDGET + 8);

            JOBS.create("late");
            JOBS.compile("late");
            until("late to wait for money", () -> refusal("late").isPresent());
            assertThat(refusal("late").orElseThrow())
                    .startsWith("queue thrift has spent ")
                    .endsWith(" of the 8 USD of this period; the next one begins at "
                            + spent().orElseThrow().periodEnds());
            assertThat(JOBS.condition("spender", "Training", "True"))
                    .as("who runs goes on")
                    .isTrue();
        }

        Instant restart = Instant.now();
        double before = spentUsd();
        PLANE.killOperator();
        JOBS.delete("spender");
        PLANE.startOperator();
        until(
                "the next leader to have counted on",
                () -> counted().filter(at -> at.isAfter(restart)).isPresent());
        assertThat(spentUsd()).as("after a restart and a deletion").isGreaterThanOrEqualTo(before);
        until("no pod of the spender", () -> JOBS.pods("spender").isEmpty());
        assertThat(JOBS.attempt("late", 1)).isEmpty();
        assertThat(refusal("late")).isPresent();

        JOBS.budget("100000");
        until("late to start with more money", () -> JOBS.attempt("late", 1).isPresent());
    }

    private static Optional<QueueSpent> spent() {
        return Optional.ofNullable(JOBS.queue()).map(JobQueueStatus::spent);
    }

    private static double spentUsd() {
        return spent().map(QueueSpent::usd).map(Double::parseDouble).orElse(0.0);
    }

    private static Optional<Instant> counted() {
        return spent().map(QueueSpent::time).map(Instant::parse);
    }

    /** Why the job waits, where it does so for money. */
    private static Optional<String> refusal(String job) {
        return Optional.ofNullable(JOBS.job(job).getStatus())
                .filter(status -> "BudgetSpent".equals(status.reason()))
                .map(TrainingJobStatus::message);
    }
}
