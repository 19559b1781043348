package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.Turn.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The engine without any index: every batch judges every waiting job anew. What the real one has to decide, too.
 *
 * <p>Places gangs on whole hosts: recovering jobs first, then by priority, submission and name, each where its best variant has room now. No job is held
 * back for another, so nothing that fits waits.
 */
final class PlainEngine implements Engine {
    private static final Comparator<JobRequest> ORDER = Comparator.comparing(
                    (JobRequest job) -> job.survivors() == null)
            .thenComparing(Comparator.comparingInt(JobRequest::priority).reversed())
            .thenComparing(JobRequest::submitted)
            .thenComparing(JobRequest::job);

    private final Fleet fleet = new Fleet();
    private final GangFit gangFit = new GangFit(fleet);
    private final SortedMap<String, Queue> queues = new TreeMap<>();
    private final SortedMap<JobRef, JobRequest> jobs = new TreeMap<>();
    private final Map<JobRef, Map<String, Instant>> refusals = new HashMap<>();
    private final Map<JobRef, Decision.Wait> told = new HashMap<>();
    private @Nullable Instant wakeAt;

    @Override
    public List<Decision> apply(List<Event> events, Instant now) {
        events.forEach(this::note);
        refusals.values().forEach(byNode -> byNode.values().removeIf(until -> !now.isBefore(until)));
        refusals.values().removeIf(Map::isEmpty);
        wakeAt = refusals.values().stream()
                .flatMap(r -> r.values().stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
        List<Decision> decisions = new ArrayList<>();
        List<JobRequest> waiting = new ArrayList<>();
        for (JobRequest job :
                jobs.values().stream().filter(this::wantsPlace).sorted(ORDER).toList()) {
            if (verdict(job, now) instanceof Verdict.Go(Decision.Place place, int chipsPerHost)) {
                fleet.promise(job.job(), new Holdings.Promise(job.epoch(), place.hostsInRankOrder(), chipsPerHost));
                told.remove(job.job());
                decisions.add(place);
            } else {
                waiting.add(job);
            }
        }
        decisions.addAll(waits(waiting, now));
        return decisions;
    }

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }

    /** Judged when all that could start has started, so that the numbers are those the reader finds. */
    private List<Decision> waits(List<JobRequest> waiting, Instant now) {
        List<Decision> changed = new ArrayList<>();
        Map<String, Integer> positions = new HashMap<>();
        for (JobRequest job : waiting) {
            if (!(verdict(job, now) instanceof Verdict.No(List<Reason> reasons, Optional<Instant> until))) {
                throw new IllegalStateException(job.job() + " has room after the batch was worked to its end");
            }
            until.filter(u -> wakeAt == null || u.isBefore(wakeAt)).ifPresent(u -> wakeAt = u);
            int position = positions.merge(job.queue(), 1, Integer::sum);
            Decision.Wait wait = new Decision.Wait(job.job(), reasons, position, Optional.empty());
            if (!wait.equals(told.put(job.job(), wait))) {
                changed.add(wait);
            }
        }
        return changed;
    }

    private void note(Event event) {
        switch (event) {
            case Event.PoolSeen(Pool pool) -> fleet.see(pool);
            case Event.PoolGone(String pool) -> fleet.forgetPool(pool);
            case Event.HostSeen(Host host) -> fleet.see(host);
            case Event.HostGone(String node) -> fleet.forgetHost(node);
            case Event.QueueSeen(Queue queue) -> queues.put(queue.name(), queue);
            case Event.QueueGone(String queue) -> queues.remove(queue);
            case Event.JobSeen(JobRequest job) -> noteJob(job);
            case Event.JobGone(JobRef job) -> {
                jobs.remove(job);
                told.remove(job);
                refusals.remove(job);
                fleet.breakPromise(job);
            }
            case Event.ChipsHeld held -> fleet.hold(held.job(), held.epoch(), held.chipsByNode());
            case Event.ChipsFreed(JobRef job) -> fleet.free(job);
            case Event.PlacementRefused refused -> {
                Map<String, Instant> byNode = refusals.computeIfAbsent(refused.job(), _ -> new HashMap<>());
                refused.nodes().forEach(node -> byNode.put(node, refused.until()));
                fleet.breakPromise(refused.job());
            }
        }
    }

    private void noteJob(JobRequest job) {
        jobs.put(job.job(), job);
        Holdings.Promise promise = fleet.promiseOf(job.job());
        if (promise != null && job.epoch().after(promise.epoch())) {
            fleet.breakPromise(job.job());
        }
    }

    private boolean wantsPlace(JobRequest job) {
        return !fleet.has(job.job(), job.epoch());
    }

    private Verdict verdict(JobRequest job, Instant now) {
        Queue queue = queues.get(job.queue());
        Optional<Reason> refusal = Admission.refusal(job, queue);
        if (refusal.isPresent() || queue == null) {
            return new Verdict.No(refusal.stream().toList(), Optional.empty());
        }
        Map<String, Instant> refusedUntil = refusals.getOrDefault(job.job(), Map.of());
        boolean recovering = job.survivors() != null;
        return new Turn(queue, new Asker(job, refusedUntil, now, recovering), gangFit, this::used).verdict();
    }

    private int used(String queue, String profile, JobRef except) {
        return jobs.values().stream()
                .filter(other -> other.queue().equals(queue) && !other.job().equals(except))
                .mapToInt(other -> fleet.useByProfile(other.job()).getOrDefault(profile, 0))
                .sum();
    }
}
