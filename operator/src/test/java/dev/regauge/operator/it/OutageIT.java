package dev.regauge.operator.it;

import static dev.regauge.operator.it.JobFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.fleet.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the operator leans on goes away for a while. */
class OutageIT {
    private static final ControlPlane PLANE = ControlPlane.shared();
    private static final StandInNodes NODES = new StandInNodes(PLANE.admin());
    private static final JobFixture JOBS = new JobFixture(PLANE.admin(), "outage");

    @BeforeAll
    static void prepare() {
        JOBS.prepare();
        NODES.addAll();
        PLANE.startOperator();
        JOBS.deleteAll();
        until("no worker pod of an earlier run", JOBS::nothingRuns);
    }

    @AfterAll
    static void close() {
        NODES.close();
    }

    @Test
    void aJobRunsWhileTheDatabaseIsAwayAndItsHistoryIsWrittenLater() {
        PLANE.fleet().faults().kill(Database.NAME);
        try {
            JOBS.create("unseen");
            JOBS.pin("unseen", "cpu-2x4");
            JOBS.compile("unseen");
            until(
                    "two pods",
                    () -> JOBS.pods("unseen").stream()
                                    .filter(pod -> pod.getSpec().getNodeName() != null)
                                    .count()
                            == 2);
            try (StandInWorker zero = new StandInWorker(PLANE.fleet(), JOBS.pod("unseen-1-0"));
                    StandInWorker one = new StandInWorker(PLANE.fleet(), JOBS.pod("unseen-1-1"))) {
                until("Training", () -> JOBS.condition("unseen", "Training", "True"));
                zero.commit(100);
                until("Succeeded", () -> JOBS.condition("unseen", "Succeeded", "True"));
                assertThat(one.epoch()).isEqualTo(1);
            }
            assertThat(PLANE.readiness()).as("history holds nothing up").isEqualTo(200);
        } finally {
            PLANE.restartDatabase();
        }
        String uid = JOBS.job("unseen").getMetadata().getUid();
        until("the attempt's row", () -> count("attempt", uid, "phase = 'Completed' and commit_step = 100") == 1);
        until("the steps' rows", () -> count("step", uid, "step >= 100") > 0);
    }

    @Test
    void theProbeSaysNotReadyAsLongAsTheApiServerIsAway() {
        until("ready", () -> PLANE.readiness() == 200);
        PLANE.fleet().faults().killApiServer();
        try {
            // The lease is lost after seven seconds, and with it this process.
            until("not ready", Duration.ofSeconds(6), () -> PLANE.readiness() == 503);
        } finally {
            PLANE.fleet().faults().restartApiServer();
            PLANE.restartOperator();
        }
        until("ready again", Duration.ofSeconds(120), () -> PLANE.readiness() == 200);
    }

    private static long count(String table, String uid, String where) {
        try (Connection connection = PLANE.database();
                PreparedStatement question = connection.prepareStatement(
                        "select count(*) from " + table + " where job_uid = ? and " + where)) {
            question.setString(1, uid);
            try (ResultSet rows = question.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException notUpYet) {
            return 0;
        }
    }
}
