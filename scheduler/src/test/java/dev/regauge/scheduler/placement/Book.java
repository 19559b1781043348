package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an observer outside the engine knows from events and decisions alone. Insertion order only, so that names do not steer histories. */
final class Book {
    final Map<String, Pool> pools = new LinkedHashMap<>();
    final Map<String, Host> hosts = new LinkedHashMap<>();
    final Map<String, Queue> queues = new LinkedHashMap<>();
    final Map<JobRef, JobRequest> jobs = new LinkedHashMap<>();
    /** Places not yet reported as held, and those that run. */
    final Map<JobRef, Decision.Place> promises = new LinkedHashMap<>();

    final Map<JobRef, Decision.Place> runs = new LinkedHashMap<>();
    private final Map<JobRef, Instant> startedAt = new HashMap<>();
    /** Asked to leave, and have not left. */
    final Map<JobRef, Epoch> leaving = new LinkedHashMap<>();

    private final Map<JobRef, Event.ChipsHeld> held = new LinkedHashMap<>();
    private final List<Event.PlacementRefused> refused = new ArrayList<>();
    final Map<JobRef, Decision.Wait> waits = new LinkedHashMap<>();

    void hear(Event event) {
        switch (event) {
            case Event.PoolSeen(Pool pool) -> pools.put(pool.name(), pool);
            case Event.PoolGone(String pool) -> pools.remove(pool);
            case Event.HostSeen(Host host) -> hosts.put(host.node(), host);
            case Event.HostGone(String node) -> hosts.remove(node);
            case Event.QueueSeen(Queue queue) -> queues.put(queue.name(), queue);
            case Event.QueueGone(String queue) -> queues.remove(queue);
            case Event.QueueUsed _ -> {}
            case Event.JobSeen(JobRequest job) -> {
                jobs.put(job.job(), job);
                runs.remove(job.job());
                promises.remove(job.job());
                leaving.remove(job.job());
            }
            case Event.JobGone(JobRef job) -> {
                jobs.remove(job);
                leaving.remove(job);
                runs.remove(job);
                promises.remove(job);
                refused.removeIf(r -> r.job().equals(job));
                waits.remove(job);
            }
            case Event.ChipsHeld chips -> {
                held.put(chips.job(), chips);
                Decision.Place promise = promises.get(chips.job());
                if (promise != null && promise.epoch().equals(chips.epoch())) {
                    runs.put(chips.job(), promise);
                    promises.remove(chips.job());
                }
            }
            case Event.ChipsFreed(JobRef job) -> {
                held.remove(job);
                runs.remove(job);
                promises.remove(job);
            }
            case Event.PlacementRefused refusal -> {
                refused.add(refusal);
                promises.remove(refusal.job());
            }
        }
    }

    void expire(Instant now) {
        refused.removeIf(r -> !now.isBefore(r.until()));
    }

    void decided(Decision decision, Instant now) {
        switch (decision) {
            case Decision.Place place -> {
                startedAt.put(place.job(), now);
                waits.remove(place.job());
                checkGang(place);
                checkQuota(place);
                promises.put(place.job(), place);
            }
            case Decision.Wait wait -> waits.put(wait.job(), wait);
            case Decision.Release release -> {
                assertThat(runs.get(release.job()))
                        .as("%s is asked to leave while it runs", release.job())
                        .isNotNull();
                assertThat(jobs.get(release.job()).epoch()).isEqualTo(release.epoch());
                assertThat(leaving.put(release.job(), release.epoch()))
                        .as("%s is asked once for an epoch", release.job())
                        .isNotEqualTo(release.epoch());
            }
        }
    }

    Set<Decision> newestWaits() {
        return new HashSet<>(waits.values());
    }

    Set<JobRef> running() {
        Set<JobRef> running = new HashSet<>(promises.keySet());
        running.addAll(runs.keySet());
        return running;
    }

    List<JobRef> lingering() {
        return held.keySet().stream().filter(job -> !jobs.containsKey(job)).toList();
    }

    Map<String, Integer> chipsOf(Decision.Place place) {
        JobRequest job = jobs.get(place.job());
        int chips = variant(job, place).chipsPerHost();
        return place.hostsInRankOrder().stream().collect(Collectors.toMap(n -> n, _ -> chips));
    }

    static VariantOffer variant(JobRequest job, Decision.Place place) {
        return job.variants().stream()
                .filter(v -> v.name().equals(place.variant()))
                .findFirst()
                .orElseThrow();
    }

    /** All that a restarted operator would read from the API server: attempts exist for all promises. */
    List<Event> facts() {
        List<Event> facts = new ArrayList<>();
        pools.values().forEach(p -> facts.add(new Event.PoolSeen(p)));
        hosts.values().forEach(h -> facts.add(new Event.HostSeen(h)));
        queues.values().forEach(q -> facts.add(new Event.QueueSeen(q)));
        jobs.values().forEach(j -> facts.add(new Event.JobSeen(withProgress(j))));
        facts.addAll(refused);
        Map<JobRef, Event.ChipsHeld> holds = new LinkedHashMap<>(held);
        promises.forEach((job, place) -> {
            holds.put(job, new Event.ChipsHeld(job, place.epoch(), taken(job)));
        });
        facts.addAll(holds.values());
        return facts;
    }

    /** A job counts its steps from its start here, as an engine that saw it start does. */
    JobRequest withProgress(JobRequest job) {
        Instant since = startedAt.get(job.job());
        return since == null || !(runs.containsKey(job.job()) || promises.containsKey(job.job()))
                ? job
                : new JobRequest(
                        job.job(),
                        job.epoch(),
                        job.queue(),
                        job.priority(),
                        job.submitted(),
                        job.waitingSince(),
                        job.remainingSteps(),
                        job.selection(),
                        job.pinnedVariant(),
                        job.variants(),
                        job.survivors(),
                        job.excludedHosts(),
                        new Progress(since, since, 60),
                        job.movesAfter());
    }

    private void checkGang(Decision.Place place) {
        JobRequest job = jobs.get(place.job());
        assertThat(job).as("placed jobs are wanted").isNotNull();
        assertThat(place.epoch()).isEqualTo(job.epoch());
        VariantOffer variant = variant(job, place);
        assertThat(variant.ready()).isTrue();
        assertThat(place.hostsInRankOrder()).doesNotHaveDuplicates().hasSize(variant.hosts());
        Pool pool = pools.get(place.pool());
        assertThat(pool.profile()).isEqualTo(variant.profile());
        for (String node : place.hostsInRankOrder()) {
            Host host = hosts.get(node);
            assertThat(host.pool()).isEqualTo(pool.name());
            assertThat(host.healthy()).isTrue();
            assertThat(host.chips()).isEqualTo(variant.chipsPerHost());
        }
        for (Event.PlacementRefused refusal : refused) {
            if (refusal.job().equals(place.job())) {
                assertThat(place.hostsInRankOrder()).doesNotContainAnyElementsOf(refusal.nodes());
            }
        }
    }

    /** No host has more chips taken than it has. */
    void check() {
        Map<String, Integer> taken = new HashMap<>();
        Set<JobRef> holders = new HashSet<>(held.keySet());
        holders.addAll(promises.keySet());
        for (JobRef job : holders) {
            taken(job).forEach((node, chips) -> taken.merge(node, chips, Integer::sum));
        }
        taken.forEach((node, chips) ->
                assertThat(chips).as(node).isLessThanOrEqualTo(hosts.get(node).chips()));
    }

    /** Called for each placement as it is booked. A recovering job was admitted before: pods of its own that are not yet gone do not block it. */
    private void checkQuota(Decision.Place place) {
        JobRequest placed = jobs.get(place.job());
        VariantOffer variant = variant(placed, place);
        Queue.Share share = queues.get(placed.queue()).shares().get(variant.profile());
        if (share == null) {
            return;
        }
        assertThat(variant.chips() + used(placed.queue(), variant.profile(), placed.job()))
                .isLessThanOrEqualTo(share.maximum());
    }

    /** Chips of the profile that the queue's jobs have, without those of {@code except}. */
    int used(String queue, String profile, JobRef except) {
        return jobs.values().stream()
                .filter(job -> job.queue().equals(queue) && !job.job().equals(except))
                .mapToInt(job -> used(job.job(), profile))
                .sum();
    }

    int used(JobRef job, String profile) {
        int used = 0;
        for (Map.Entry<String, Integer> entry : taken(job).entrySet()) {
            Pool pool = pools.get(hosts.get(entry.getKey()).pool());
            used += pool.profile().equals(profile) ? entry.getValue() : 0;
        }
        return used;
    }

    boolean refused(JobRef job, String node) {
        return refused.stream().anyMatch(r -> r.job().equals(job) && r.nodes().contains(node));
    }

    /** Everything that somebody has a chip of. */
    Set<String> takenNodes() {
        Set<JobRef> holders = new HashSet<>(held.keySet());
        holders.addAll(promises.keySet());
        return holders.stream().flatMap(job -> taken(job).keySet().stream()).collect(Collectors.toSet());
    }

    /** A pod that is reused counts once. */
    Map<String, Integer> taken(JobRef job) {
        Map<String, Integer> taken = new HashMap<>();
        Event.ChipsHeld reported = held.get(job);
        if (reported != null) {
            taken.putAll(reported.chipsByNode());
        }
        Decision.Place promise = promises.get(job);
        if (promise != null) {
            chipsOf(promise).forEach((node, chips) -> taken.merge(node, chips, Math::max));
        }
        return taken;
    }
}
