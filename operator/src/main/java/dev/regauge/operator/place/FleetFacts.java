package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueSpec;
import dev.regauge.crds.v1alpha1.Platform;
import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.crds.v1alpha1.QueueShare;
import dev.regauge.crds.v1alpha1.WithinQueue;
import dev.regauge.operator.budget.Budgets;
import dev.regauge.operator.budget.Spent;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.NodeView;
import dev.regauge.scheduler.placement.Carving;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.Host;
import dev.regauge.scheduler.placement.Pool;
import dev.regauge.scheduler.placement.Queue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pools, hosts and queues as the engine wants them, the newest state of all at once; those that went since the last time are said to be gone. */
@ApplicationScoped
public class FleetFacts {
    private static final int NO_BOUND = Integer.MAX_VALUE;

    private final Cluster cluster;
    private final PlacementDesk desk;
    private final Budgets budgets;
    private final Clock clock;
    private List<Event> told = List.of();

    FleetFacts(Cluster cluster, PlacementDesk desk, Budgets budgets, Clock clock) {
        this.cluster = cluster;
        this.desk = desk;
        this.budgets = budgets;
        this.clock = clock;
    }

    /** Tells the engine where it differs from what it was told before. */
    public synchronized void refresh() {
        List<JobQueue> queues = cluster.queues();
        budgets.look(queues, clock.instant());
        List<Event> now = facts(queues);
        if (now.equals(told)) {
            return;
        }
        List<Event> changes = new ArrayList<>(gone(told, now));
        Set<Event> known = Set.copyOf(told);
        now.stream().filter(event -> !known.contains(event)).forEach(changes::add);
        told = now;
        desk.tell(changes);
    }

    private List<Event> facts(List<JobQueue> queues) {
        List<Event> events = new ArrayList<>();
        for (AcceleratorPool pool : cluster.pools()) {
            Optional<HardwareProfile> profile = cluster.profile(pool.getSpec().profile());
            if (profile.isEmpty()) {
                continue;
            }
            events.add(new Event.PoolSeen(new Pool(
                    pool.getMetadata().getName(),
                    pool.getSpec().profile(),
                    Double.parseDouble(pool.getSpec().usdPerChipHour()),
                    Carving.valueOf(pool.getSpec().carving().name()),
                    pool.getSpec().spares())));
            for (NodeView node : cluster.nodesOf(pool)) {
                events.add(new Event.HostSeen(host(pool, profile.get(), node)));
            }
        }
        queues.forEach(queue -> events.add(new Event.QueueSeen(queue(queue))));
        return events;
    }

    private static Host host(AcceleratorPool pool, HardwareProfile profile, NodeView node) {
        int chips = node.chips().getOrDefault(profile.getSpec().resourceName(), 0);
        boolean slices = profile.getSpec().platform() == Platform.TPU
                && pool.getSpec().carving() == dev.regauge.crds.v1alpha1.Carving.Fixed;
        return new Host(
                node.name(),
                pool.getMetadata().getName(),
                chips,
                node.healthy(),
                pool.getSpec().topologyLabels().stream()
                        .map(label -> node.labels().getOrDefault(label, ""))
                        .toList(),
                slices ? ProviderSlices.of(node).orElse(null) : null);
    }

    private Queue queue(JobQueue queue) {
        JobQueueSpec spec = queue.getSpec();
        Map<String, Queue.Share> shares =
                spec.shares().stream().collect(Collectors.toMap(QueueShare::profile, FleetFacts::share));
        return new Queue(
                queue.getMetadata().getName(),
                Set.copyOf(spec.namespaces()),
                shares,
                Math.max(1, spec.weight()),
                Optional.ofNullable(spec.maxPriority()).orElse(NO_BOUND),
                budget(queue),
                spec.withinQueue() == WithinQueue.TakeTurns);
    }

    private Queue.@Nullable Budget budget(JobQueue queue) {
        QueueBudget budget = queue.getSpec().budget();
        if (budget == null) {
            return null;
        }
        double usd = Double.parseDouble(budget.usd());
        Spent spent = budgets.of(queue.getMetadata().getName()).orElseThrow();
        return new Queue.Budget(usd, spent.inSteps(usd), spent.period().ends());
    }

    private static Queue.Share share(QueueShare share) {
        return new Queue.Share(
                share.guaranteed(), Optional.ofNullable(share.maximum()).orElse(Queue.Share.UNLIMITED));
    }

    private static List<Event> gone(List<Event> before, List<Event> now) {
        Set<String> still = new HashSet<>();
        now.forEach(event -> still.add(name(event)));
        List<Event> gone = new ArrayList<>();
        for (Event event : before) {
            if (!still.contains(name(event))) {
                switch (event) {
                    case Event.PoolSeen seen ->
                        gone.add(new Event.PoolGone(seen.pool().name()));
                    case Event.HostSeen seen ->
                        gone.add(new Event.HostGone(seen.host().node()));
                    case Event.QueueSeen seen ->
                        gone.add(new Event.QueueGone(seen.queue().name()));
                    case Event other -> throw new IllegalStateException(other + " is no fact of the fleet");
                }
            }
        }
        return gone;
    }

    private static String name(Event event) {
        return switch (event) {
            case Event.PoolSeen seen -> "pool/" + seen.pool().name();
            case Event.HostSeen seen -> "host/" + seen.host().node();
            case Event.QueueSeen seen -> "queue/" + seen.queue().name();
            case Event other -> throw new IllegalStateException(other + " is no fact of the fleet");
        };
    }
}
