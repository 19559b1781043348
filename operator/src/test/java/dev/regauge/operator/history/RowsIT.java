package dev.regauge.operator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.operator.gateway.wire.Heartbeat;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rows against the migrated schema of a real PostgreSQL. */
class RowsIT {
    private static EmbeddedPostgres postgres;
    private static SessionFactory sessions;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("history");
        configuration
                .managedClasses(
                        AttemptRow.class, FailureRow.class, StepRow.class, CompileReportRow.class, LedgerRow.class)
                .property("hibernate.connection.datasource", postgres.getPostgresDatabase())
                .property("hibernate.physical_naming_strategy", PhysicalNamingStrategySnakeCaseImpl.class.getName());
        sessions = configuration.createEntityManagerFactory();
    }

    @AfterAll
    static void stop() throws IOException {
        sessions.close();
        postgres.close();
    }

    private static void store(List<Row> rows) {
        sessions.inStatelessTransaction(session -> rows.forEach(row -> row.store(session)));
    }

    private static List<List<Object>> read(String query) throws SQLException {
        List<List<Object>> found = new ArrayList<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            while (rows.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getObject(i)));
                }
                found.add(row);
            }
        }
        return found;
    }

    private static TrainingAttempt attempt(String status) {
        return Serialization.unmarshal("""
                {"apiVersion": "regauge.dev/v1alpha1", "kind": "TrainingAttempt",
                 "metadata": {"name": "lm-2", "namespace": "research", "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"job": {"name": "lm", "uid": "u"}, "epoch": 2, "variant": "cpu-2x4", "profile": "cpu", "pool": "cpu-4",
                          "chipsPerHost": 4, "members": [{"node": "a", "podEpoch": 1, "podIndex": 0}, {"node": "b", "podEpoch": 2, "podIndex": 1}]},
                 "status": %s}
                """.formatted(status), TrainingAttempt.class);
    }

    @Test
    void anAttemptIsOneRowThatFollowsItsStatusAndItsFactsAreWrittenOnce() throws SQLException {
        store(Rows.of(attempt("{\"phase\": \"Placing\"}")));
        TrainingAttempt failed = attempt("""
                {"phase": "Failed", "reason": "WorkerLost", "failureClass": "WorkerLost", "message": "gone", "heldSeconds": "12.5",
                 "timings": {"created": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:00:09Z"},
                 "restored": {"epoch": 1, "step": 20}, "lastCommit": {"epoch": 2, "step": 40},
                 "evidence": [{"what": "PodGone", "pod": "lm-2-1", "node": "b", "time": "2026-01-01T00:00:09Z"}]}
                """);
        store(Rows.of(failed));
        store(Rows.of(failed));

        assertThat(
                        read(
                                "select job, chips, phase, reason, restored_step, commit_step, held_seconds, placed_at from attempt"))
                .containsExactly(List.of("lm", "8", "Failed", "WorkerLost", "20", "40", "12.5", "null"));
        assertThat(read("select extract(epoch from ended_at - created_at)::int from attempt"))
                .containsExactly(List.of("9"));
        assertThat(read("select epoch, ordinal, what, pod, detail from failure"))
                .containsExactly(List.of("2", "0", "PodGone", "lm-2-1", "null"));
    }

    private static Executable executable(String name, String phase, String more) {
        return Serialization.unmarshal("""
                {"apiVersion": "regauge.dev/v1alpha1", "kind": "Executable", "metadata": {"name": "%s", "namespace": "research"},
                 "spec": {"image": "i", "entrypoint": "a:b", "globalBatch": 1, "mesh": [],
                          "target": {"platform": "cpu", "profile": "cpu", "hosts": 1, "chipsPerHost": 1}},
                 "status": {"phase": "%s", "attempt": 1%s}}
                """.formatted(name, phase, more), Executable.class);
    }

    @Test
    void aRowThatTheDatabaseDoesNotTakeHoldsNoOtherUp() throws SQLException {
        List<Row> rows = new ArrayList<>(Rows.of(executable("before", "Failed", "")));
        rows.addAll(Rows.of(executable("nul", "Failed", ", \"reason\": \"a \\u0000 byte\"")));
        rows.addAll(Rows.of(executable("behind", "Failed", "")));

        new Batches(RowsIT::store).write(rows);

        assertThat(read("select executable from compile_report where phase = 'Failed' order by 1"))
                .containsExactly(List.of("before"), List.of("behind"));
    }

    @Test
    void rowsWaitWhenTheDatabaseIsAway() {
        Batches batches = new Batches(rows -> {
            throw new IllegalStateException(new SQLException("the connection is gone", "08006"));
        });
        assertThatThrownBy(() -> batches.write(Rows.of(beat(1)))).hasMessageContaining("the connection is gone");
    }

    @Test
    void aReportIsKeptAsJson() throws SQLException {
        store(Rows.of(executable("abc", "Compiling", "")));
        store(Rows.of(
                executable("abc", "Ready", ", \"readyTime\": \"2026-01-01T00:00:00Z\", \"report\": {\"kernels\": 7}")));

        assertThat(
                        read(
                                "select phase, profile, tries, report->>'kernels' from compile_report where executable = 'abc'"))
                .containsExactly(List.of("Ready", "cpu", "1", "7"));
    }

    private static Heartbeat beat(double seconds) {
        return new Heartbeat(
                1,
                "research",
                "lm",
                "u",
                "lm-1-0",
                "p",
                "i",
                1,
                0,
                1,
                "Training",
                3,
                Map.of("PRODUCTIVE", seconds),
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                List.of(new Heartbeat.Step(3, 2.5, null, null, "00", 0.1)),
                Map.of());
    }

    @Test
    void aLateHeartbeatTakesNoSecondsBack() throws SQLException {
        store(Rows.of(beat(4)));
        store(Rows.of(beat(6)));
        store(Rows.of(beat(5)));

        assertThat(read("select bucket, seconds from ledger_interval")).containsExactly(List.of("PRODUCTIVE", "6.0"));
        assertThat(read("select step, loss, batch_digest from step")).containsExactly(List.of("3", "2.5", "00"));
    }
}
