package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Band;
import dev.regauge.scheduler.placement.queue.LineKey;
import dev.regauge.scheduler.placement.queue.Mismatch;
import dev.regauge.scheduler.placement.queue.WaitingJobs;
import dev.regauge.scheduler.placement.turns.Turns;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which profiles a job that takes turns leaves alone, because others of its line make more of them. All profiles are compared with what jobs of the line
 * usually need on one for each chip-second on the other, so that a chip that is slower for everybody is dear to nobody.
 *
 * <p>A job waits for the profile that it is best at for at most as long as it would waste on the other one. So waiting never costs it more than going there
 * at once would have cost the line, whatever comes (the rule for renting skis: Karlin et al., Algorithmica 1988), and no chips idle for long for nothing.
 */
final class Matching {
    /** A job that needs less than so many times what is usual is as good as any other. */
    private static final double MISMATCH = 1.25;

    /** Longer than any patience. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final TurnTakers turnTakers;
    private final Turns turns;
    private final Fleet fleet;
    private Map<String, Long> healthyChips = Map.of();

    Matching(TurnTakers turnTakers, Turns turns, Fleet fleet) {
        this.turnTakers = turnTakers;
        this.turns = turns;
        this.fleet = fleet;
    }

    /** By profile, those that are not over. Only for jobs that take turns. */
    Map<String, Mismatch> mismatches(JobRequest job, Instant now) {
        List<VariantOffer> offers = job.offers();
        if (offers.size() < 2) {
            return Map.of();
        }
        Map<String, VariantOffer> byProfile = new TreeMap<>();
        for (VariantOffer offer : offers) {
            if (offer.chips() <= turnTakers.chips(job.queue(), offer.profile())) {
                byProfile.merge(offer.profile(), offer, TurnTakers::cheaper);
            }
        }
        LineKey line = new LineKey(job.queue(), Band.of(job.priority()));
        VariantOffer best = byProfile.size() < 2 ? null : best(byProfile, line);
        if (best == null) {
            return Map.of();
        }
        Map<String, Mismatch> mismatches = new HashMap<>();
        for (VariantOffer offer : byProfile.values()) {
            double times = times(offer, best, line);
            if (times > MISMATCH && surely(offer, best, line)) {
                double seconds =
                        (times - 1) * job.remainingSteps() * best.stepTime().p50();
                Instant until =
                        job.waitingSince().plusMillis(Math.round(1000 * Math.min(LONGEST.toSeconds(), seconds)));
                if (now.isBefore(until)) {
                    mismatches.put(offer.profile(), new Mismatch(best.profile(), times, until));
                }
            }
        }
        return mismatches;
    }

    /** The one next to which all others need at least the usual; null = none, where what is usual of several pairs does not fit together. */
    private @Nullable VariantOffer best(Map<String, VariantOffer> byProfile, LineKey line) {
        for (VariantOffer candidate : byProfile.values()) {
            if (byProfile.values().stream().allMatch(other -> times(other, candidate, line) >= 1)) {
                return candidate;
            }
        }
        return null;
    }

    /** Chip-time on the offer's hosts against that on the best one's, as so many times the usual; 1 where nothing is known of it. */
    private double times(VariantOffer offer, VariantOffer best, LineKey line) {
        OptionalDouble usual = turns.usualRatio(line, offer.profile(), best.profile());
        return usual.isEmpty()
                ? 1
                : TurnTakers.chipSecondsPerStep(offer) / TurnTakers.chipSecondsPerStep(best) / usual.getAsDouble();
    }

    /** Whether real steps could not make the offer the better one. */
    private boolean surely(VariantOffer offer, VariantOffer best, LineKey line) {
        double usual = turns.usualRatio(line, offer.profile(), best.profile()).orElse(1);
        return (offer.stepTime().measured() && best.stepTime().measured())
                || offer.stepTime().p10() * offer.chips()
                        > usual * best.stepTime().p90() * best.chips();
    }

    /** Takes notice of how many chips there are now; returns jobs for which another profile has become possible, or one impossible. */
    Set<JobRef> fleetChanged(WaitingJobs waiting) {
        Map<String, Long> before = healthyChips;
        healthyChips = fleet.healthyChips();
        Set<String> profiles = new HashSet<>(before.keySet());
        profiles.addAll(healthyChips.keySet());
        Set<JobRef> affected = new HashSet<>();
        for (String profile : profiles) {
            long then = before.getOrDefault(profile, 0L);
            long now = healthyChips.getOrDefault(profile, 0L);
            if (then != now) {
                affected.addAll(waiting.wanting(profile, Math.min(then, now), Math.max(then, now)));
            }
        }
        return affected;
    }
}
