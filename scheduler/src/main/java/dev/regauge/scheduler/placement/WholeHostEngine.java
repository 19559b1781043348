package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.Turn.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Places gangs on whole hosts: recovering jobs first, then by priority, submission and name, each where its best variant has room now. No job is held
 * back for another, so nothing that fits waits.
 *
 * <p>Jobs that only differ in name and age share a class; when the first of a class finds no room, none of it does, until something gets roomier. So an
 * event costs by what it changes, not by how many jobs wait.
 */
final class WholeHostEngine implements Engine {
    /** Up to so many waiting jobs, every change of a reason's numbers is told; above, a wait is told when the job comes or changes. */
    static final int TOLD_IN_FULL = 200;

    private final Fleet fleet = new Fleet();
    private final GangFit gangFit = new GangFit(fleet);
    private final Map<String, Queue> queues = new HashMap<>();
    private final Map<JobRef, JobRequest> jobs = new HashMap<>();
    private final WaitingJobs waiting = new WaitingJobs();
    private final QueueUse use = new QueueUse();
    private final Map<JobRef, Map<String, Instant>> refusals = new HashMap<>();
    private final Map<JobRef, Decision.Wait> told = new HashMap<>();
    private final Set<JobRef> touched = new HashSet<>();
    private boolean rulesChanged;
    private @Nullable Instant wakeAt;

    @Override
    public List<Decision> apply(List<Event> events, Instant now) {
        events.forEach(this::note);
        expireRefusals(now);
        touched.forEach(this::reindex);
        List<Decision> decisions = new ArrayList<>();
        wakeAt = null;
        place(now, decisions);
        tellWaits(now, decisions);
        touched.clear();
        refusals.values().forEach(byNode -> byNode.values().forEach(this::wakeBy));
        return decisions;
    }

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }

    private void note(Event event) {
        switch (event) {
            case Event.PoolSeen(Pool pool) -> {
                Pool known = fleet.pool(pool.name());
                fleet.see(pool);
                if (known == null || !known.profile().equals(pool.profile())) {
                    touched.addAll(fleet.holders());
                }
            }
            case Event.PoolGone(String pool) -> {
                fleet.forgetPool(pool);
                touched.addAll(fleet.holders());
                rulesChanged = true;
            }
            case Event.HostSeen(Host host) -> {
                fleet.see(host);
                touched.addAll(fleet.holdersOn(host.node()));
            }
            case Event.HostGone(String node) -> {
                fleet.forgetHost(node);
                touched.addAll(fleet.holdersOn(node));
            }
            case Event.QueueSeen(Queue queue) -> rulesChanged |= !queue.equals(queues.put(queue.name(), queue));
            case Event.QueueGone(String queue) -> rulesChanged |= queues.remove(queue) != null;
            case Event.JobSeen(JobRequest job) -> noteJob(job);
            case Event.JobGone(JobRef job) -> {
                jobs.remove(job);
                told.remove(job);
                refusals.remove(job);
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

    /** Brings what is derived of one job in line with the facts about it. */
    private void reindex(JobRef ref) {
        JobRequest job = jobs.get(ref);
        rulesChanged |= use.set(ref, job == null ? "" : job.queue(), job == null ? Map.of() : fleet.useByProfile(ref));
        if (job != null && !fleet.has(ref, job.epoch())) {
            waiting.put(job, job.excludedHosts().isEmpty() && !refusals.containsKey(ref));
        } else {
            waiting.remove(ref);
            told.remove(ref);
        }
    }

    private void place(Instant now, List<Decision> decisions) {
        placeFirstOf(waiting.recovering(), Set.of(), now, decisions);
        Set<String> roomier = fleet.takeRoomierProfiles();
        if (rulesChanged || roomier.size() > 1 || (roomier.size() == 1 && !waiting.useOnly(touched, roomier))) {
            placeFirstOf(waiting.all(), Set.of(), now, decisions);
        } else if (roomier.size() == 1) {
            placeFirstOf(waiting.of(roomier.iterator().next()), roomier, now, decisions);
        } else {
            placeFirstOf(waiting.classesOf(touched), Set.of(), now, decisions);
        }
        rulesChanged = false;
        fleet.takeRoomierProfiles();
    }

    /** Goes through classes by their first jobs; a class whose first job was placed comes again with the next one, which is later in the order. */
    private void placeFirstOf(
            NavigableMap<JobRequest, WaitingJobs.JobClass> byFirst,
            Set<String> profiles,
            Instant now,
            List<Decision> decisions) {
        JobRequest at = byFirst.isEmpty() ? null : byFirst.firstKey();
        while (at != null) {
            if (!profiles.isEmpty() && !anyFree(profiles)) {
                return;
            }
            JobRequest job = at;
            WaitingJobs.JobClass jobClass = byFirst.get(at);
            if (jobClass != null && mayFit(job) && verdict(job, now) instanceof Verdict.Go go) {
                start(job, go, decisions);
                JobRequest next = jobClass.first();
                if (next != null) {
                    byFirst.putIfAbsent(next, jobClass);
                }
            }
            at = byFirst.higherKey(job);
        }
    }

    private boolean anyFree(Set<String> profiles) {
        for (String profile : profiles) {
            if (fleet.anyFree(profile)) {
                return true;
            }
        }
        return false;
    }

    /** Cheap and never wrong with a no: whether enough hosts are free for any variant. */
    private boolean mayFit(JobRequest job) {
        if (job.survivors() != null) {
            return true;
        }
        for (VariantOffer variant : job.variants()) {
            if (variant.ready()) {
                for (Pool pool : fleet.poolsOf(variant.profile())) {
                    if (fleet.free(pool, variant.chipsPerHost()) >= variant.hosts()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Verdict verdict(JobRequest job, Instant now) {
        Queue queue = queues.get(job.queue());
        Optional<Reason> refusal = Admission.refusal(job, queue);
        if (refusal.isPresent() || queue == null) {
            return new Verdict.No(refusal.stream().toList(), Optional.empty());
        }
        Map<String, Instant> refusedUntil = refusals.getOrDefault(job.job(), Map.of());
        boolean recovering = job.survivors() != null;
        return new Turn(queue, new Asker(job, refusedUntil, now, recovering), gangFit, use).verdict();
    }

    /** Judged when all that could start has started, so that the numbers are those the reader finds. */
    private void tellWaits(Instant now, List<Decision> decisions) {
        boolean inFull = waiting.size() <= TOLD_IN_FULL;
        Set<JobRequest> toTell = inFull ? waiting.inOrder() : waiting.among(touched);
        if (!inFull) {
            toTell.addAll(waiting.recoveringJobs());
        }
        for (JobRequest job : toTell) {
            switch (verdict(job, now)) {
                case Verdict.Go go -> start(job, go, decisions);
                case Verdict.No(List<Reason> reasons, Optional<Instant> until) -> {
                    until.ifPresent(this::wakeBy);
                    Decision.Wait wait = new Decision.Wait(job.job(), reasons, waiting.position(job), Optional.empty());
                    if (!wait.equals(told.put(job.job(), wait))) {
                        decisions.add(wait);
                    }
                }
            }
        }
    }

    private void start(JobRequest job, Verdict.Go go, List<Decision> decisions) {
        fleet.promise(job.job(), new Holdings.Promise(job.epoch(), go.place().hostsInRankOrder(), go.chipsPerHost()));
        use.set(job.job(), job.queue(), fleet.useByProfile(job.job()));
        waiting.remove(job.job());
        told.remove(job.job());
        decisions.add(go.place());
    }

    private void wakeBy(Instant time) {
        wakeAt = wakeAt == null || time.isBefore(wakeAt) ? time : wakeAt;
    }
}
