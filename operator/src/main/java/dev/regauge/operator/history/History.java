package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.gateway.wire.Heartbeat;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Writes rows behind the passes, one connection, one thread. After every connect it writes what Kubernetes knows anew, so that what was lost while the
 * database was away, or while nobody led, is there again; rows have keys, so nothing is there twice.
 */
@ApplicationScoped
public class History {
    private static final Logger LOG = Logger.getLogger(History.class);
    private static final int ROOM = 50_000;
    private static final int BATCH = 500;
    private static final long PERIOD_MILLIS = 1000;
    private static final int TIMEOUT_SECONDS = 10;

    private final OperatorConfig config;
    private final Backlog backlog = new Backlog(ROOM);
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("history").daemon().factory());
    private volatile Supplier<Stream<Row>> known = Stream::empty;
    private @Nullable Connection connection;
    private boolean told;

    History(OperatorConfig config) {
        this.config = config;
    }

    @PostConstruct
    void start() {
        if (config.database().url().isPresent()) {
            writer.scheduleWithFixedDelay(this::write, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        writer.shutdownNow();
    }

    /** Where to catch up from. */
    public void catchUpFrom(Supplier<Stream<TrainingAttempt>> attempts, Supplier<Stream<Executable>> executables) {
        known = () -> Stream.concat(
                attempts.get().flatMap(attempt -> Rows.of(attempt).stream()),
                executables.get().flatMap(executable -> Rows.of(executable).stream()));
    }

    public void note(TrainingAttempt attempt) {
        add(Rows.of(attempt));
    }

    public void note(Executable executable) {
        add(Rows.of(executable));
    }

    public void note(Heartbeat beat) {
        add(Rows.of(beat));
    }

    private void add(List<Row> rows) {
        if (config.database().url().isPresent()) {
            backlog.add(rows);
        }
    }

    private void write() {
        List<Row> rows = List.of();
        try {
            Connection open = connect();
            for (rows = backlog.take(BATCH); !rows.isEmpty(); rows = backlog.take(BATCH)) {
                write(open, rows);
            }
            told = false;
        } catch (SQLException | FlywayException e) {
            backlog.putBack(rows);
            connection = null;
            if (!told) {
                LOG.warnf("history waits for the database: %s", e.getMessage());
                told = true;
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection open = connection;
        if (open != null && open.isValid(TIMEOUT_SECONDS)) {
            return open;
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(config.database().url().orElseThrow());
        source.setUser(config.database().user());
        source.setPassword(config.database().password().orElse(""));
        source.setConnectTimeout(TIMEOUT_SECONDS);
        source.setSocketTimeout(TIMEOUT_SECONDS);
        Flyway.configure(History.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        Connection fresh = source.getConnection();
        fresh.setAutoCommit(false);
        connection = fresh;
        backlog.add(known.get().toList());
        LOG.info("history is connected");
        return fresh;
    }

    private static void write(Connection open, List<Row> rows) throws SQLException {
        Map<Row.Table, PreparedStatement> statements = new EnumMap<>(Row.Table.class);
        try {
            for (Row row : rows) {
                PreparedStatement statement = statements.get(row.table());
                if (statement == null) {
                    statement = open.prepareStatement(row.table().upsert());
                    statements.put(row.table(), statement);
                }
                for (int i = 0; i < row.values().size(); i++) {
                    statement.setObject(i + 1, row.values().get(i));
                }
                statement.addBatch();
            }
            for (PreparedStatement statement : statements.values()) {
                statement.executeBatch();
            }
            open.commit();
        } finally {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
        }
    }
}
