package dev.regauge.operator.observe;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Watches this process: a tick that comes late, or an API server that does not answer, makes all silence before it worthless. */
@ApplicationScoped
public class Ticker {
    private static final Logger LOG = Logger.getLogger(Ticker.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final int TICKS_BETWEEN_PINGS = 5;

    private final KubernetesClient client;
    private final Clock clock;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ticker").daemon().factory());
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("api-ping").daemon().factory());
    private volatile Instant lastTick = Instant.EPOCH;
    private volatile Instant lastStall = Instant.EPOCH;

    Ticker(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @PostConstruct
    void start() {
        lastTick = clock.instant();
        long period = PERIOD.toMillis();
        ticks.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
        long pause = period * TICKS_BETWEEN_PINGS;
        pings.scheduleWithFixedDelay(this::ping, pause, pause, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        ticks.shutdownNow();
        pings.shutdownNow();
    }

    /** When time was last lost, or the API server last away. A stall that is still going on shows as now. */
    public Instant lastStall() {
        Instant now = clock.instant();
        return Duration.between(lastTick, now).compareTo(LATE) > 0 ? now : lastStall;
    }

    private void tick() {
        Instant now = clock.instant();
        if (Duration.between(lastTick, now).compareTo(LATE) > 0) {
            LOG.warnf(
                    "this process stood still for %d ms; silence before now does not count",
                    Duration.between(lastTick, now).toMillis());
            lastStall = now;
        }
        lastTick = now;
    }

    private void ping() {
        try {
            client.raw("/readyz");
        } catch (KubernetesClientException e) {
            LOG.warnf("the API server does not answer (%s); silence does not count", e.getMessage());
            lastStall = clock.instant();
        }
    }
}
