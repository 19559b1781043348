package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Room that is being made: running jobs were asked to leave, and the hosts they give back are already promised to the job for which they leave. So nobody
 * comes between, least of all a job that had to leave, and nobody is asked to leave for nothing.
 */
final class Claims {
    /** A job for which no room could be made is not tried again at every event. */
    static final Duration RETRY = Duration.ofSeconds(10);

    /** {@code leaving}: who has to, for the job's hosts or for spares that it takes. */
    private record Claim(Epoch epoch, Decision.Place place, VariantOffer variant, Set<JobRef> leaving) {}

    private final Facts facts;
    private final Map<JobRef, Claim> claims = new LinkedHashMap<>();
    private final Map<JobRef, Epoch> asked = new HashMap<>();
    private final Map<JobRef, Instant> retryAt = new HashMap<>();
    private @Nullable Instant wakeAt;

    Claims(Facts facts) {
        this.facts = facts;
    }

    /** Whether the attempt was asked to leave. */
    boolean asked(JobRef job) {
        return asked.containsKey(job);
    }

    /** Those that were asked to leave, and have not left. */
    Set<JobRef> asked() {
        return asked.keySet();
    }

    Set<JobRef> claimants() {
        return claims.keySet();
    }

    /** Claimants that run nowhere: all but those that are being moved. */
    List<JobRef> waiting() {
        return claims.keySet().stream().filter(ref -> !runs(ref)).toList();
    }

    private boolean runs(JobRef ref) {
        JobRequest job = facts.job(ref);
        Claim claim = claims.get(ref);
        return job != null && claim != null && claim.epoch().after(job.epoch());
    }

    @Nullable
    Instant wakeAt() {
        return wakeAt;
    }

    /** Places those whose room is there, gives up what has become impossible. */
    List<Decision> settle(Instant now) {
        wakeAt = null;
        asked.entrySet().removeIf(entry -> {
            JobRequest job = facts.job(entry.getKey());
            boolean leaves = job == null
                    || !job.epoch().equals(entry.getValue())
                    || !facts.fleet.has(entry.getKey(), entry.getValue());
            return leaves;
        });
        retryAt.values().removeIf(at -> !now.isBefore(at));
        List<Decision> places = new ArrayList<>();
        for (JobRef ref : List.copyOf(claims.keySet())) {
            Claim claim = Objects.requireNonNull(claims.get(ref));
            JobRequest job = facts.job(ref);
            if (job == null || !stands(job, claim)) {
                claims.remove(ref);
                facts.breakPromise(ref, now);
                // what those who were asked to leave give back is open to everybody again
                deriveHolders(claim.place(), now);
                continue;
            }
            if (!facts.fleet.promised(ref)) {
                // the job was said to hold nothing, which is true; nobody was placed since, so the hosts are still its
                facts.promise(job, claim.place(), claim.variant().chipsPerHost(), now);
            }
            if (!runs(ref)
                    && claim.leaving().stream().noneMatch(asked::containsKey)
                    && claim.place().hostsInRankOrder().stream().allMatch(node -> facts.fleet.onlyHeldBy(ref, node))) {
                claims.remove(ref);
                places.add(claim.place());
            }
        }
        return places;
    }

    /** What follows for all others who have chips of these hosts. */
    private void deriveHolders(Decision.Place place, Instant now) {
        Set<JobRef> holders = new LinkedHashSet<>();
        place.hostsInRankOrder().forEach(node -> holders.addAll(facts.fleet.holdersOn(node)));
        // done when it was promised, or lost what it was promised
        holders.remove(place.job());
        holders.forEach(holder -> facts.deriveRun(holder, now));
    }

    private boolean stands(JobRequest job, Claim claim) {
        Pool pool = facts.fleet.pool(claim.place().pool());
        if (pool == null
                || !(job.epoch().equals(claim.epoch()) || job.epoch().next().equals(claim.epoch()))
                || !job.variants().contains(claim.variant())
                || !pool.profile().equals(claim.variant().profile())
                || !Entitlement.allowed(job, claim.variant(), facts)
                || Admission.refusal(job, facts.queue(job.queue())).isPresent()) {
            return false;
        }
        String pinned = job.pinnedVariant();
        return (pinned == null || pinned.equals(claim.variant().name()))
                && claim.place().hostsInRankOrder().stream().allMatch(node -> {
                    Berth berth = facts.fleet.berth(node);
                    return berth != null
                            && berth.host().healthy()
                            && berth.host().pool().equals(pool.name())
                            && berth.host().chips() == claim.variant().chipsPerHost();
                });
    }

    /** Asks a running job to leave for a place that is free, and keeps it for the next attempt. */
    List<Decision> move(JobRequest job, VariantOffer variant, GangFit.Fit.Room room, Reason reason, Instant now) {
        asked.put(job.job(), job.epoch());
        Decision.Place place = new Decision.Place(
                job.job(),
                job.epoch().next(),
                variant.name(),
                room.pool().name(),
                room.hostsInRankOrder().stream().map(Host::node).toList(),
                List.of(new Reason(PlaceReason.Cheapest, "moved " + reason.detail())));
        claims.put(job.job(), new Claim(place.epoch(), place, variant, Set.of()));
        facts.promise(job, place, variant.chipsPerHost(), now);
        return List.of(new Decision.Release(job.job(), job.epoch(), reason));
    }

    /** Asks the cheapest jobs that have to give way to leave. Empty = no room can be made, or it was found out a moment ago. */
    List<Decision> make(Waiting job, Entitlement entitlement, BiPredicate<Pool, VariantOffer> open, Instant now) {
        Instant later = retryAt.get(job.ref());
        if (later != null) {
            // lines whose jobs take turns are looked at anyway
            boolean wakes = entitlement != Entitlement.Turn && (wakeAt == null || later.isBefore(wakeAt));
            wakeAt = wakes ? later : wakeAt;
            return List.of();
        }
        Optional<Victims.Choice> choice = new Victims(facts, this, now).choose(job, entitlement, open);
        if (choice.isEmpty()) {
            retryAt.put(job.ref(), now.plus(RETRY));
            return List.of();
        }
        return claim(job, entitlement, choice.get(), now);
    }

    private List<Decision> claim(Waiting job, Entitlement entitlement, Victims.Choice choice, Instant now) {
        List<Decision> releases = new ArrayList<>();
        for (Run victim : choice.leaving()) {
            JobRequest runs = facts.job(victim.job());
            if (runs != null && asked.putIfAbsent(victim.job(), runs.epoch()) == null) {
                releases.add(new Decision.Release(
                        victim.job(), runs.epoch(), entitlement.reason(job.job(), runs, choice.variant(), facts, now)));
            }
        }
        Set<JobRef> leaving = new LinkedHashSet<>();
        choice.leaving().forEach(run -> leaving.add(run.job()));
        Decision.Place place = new Decision.Place(
                job.ref(),
                job.job().epoch(),
                choice.variant().name(),
                choice.room().pool().name(),
                choice.room().hostsInRankOrder().stream().map(Host::node).toList(),
                List.of(new Reason(
                        PlaceReason.OnlyFeasibleVariant,
                        choice.variant().name() + " is where room was made: " + named(leaving) + " had to leave")));
        claims.put(job.ref(), new Claim(job.job().epoch(), place, choice.variant(), leaving));
        facts.promise(job.job(), place, choice.variant().chipsPerHost(), now);
        // whoever has chips of these hosts, asked or gone already, gives them back to nobody else
        deriveHolders(place, now);
        return releases;
    }

    private static String named(Set<JobRef> jobs) {
        return String.join(", ", jobs.stream().map(JobRef::toString).toList());
    }

    Decision.Wait wait(JobRef ref) {
        Claim claim = Objects.requireNonNull(claims.get(ref));
        return new Decision.Wait(
                ref,
                List.of(new Reason(
                        WaitReason.WaitingForRelease,
                        "until " + named(claim.leaving()) + " have left, whose chips go to "
                                + claim.variant().name())),
                1,
                Optional.empty());
    }
}
