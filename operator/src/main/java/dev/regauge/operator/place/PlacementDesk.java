package dev.regauge.operator.place;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.Cause;
import dev.regauge.scheduler.lifecycle.Ending;
import dev.regauge.scheduler.lifecycle.Placement;
import dev.regauge.scheduler.placement.Decision;
import dev.regauge.scheduler.placement.Engine;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.Reason;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One engine, one writer at a time. It says a placement once, so the newest word about every job is kept here until the job takes it up. */
@ApplicationScoped
public class PlacementDesk {
    private final Clock clock;
    private final Engine engine;
    private final Map<JobRef, Placement> words = new HashMap<>();
    private final Map<JobRef, Decision.Wait> waits = new HashMap<>();
    private final Map<JobRef, Release> releases = new HashMap<>();
    private final ScheduledExecutorService alarm = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("placement-alarm").daemon().factory());
    private Optional<ScheduledFuture<?>> next = Optional.empty();
    private Instant lastTold = Instant.EPOCH;
    private volatile Consumer<JobRef> listener = job -> {};

    /** A verdict that time changes is not asked for more often. */
    private static final long SOONEST_MILLIS = 100;

    private record Release(long epoch, Ending ending) {}

    /** What each queue used lately, in money per hour, as it was {@code at} a time. */
    public record Shares(Map<String, Double> usdPerHour, Instant at) {}

    @Inject
    PlacementDesk(Clock clock) {
        this(clock, Engine.create());
    }

    PlacementDesk(Clock clock, Engine engine) {
        this.clock = clock;
        this.engine = engine;
    }

    public void listen(Consumer<JobRef> onDecision) {
        listener = onDecision;
    }

    /** Tells the engine facts; whoever is concerned by what it says then, or by time alone later, is told. */
    public synchronized void tell(List<Event> events) {
        Instant now = clock.instant();
        lastTold = now;
        for (Decision decision : engine.apply(events, now)) {
            note(decision);
            listener.accept(decision.job());
        }
        next.ifPresent(alarmed -> alarmed.cancel(false));
        next = engine.wakeAt()
                .map(at -> alarm.schedule(
                        () -> tell(List.of()),
                        Math.max(SOONEST_MILLIS, Duration.between(now, at).toMillis()),
                        TimeUnit.MILLISECONDS));
    }

    @PreDestroy
    void stop() {
        alarm.shutdownNow();
    }

    /** As the engine had them when it was last told something. */
    public synchronized Shares shares() {
        return new Shares(engine.averageUse(), lastTold);
    }

    /** The newest word about the job. */
    public synchronized Placement about(JobRef job) {
        return words.getOrDefault(job, new Placement.Unknown());
    }

    /** What it said about the job's wait, where its newest word is that it waits. */
    public synchronized Optional<Decision.Wait> queued(JobRef job) {
        return Optional.ofNullable(waits.get(job));
    }

    /** The engine wants the chips of this attempt. */
    public synchronized Optional<Ending> release(JobRef job, long epoch) {
        return Optional.ofNullable(releases.get(job))
                .filter(r -> r.epoch() == epoch)
                .map(Release::ending);
    }

    /** The job took the placement up, or wants nothing more. */
    public synchronized void forget(JobRef job) {
        words.remove(job);
        waits.remove(job);
        releases.remove(job);
    }

    private void note(Decision decision) {
        switch (decision) {
            case Decision.Place place -> {
                waits.remove(place.job());
                words.put(
                        place.job(),
                        new Placement.Granted(
                                place.epoch().number(),
                                place.variant(),
                                place.pool(),
                                place.hostsInRankOrder(),
                                withCodes(place.why())));
            }
            case Decision.Wait wait -> {
                waits.put(wait.job(), wait);
                words.put(
                        wait.job(),
                        new Placement.Waiting(
                                wait.reasons().isEmpty()
                                        ? Cause.NotEnoughChips.name()
                                        : wait.reasons().getFirst().code().name(),
                                sentence(wait.reasons())));
            }
            case Decision.Release release ->
                releases.put(
                        release.job(),
                        new Release(
                                release.epoch().number(),
                                new Ending(
                                        AttemptPhase.Released,
                                        release.reason().code().name(),
                                        Optional.empty(),
                                        release.reason().detail(),
                                        List.of())));
        }
    }

    /** An attempt keeps its reasons only as text, so their words of the vocabulary stand in it. */
    private static String withCodes(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.code().name() + ": " + reason.detail())
                .collect(Collectors.joining("; "));
    }

    private static String sentence(List<Reason> reasons) {
        return reasons.stream().map(Reason::detail).collect(Collectors.joining("; "));
    }
}
