package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.GangFit.Fit;
import dev.regauge.scheduler.placement.VariantChoice.Candidate;
import dev.regauge.scheduler.placement.VariantChoice.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Places gangs on whole hosts: recovering jobs first, then by priority, submission and name, each where its best variant has room now. No job is held
 * back for another, so nothing that fits waits.
 */
final class WholeHostEngine implements Engine {
    /** How long a recovering job waits for its own variant before it takes another one. */
    static final Duration SAME_VARIANT_PATIENCE = Duration.ofSeconds(10);

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
                fleet.holdings.promise(
                        job.job(), new Holdings.Promise(job.epoch(), place.hostsInRankOrder(), chipsPerHost));
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
            if (!(verdict(job, now) instanceof Verdict.No(List<Reason> reasons))) {
                throw new IllegalStateException(job.job() + " has room after the batch was worked to its end");
            }
            int position = positions.merge(job.queue(), 1, Integer::sum);
            Decision.Wait wait = new Decision.Wait(job.job(), reasons, position, Optional.empty());
            if (!wait.equals(told.put(job.job(), wait))) {
                changed.add(wait);
            }
        }
        return changed;
    }

    private sealed interface Verdict {
        record Go(Decision.Place place, int chipsPerHost) implements Verdict {}

        record No(List<Reason> reasons) implements Verdict {}
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
                fleet.holdings.breakPromise(job);
            }
            case Event.ChipsHeld held -> fleet.holdings.hold(held.job(), held.epoch(), held.chipsByNode());
            case Event.ChipsFreed(JobRef job) -> fleet.holdings.free(job);
            case Event.PlacementRefused refused -> {
                Map<String, Instant> byNode = refusals.computeIfAbsent(refused.job(), _ -> new HashMap<>());
                refused.nodes().forEach(node -> byNode.put(node, refused.until()));
                fleet.holdings.breakPromise(refused.job());
            }
        }
    }

    private void noteJob(JobRequest job) {
        jobs.put(job.job(), job);
        Holdings.Promise promise = fleet.holdings.promiseOf(job.job());
        if (promise != null && job.epoch().after(promise.epoch())) {
            fleet.holdings.breakPromise(job.job());
        }
    }

    private boolean wantsPlace(JobRequest job) {
        return !fleet.holdings.has(job.job(), job.epoch());
    }

    private Verdict verdict(JobRequest job, Instant now) {
        Queue queue = queues.get(job.queue());
        Optional<Reason> refusal = Admission.refusal(job, queue);
        if (refusal.isPresent() || queue == null) {
            return new Verdict.No(refusal.stream().toList());
        }
        Map<String, Instant> refusedUntil = refusals.getOrDefault(job.job(), Map.of());
        boolean recovering = job.survivors() != null;
        return new Turn(job, queue, new Asker(job, refusedUntil, now, recovering)).verdict();
    }

    /** One job's look at the fleet. */
    private final class Turn {
        private final JobRequest job;
        private final Queue queue;
        private final Asker asker;
        private final List<Reason> reasons = new ArrayList<>();

        Turn(JobRequest job, Queue queue, Asker asker) {
            this.job = job;
            this.queue = queue;
            this.asker = asker;
        }

        Verdict verdict() {
            List<VariantOffer> offers = offers();
            Survivors survivors = job.survivors();
            VariantOffer before = survivors == null ? null : named(offers, survivors.variant());
            if (survivors == null || before == null) {
                return choose(offers, null);
            }
            if (withinQuota(before)) {
                switch (gangFit.refit(before, survivors, asker)) {
                    case Fit.Room room -> {
                        return go(
                                before,
                                room,
                                List.of(new Reason(
                                        PlaceReason.SameVariant,
                                        before.name() + " again, " + survivors.living() + " of " + before.hosts()
                                                + " members kept")));
                    }
                    case Fit.NoRoom miss -> {
                        Instant patientUntil = job.waitingSince().plus(SAME_VARIANT_PATIENCE);
                        if (miss.couldFree() && asker.now().isBefore(patientUntil)) {
                            wakeAt = wakeAt == null || patientUntil.isBefore(wakeAt) ? patientUntil : wakeAt;
                            return new Verdict.No(List.of(
                                    new Reason(
                                            WaitReason.WaitingForSameVariant,
                                            "until " + patientUntil + " for a host of " + before.name()),
                                    miss.reason()));
                        }
                        reasons.add(miss.reason());
                    }
                }
            }
            return choose(offers.stream().filter(v -> !v.equals(before)).toList(), before);
        }

        private Verdict choose(List<VariantOffer> offers, @Nullable VariantOffer before) {
            Map<Candidate, Fit.Room> rooms = new LinkedHashMap<>();
            for (VariantOffer variant : offers) {
                if (withinQuota(variant)) {
                    switch (gangFit.fit(variant, asker)) {
                        case Fit.Room room ->
                            rooms.put(new Candidate(variant, room.pool().usdPerChipHour()), room);
                        case Fit.NoRoom miss -> reasons.add(miss.reason());
                    }
                }
            }
            if (rooms.isEmpty()) {
                return new Verdict.No(reasons);
            }
            Choice choice = VariantChoice.choose(job.selection(), List.copyOf(rooms.keySet()));
            VariantOffer chosen = choice.candidate().variant();
            List<Reason> why = new ArrayList<>();
            if (before != null) {
                why.add(new Reason(PlaceReason.NextVariant, "no room for " + before.name()));
            }
            why.add(
                    job.pinnedVariant() == null
                            ? choice.why()
                            : new Reason(PlaceReason.Pinned, chosen.name() + " is pinned"));
            Fit.Room room = Objects.requireNonNull(rooms.get(choice.candidate()));
            return go(chosen, room, why);
        }

        private Verdict go(VariantOffer variant, Fit.Room room, List<Reason> reasonsToGo) {
            List<Reason> why = new ArrayList<>(reasonsToGo);
            if (room.oneDomain()) {
                why.add(new Reason(
                        PlaceReason.TightestDomain,
                        "all in "
                                + String.join(
                                        "/", room.hostsInRankOrder().getFirst().topology())));
            }
            return new Verdict.Go(
                    new Decision.Place(
                            job.job(),
                            job.epoch(),
                            variant.name(),
                            room.pool().name(),
                            room.hostsInRankOrder().stream().map(Host::node).toList(),
                            why),
                    variant.chipsPerHost());
        }

        private List<VariantOffer> offers() {
            String pinned = job.pinnedVariant();
            List<VariantOffer> allowed = job.variants().stream()
                    .filter(v -> pinned == null || v.name().equals(pinned))
                    .toList();
            for (VariantOffer variant : allowed) {
                if (!variant.ready()) {
                    reasons.add(new Reason(WaitReason.WaitingForCompile, variant.name() + " has no executable yet"));
                }
            }
            return allowed.stream().filter(VariantOffer::ready).toList();
        }

        private boolean withinQuota(VariantOffer variant) {
            Queue.Share share = queue.shares().get(variant.profile());
            if (share == null || share.maximum() == Queue.Share.UNLIMITED) {
                return true;
            }
            int used = used(variant.profile());
            if ((long) used + variant.chips() <= share.maximum()) {
                return true;
            }
            reasons.add(new Reason(
                    WaitReason.WaitingForQuota,
                    variant.name() + " needs " + variant.chips() + " chips of " + variant.profile() + "; queue "
                            + queue.name() + " uses " + used + " of at most " + share.maximum()));
            return false;
        }

        /** Without this job's own chips: a recovering job gives them up or keeps them, but does not have them twice. */
        private int used(String profile) {
            return jobs.values().stream()
                    .filter(other ->
                            other.queue().equals(queue.name()) && !other.job().equals(job.job()))
                    .mapToInt(other -> fleet.useByProfile(other.job()).getOrDefault(profile, 0))
                    .sum();
        }

        private static @Nullable VariantOffer named(List<VariantOffer> offers, String name) {
            return offers.stream()
                    .filter(v -> v.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }
}
