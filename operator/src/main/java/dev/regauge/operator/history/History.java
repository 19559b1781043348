package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.gateway.wire.Heartbeat;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;

/**
 * Writes rows behind the passes, on one thread. At first, and after every failure, it writes what Kubernetes knows anew, so that what was lost while the
 * database was away, or while nobody led, is there again; rows have keys, so nothing is there twice.
 */
@ApplicationScoped
public class History {
    private static final Logger LOG = Logger.getLogger(History.class);
    private static final int ROOM = 50_000;
    private static final int BATCH = 500;
    private static final long PERIOD_MILLIS = 1000;

    private final OperatorConfig config;
    private final DataSource database;
    private final Batches batches;
    private final Backlog backlog = new Backlog(ROOM);
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("history").daemon().factory());
    private volatile Supplier<Stream<Row>> known = Stream::empty;
    private boolean open;
    private boolean told;

    History(OperatorConfig config, DataSource database, StatelessSession session) {
        this.config = config;
        this.database = database;
        this.batches = new Batches(
                rows -> QuarkusTransaction.requiringNew().run(() -> rows.forEach(row -> row.store(session))));
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

    /** Whatever goes wrong with the database, the rows wait for the next round; a round that threw would be the last. */
    private void write() {
        List<Row> rows = List.of();
        try {
            connect();
            for (rows = backlog.take(BATCH); !rows.isEmpty(); rows = backlog.take(BATCH)) {
                batches.write(rows);
            }
            told = false;
        } catch (RuntimeException e) {
            backlog.addOlder(rows);
            open = false;
            if (!told) {
                LOG.warnf("history waits for the database: %s", e.getMessage());
                told = true;
            }
        }
    }

    private void connect() {
        if (open) {
            return;
        }
        Flyway.configure(History.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        // caches lag behind what was noted
        backlog.addOlder(known.get().toList());
        open = true;
        LOG.info("history is connected");
    }
}
