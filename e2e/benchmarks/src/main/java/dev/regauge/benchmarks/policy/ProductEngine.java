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
 * The product's own engine, as the operator runs it: arrivals and ends go in as events, its decisions come out as starts. A chip is a host of one chip, a
 * job a request of one queue with a variant for each pool that it can run in, a second of work a step. All jobs have one priority, so it preempts none.
 */
final class ProductEngine implements Policy {
    private static final String QUEUE = "all";
    private static final String NAMESPACE = "trace";
    private static final Epoch FIRST = new Epoch(1);

    private final Engine engine = Engine.create();
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Integer> poolByName = new HashMap<>();
    private final List<Fleet.Pool> pools;

    ProductEngine(Fleet fleet) {
        pools = fleet.pools();
        events.add(new Event.QueueSeen(new Queue(QUEUE, Set.of(NAMESPACE), Map.of(), 1, 0, null)));
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
        List<VariantOffer> variants = new ArrayList<>();
        for (int p = 0; p < pools.size(); p++) {
            double rate = simulation.rate(job, p);
            if (rate > 0 && simulation.chips(job) <= simulation.capacity(p)) {
                String pool = pools.get(p).name();
                StepTime time = new StepTime(1 / rate, 1 / rate, 1 / rate, StepTime.MEASURED);
                variants.add(new VariantOffer(pool, pool, simulation.chips(job), 1, null, time, true));
            }
        }
        Instant submitted = instant(simulation.submitted(job));
        events.add(new Event.JobSeen(new JobRequest(
                ref(job),
                FIRST,
                QUEUE,
                0,
                submitted,
                submitted,
                Math.max(1, Math.round(simulation.estimated(job))),
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
        List<Decision> decisions = engine.apply(List.copyOf(events), instant(simulation.now()));
        events.clear();
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Place place ->
                    simulation.start(
                            Integer.parseInt(place.job().name()), Objects.requireNonNull(poolByName.get(place.pool())));
                case Decision.Wait _ -> {
                    // it waits
                }
                case Decision.Release release ->
                    throw new IllegalStateException("jobs of one queue and priority: " + release);
            }
        }
        engine.wakeAt().ifPresent(at -> simulation.wakeAt(at.getEpochSecond() + at.getNano() / 1e9));
    }
}
