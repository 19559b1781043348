package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.Carving;
import dev.regauge.scheduler.placement.Decision;
import dev.regauge.scheduler.placement.Engine;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.Host;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.Queue;
import dev.regauge.scheduler.placement.Selection;
import dev.regauge.scheduler.placement.StepTime;
import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The product's own engine, as the operator runs it: arrivals and ends go in as events, its decisions come out as starts and stops. A chip is a host of one
 * chip, a job a request of one queue with a variant for each pool that it can run in, a second of work a step. All jobs have one priority; they take turns.
 */
final class ProductEngine implements Policy {
    private static final String QUEUE = "all";
    private static final String NAMESPACE = "trace";
    private static final Epoch FIRST = new Epoch(1);

    private final Engine engine = Engine.silent();
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Integer> poolByName = new HashMap<>();
    private final List<Fleet.Pool> pools;

    ProductEngine(Fleet fleet) {
        pools = fleet.pools();
        events.add(new Event.QueueSeen(new Queue(QUEUE, Set.of(NAMESPACE), Map.of(), 1, 0, null, true)));
        for (Fleet.Pool pool : pools) {
            poolByName.put(pool.name(), poolByName.size());
            events.add(new Event.PoolSeen(new dev.regauge.scheduler.placement.Pool(
                    pool.name(), pool.name(), pool.usdPerChipHour(), Carving.Fixed)));
            for (int chip = 0; chip < pool.chips(); chip++) {
                events.add(new Event.HostSeen(new Host(pool.name() + "-" + chip, pool.name(), 1, true, List.of())));
            }
        }
    }

    private static JobRef ref(int job) {
        return new JobRef(NAMESPACE, Integer.toString(job), Integer.toString(job));
    }

    private static Instant instant(double seconds) {
        long whole = (long) Math.floor(seconds);
        return Instant.ofEpochSecond(whole, Math.round((seconds - whole) * 1e9));
    }

    @Override
    public void arrived(int job, Simulation simulation) {
        wish(job, FIRST, instant(simulation.submitted(job)), simulation);
    }

    private void wish(int job, Epoch epoch, Instant since, Simulation simulation) {
        List<VariantOffer> variants = new ArrayList<>();
        for (int p = 0; p < pools.size(); p++) {
            double rate = simulation.rate(job, p);
            if (rate > 0 && simulation.chips(job) <= simulation.capacity(p)) {
                String pool = pools.get(p).name();
                StepTime time = new StepTime(1 / rate, 1 / rate, 1 / rate, StepTime.MEASURED);
                variants.add(new VariantOffer(pool, pool, simulation.chips(job), 1, null, time, true));
            }
        }
        events.add(new Event.JobSeen(new JobRequest(
                ref(job),
                epoch,
                QUEUE,
                0,
                instant(simulation.submitted(job)),
                since,
                Math.max(1, Math.round(simulation.remaining(job))),
                Selection.Fastest,
                null,
                variants,
                null,
                Set.of())));
    }

    @Override
    public void finished(int job, Simulation simulation) {
        events.add(new Event.JobGone(ref(job)));
        events.add(new Event.ChipsFreed(ref(job)));
    }

    @Override
    public void decide(Simulation simulation) {
        Instant now = instant(simulation.now());
        do {
            List<Decision> decisions = engine.apply(List.copyOf(events), now);
            events.clear();
            for (Decision decision : decisions) {
                int job = Integer.parseInt(decision.job().name());
                switch (decision) {
                    case Decision.Place place -> {
                        simulation.start(job, Objects.requireNonNull(poolByName.get(place.pool())));
                        Map<String, Integer> chips = new HashMap<>();
                        place.hostsInRankOrder().forEach(host -> chips.put(host, 1));
                        events.add(new Event.ChipsHeld(place.job(), place.epoch(), chips));
                    }
                    case Decision.Wait _ -> {
                        // it waits
                    }
                    case Decision.Release release -> {
                        simulation.preempt(job);
                        events.add(new Event.ChipsFreed(release.job()));
                        wish(job, new Epoch(release.epoch().number() + 1), now, simulation);
                    }
                }
            }
        } while (!events.isEmpty());
        engine.wakeAt().ifPresent(at -> simulation.wakeAt(at.getEpochSecond() + at.getNano() / 1e9));
    }
}
