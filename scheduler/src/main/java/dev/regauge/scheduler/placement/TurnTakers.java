package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.queue.Band;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.turns.Member;
import dev.regauge.scheduler.placement.turns.Turns;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which jobs take turns, and on what. */
final class TurnTakers implements Turns.Supply {
    private final Fleet fleet;
    private final Map<String, Queue> queues;

    TurnTakers(Fleet fleet, Map<String, Queue> queues) {
        this.fleet = fleet;
        this.queues = queues;
    }

    /** Whether it does where it waits: not where its queue has no turns, nothing that it could start is there, or it recovers. */
    boolean takesTurns(JobRequest job) {
        return inTurns(job) && job.survivors() == null && !job.offers().isEmpty();
    }

    /** {@code leftAlone}: profiles on which it does not want to start now. */
    Member waiting(JobRequest job, Set<String> leftAlone) {
        List<VariantOffer> offers = job.offers();
        if (!leftAlone.isEmpty()) {
            offers = offers.stream()
                    .filter(offer -> !leftAlone.contains(offer.profile()))
                    .toList();
        }
        VariantOffer least = offers.getFirst();
        for (VariantOffer offer : offers) {
            least = cheaper(least, offer);
        }
        List<Map<Lane.Kind, Integer>> needs = offers.stream()
                .map(offer -> Map.of(Lane.Kind.of(offer), offer.hosts()))
                .toList();
        return member(job, least, job.remainingSteps() * least.stepTime().p50(), needs, null);
    }

    static VariantOffer cheaper(VariantOffer one, VariantOffer other) {
        return chipSecondsPerStep(other) < chipSecondsPerStep(one) ? other : one;
    }

    static double chipSecondsPerStep(VariantOffer offer) {
        return offer.stepTime().p50() * offer.chips();
    }

    /** The least by profile; empty where there is nothing to compare. */
    private static Map<String, Double> compared(JobRequest job) {
        List<VariantOffer> offers = job.offers();
        if (offers.size() < 2) {
            return Map.of();
        }
        Map<String, Double> byProfile = new HashMap<>();
        for (VariantOffer offer : offers) {
            byProfile.merge(offer.profile(), chipSecondsPerStep(offer), Math::min);
        }
        return byProfile.size() < 2 ? Map.of() : byProfile;
    }

    /** {@code since}: when it got its chips. */
    @Nullable
    Member running(JobRequest job, Run run, Instant since) {
        VariantOffer variant = run.variant();
        if (!inTurns(job) || variant == null) {
            return null;
        }
        Map<Lane.Kind, Integer> hosts = new HashMap<>();
        run.hosts()
                .forEach((kind, count) ->
                        hosts.merge(new Lane.Kind(variant.profile(), kind.chipsPerHost()), count, Integer::sum));
        Member.Stay stay = new Member.Stay(since, run.anchor().toEpochMilli(), job.restartSeconds());
        return member(job, variant, run.seconds(), List.of(hosts), stay);
    }

    private boolean inTurns(JobRequest job) {
        Queue queue = queues.get(job.queue());
        return queue != null && queue.takesTurns();
    }

    private static Member member(
            JobRequest job,
            VariantOffer variant,
            double seconds,
            List<Map<Lane.Kind, Integer>> needs,
            Member.@Nullable Stay stay) {
        return new Member(
                job.job(),
                job.queue(),
                Band.of(job.priority()),
                job.priority(),
                job.submitted(),
                variant.profile(),
                variant.chips(),
                Math.max(1, seconds),
                needs,
                compared(job),
                stay);
    }

    @Override
    public long chips(String queue, String profile) {
        Queue known = queues.get(queue);
        Queue.Share share = known == null ? null : known.shares().get(profile);
        long healthy = 0;
        for (Pool pool : fleet.poolsOf(profile)) {
            healthy += fleet.healthyChips(pool);
        }
        return share == null ? healthy : Math.min(healthy, share.maximum());
    }

    @Override
    public int free(Lane.Kind kind) {
        int free = 0;
        for (Pool pool : fleet.poolsOf(kind.profile())) {
            free += Math.max(0, fleet.free(pool, kind.chipsPerHost()) - pool.spares());
        }
        return free;
    }
}
