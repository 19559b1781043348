package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.queue.Band;
import dev.regauge.scheduler.placement.queue.FairShares;
import dev.regauge.scheduler.placement.queue.LineKey;
import dev.regauge.scheduler.placement.queue.Mismatch;
import dev.regauge.scheduler.placement.queue.QueueUse;
import dev.regauge.scheduler.placement.queue.Waiting;
import dev.regauge.scheduler.placement.queue.WaitingJobs;
import dev.regauge.scheduler.placement.turns.Turns;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the engine was told, and what follows from it job by job: who waits, who uses what, when chips come back. Decides nothing. */
final class Facts {
    /**
     * Of an attempt that has its chips: when the engine first heard that it has so many steps to go, and of it at all. From then both count where the job
     * does not say better.
     */
    private record Heard(Epoch epoch, long remainingSteps, int band, Instant at, Instant since) {}

    final Fleet fleet = new Fleet();
    final Map<String, Queue> queues = new HashMap<>();
    /** Queues that are guaranteed something. */
    final Set<String> guaranteeing = new HashSet<>();

    final FairShares shares = new FairShares();
    final QueueUse use = new QueueUse(shares);
    final WaitingJobs waiting = new WaitingJobs(shares::of);
    final Runs runs = new Runs();
    private final TurnTakers turnTakers = new TurnTakers(fleet, queues);
    final Turns turns = new Turns(turnTakers);
    private final Matching matching = new Matching(turnTakers, turns, fleet);
    private final Map<JobRef, JobRequest> jobs = new HashMap<>();
    private final Map<JobRef, Map<String, Instant>> refusals = new HashMap<>();
    private final Map<JobRef, Heard> heard = new HashMap<>();
    private final SortedSet<JobRef> movable = new TreeSet<>();
    private final NavigableMap<Integer, Integer> runningBands = new TreeMap<>();
    private final Map<String, Set<Integer>> bands = new HashMap<>();
    private Set<JobRef> touched = new HashSet<>();

    /** Takes the events in; afterwards {@link #touched} are those about whom something is new. */
    void take(List<Event> events, Instant now) {
        boolean sharesMoved = shares.advance(now);
        events.forEach(this::note);
        expireRefusals(now);
        touched.addAll(waiting.changed(now));
        if (events.stream().anyMatch(Facts::changesFleet)) {
            touched.addAll(matching.fleetChanged(waiting));
        }
        runs.look(now);
        touched.forEach(job -> derive(job, now));
        turns.look(now).forEach(job -> derive(job, now));
        if (sharesMoved) {
            waiting.reorder();
        }
    }

    private static boolean changesFleet(Event event) {
        return switch (event) {
            case Event.PoolSeen _, Event.PoolGone _, Event.HostSeen _, Event.HostGone _ -> true;
            default -> false;
        };
    }

    Set<JobRef> touched() {
        return touched;
    }

    void endBatch() {
        // a new one, since clearing the one of a first batch of all jobs would cost as much every time
        touched = new HashSet<>();
        turns.settled();
    }

    private void note(Event event) {
        switch (event) {
            case Event.PoolSeen(Pool pool) -> {
                Pool known = fleet.pool(pool.name());
                fleet.see(pool);
                if (known == null
                        || !known.profile().equals(pool.profile())
                        || known.usdPerChipHour() != pool.usdPerChipHour()) {
                    touched.addAll(fleet.holders());
                }
            }
            case Event.PoolGone(String pool) -> {
                fleet.forgetPool(pool);
                touched.addAll(fleet.holders());
            }
            case Event.HostSeen(Host host) -> {
                fleet.see(host);
                touched.addAll(fleet.holdersOn(host.node()));
            }
            case Event.HostGone(String node) -> {
                fleet.forgetHost(node);
                touched.addAll(fleet.holdersOn(node));
            }
            case Event.QueueSeen(Queue queue) -> noteQueue(queue);
            case Event.QueueGone(String queue) -> {
                queues.remove(queue);
                guaranteeing.remove(queue);
                shares.forget(queue);
                touched.addAll(waiting.of(queue));
            }
            case Event.QueueUsed(String queue, double usdPerHour) -> {
                shares.remember(queue, usdPerHour * MICRO);
                reorder(queue);
            }
            case Event.JobSeen(JobRequest job) -> noteJob(job);
            case Event.JobGone(JobRef job) -> {
                jobs.remove(job);
                refusals.remove(job);
                turns.forget(job);
                fleet.breakPromise(job);
                touched.add(job);
            }
            case Event.ChipsHeld held -> {
                fleet.hold(held.job(), held.epoch(), held.chipsByNode());
                touched.add(held.job());
            }
            case Event.ChipsFreed(JobRef job) -> {
                fleet.free(job);
                touched.add(job);
            }
            case Event.PlacementRefused refused -> {
                Map<String, Instant> byNode = refusals.computeIfAbsent(refused.job(), _ -> new HashMap<>());
                refused.nodes().forEach(node -> byNode.put(node, refused.until()));
                fleet.breakPromise(refused.job());
                touched.add(refused.job());
            }
        }
    }

    static final long MICRO = 1_000_000;

    private void noteQueue(Queue queue) {
        if (queue.guaranteesAnything()) {
            guaranteeing.add(queue.name());
        } else {
            guaranteeing.remove(queue.name());
        }
        Queue before = queues.put(queue.name(), queue);
        if (!queue.equals(before)) {
            if (before != null && before.takesTurns() != queue.takesTurns()) {
                fleet.holders().stream()
                        .filter(holder -> jobs.containsKey(holder)
                                && jobs.get(holder).queue().equals(queue.name()))
                        .forEach(touched::add);
            }
            shares.weigh(queue.name(), queue.weight());
            touched.addAll(waiting.of(queue.name()));
            reorder(queue.name());
        }
    }

    private void reorder(String queue) {
        waiting.reorder(queue, bands.getOrDefault(queue, Set.of()));
    }

    private void noteJob(JobRequest job) {
        jobs.put(job.job(), job);
        Holdings.Promise promise = fleet.promiseOf(job.job());
        if (promise != null && job.epoch().after(promise.epoch())) {
            fleet.breakPromise(job.job());
        }
        touched.add(job.job());
    }

    private void expireRefusals(Instant now) {
        refusals.entrySet().removeIf(entry -> {
            if (entry.getValue().values().removeIf(until -> !now.isBefore(until))) {
                touched.add(entry.getKey());
            }
            return entry.getValue().isEmpty();
        });
    }

    /** Brings what follows for one job in line with the facts about it. */
    void derive(JobRef ref, Instant now) {
        JobRequest job = jobs.get(ref);
        boolean has = job != null && fleet.has(ref, job.epoch());
        book(ref, job);
        hear(ref, has ? job : null, now);
        deriveRun(ref, job, has, now);
        if (job != null && !has) {
            boolean admitted = Admission.refusal(job, queues.get(job.queue())).isEmpty();
            bands.computeIfAbsent(job.queue(), _ -> new HashSet<>()).add(Band.of(job.priority()));
            waiting.put(waiting(job, admitted, now), admitted);
        } else {
            waiting.remove(ref);
        }
    }

    /** As {@link #derive}, where nothing is new but who else has chips of the job's hosts. */
    void deriveRun(JobRef ref, Instant now) {
        JobRequest job = jobs.get(ref);
        deriveRun(ref, job, job != null && fleet.has(ref, job.epoch()), now);
    }

    private void deriveRun(JobRef ref, @Nullable JobRequest job, boolean has, Instant now) {
        Run run = run(ref, job, has, now);
        runs.set(ref, run);
        boolean stays = run != null && !run.isLeaving();
        if (stays && job != null && wantsToMove(job)) {
            movable.add(ref);
        } else {
            movable.remove(ref);
        }
        if (job == null || has) {
            turns.set(ref, run == null || !stays || job == null ? null : turnTakers.running(job, run, runsSince(job)));
        }
    }

    /** {@code runs}: the attempt that has its chips; null = none has. */
    private void hear(JobRef ref, @Nullable JobRequest runs, Instant now) {
        Heard before = heard.get(ref);
        Heard after = runs == null ? null : heard(before, runs, now);
        if (after == null) {
            heard.remove(ref);
        } else {
            heard.put(ref, after);
            runningBands.merge(after.band(), 1, Integer::sum);
        }
        if (before != null && runningBands.merge(before.band(), -1, Integer::sum) == 0) {
            runningBands.remove(before.band());
        }
    }

    private static Heard heard(@Nullable Heard before, JobRequest runs, Instant now) {
        int band = Band.of(runs.priority());
        if (before == null || !before.epoch().equals(runs.epoch())) {
            return new Heard(runs.epoch(), runs.remainingSteps(), band, now, now);
        }
        boolean sameSteps = before.remainingSteps() == runs.remainingSteps();
        return sameSteps && before.band() == band
                ? before
                : new Heard(runs.epoch(), runs.remainingSteps(), band, sameSteps ? before.at() : now, before.since());
    }

    private static boolean wantsToMove(JobRequest job) {
        return job.movesAfter() != null && job.selection() == Selection.Cheapest && job.pinnedVariant() == null;
    }

    private Waiting waiting(JobRequest job, boolean admitted, Instant now) {
        boolean plain = job.excludedHosts().isEmpty() && !refusals.containsKey(job.job()) && job.survivors() == null;
        if (!admitted || !turnTakers.takesTurns(job)) {
            turns.set(job.job(), null);
            return Waiting.of(job, plain, Waiting.PATIENCE, Map.of(), null, now);
        }
        Duration patience = turns.patience(new LineKey(job.queue(), Band.of(job.priority())));
        Map<String, Mismatch> mismatches =
                now.isBefore(Waiting.overdueAt(job, patience)) ? matching.mismatches(job, now) : Map.of();
        turns.set(job.job(), turnTakers.waiting(job, mismatches.keySet()));
        return Waiting.of(job, plain, patience, mismatches, turns.rank(job.job(), now), now);
    }

    /** Of the jobs that run. */
    int lowestBand() {
        return runningBands.isEmpty() ? Integer.MAX_VALUE : runningBands.firstKey();
    }

    private void book(JobRef ref, @Nullable JobRequest job) {
        QueueUse.Part before = use.of(ref);
        QueueUse.Part part = job == null ? null : part(ref, job.queue());
        if (!use.set(ref, part)) {
            return;
        }
        if (before != null && (part == null || !before.queue().equals(part.queue()))) {
            reorder(before.queue());
        }
        if (part != null) {
            reorder(part.queue());
        }
    }

    private QueueUse.Part part(JobRef ref, String queue) {
        Map<String, Integer> chips = new HashMap<>();
        long microUsd = 0;
        for (Map.Entry<String, Integer> entry : fleet.chipsByNode(ref).entrySet()) {
            Berth berth = fleet.berth(entry.getKey());
            Pool pool = berth == null ? null : fleet.pool(berth.host().pool());
            if (pool != null) {
                chips.merge(pool.profile(), entry.getValue(), Integer::sum);
                // at least something, so that chips that cost nothing are shared, too
                microUsd += entry.getValue() * Math.max(1, Math.round(pool.usdPerChipHour() * MICRO));
            }
        }
        return new QueueUse.Part(queue, chips, microUsd);
    }

    /** Null where nothing comes back: no chips, or living members that the job will keep. */
    private @Nullable Run run(JobRef ref, @Nullable JobRequest job, boolean has, Instant now) {
        Map<String, Integer> chips = fleet.chipsByNode(ref);
        if (chips.isEmpty() || (job != null && !has && job.survivors() != null)) {
            return null;
        }
        Holdings.Promise promise = fleet.promiseOf(ref);
        Map<Run.Kind, Integer> hosts = new HashMap<>();
        for (String node : chips.keySet()) {
            Berth berth = fleet.berth(node);
            if (berth != null && berth.host().healthy() && comesBack(ref, promise, node)) {
                hosts.merge(new Run.Kind(berth.host().pool(), berth.host().chips()), 1, Integer::sum);
            }
        }
        Heard known = heard.get(ref);
        VariantOffer variant = job == null || !has ? null : runningVariant(job, hosts);
        if (job == null || variant == null || known == null) {
            return Run.leaving(ref, hosts);
        }
        Progress progress = job.progress();
        double seconds = job.remainingSteps() * variant.stepTime().p50();
        return Run.expected(ref, hosts, variant, progress == null ? known.at() : progress.lastCommit(), seconds, now);
    }

    /** Not where the host is promised to somebody for whom the job has to leave. */
    private boolean comesBack(JobRef ref, Holdings.@Nullable Promise promise, String node) {
        return fleet.onlyHeldBy(ref, node) || (promise != null && promise.on(node) > 0);
    }

    /** The slowest of those that the hosts could be, so that an engine that did not place the job itself expects the same. */
    private @Nullable VariantOffer runningVariant(JobRequest job, Map<Run.Kind, Integer> hosts) {
        VariantOffer slowest = null;
        for (VariantOffer variant : job.variants()) {
            boolean could = hosts.entrySet().stream().anyMatch(e -> {
                Pool pool = fleet.pool(e.getKey().pool());
                return pool != null
                        && pool.profile().equals(variant.profile())
                        && e.getKey().chipsPerHost() == variant.chipsPerHost();
            });
            if (could
                    && (slowest == null
                            || variant.stepTime().p50() > slowest.stepTime().p50())) {
                slowest = variant;
            }
        }
        return slowest;
    }

    // what is asked

    @Nullable
    JobRequest job(JobRef ref) {
        return jobs.get(ref);
    }

    @Nullable
    Queue queue(String name) {
        return queues.get(name);
    }

    /** Running jobs that may be moved to where they cost less. */
    SortedSet<JobRef> movable() {
        return movable;
    }

    /** When the job got its chips, as it says or the engine heard. */
    Instant runsSince(JobRequest job) {
        Heard known = heard.get(job.job());
        return job.progress() != null
                ? job.progress().since()
                : known == null ? Instant.MAX.minus(Duration.ofDays(36500)) : known.since();
    }

    Asker asker(JobRequest job, Instant now) {
        return new Asker(job, refusals.getOrDefault(job.job(), Map.of()), now, job.survivors() != null);
    }

    Optional<Instant> nextExpiry() {
        return refusals.values().stream().flatMap(r -> r.values().stream()).min(Instant::compareTo);
    }

    /** The job has not what it was promised. */
    void breakPromise(JobRef job, Instant now) {
        fleet.breakPromise(job);
        derive(job, now);
    }

    /** The job has these hosts from now on. */
    void promise(JobRequest job, Decision.Place place, int chipsPerHost, Instant now) {
        fleet.promise(job.job(), Holdings.Promise.of(place.epoch(), place.hostsInRankOrder(), chipsPerHost));
        derive(job.job(), now);
    }
}
