package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.VariantChoice.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Moves running jobs to where their useful steps cost less, if they want to go where that is. One at a time, after everybody who waits has been served, and
 * only if the rest of the job becomes cheaper by {@link #EARNS} times what the move costs.
 */
final class Moves {
    /** Between two looks: so long prices and free hosts may waver before a second job follows the first. */
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final double EARNS = 1.5;

    private record Move(
            JobRequest job, Candidate from, Candidate to, GangFit.Fit.Room room, double savedUsd, double costUsd) {
        double gainUsd() {
            return savedUsd - costUsd;
        }

        Reason reason() {
            return new Reason(
                    ReleaseReason.Moving,
                    String.format(
                            Locale.ROOT,
                            "to %s in pool %s at %.3g USD per step instead of %.3g: saves %.2f USD, the move costs %.2f",
                            to.variant().name(),
                            room.pool().name(),
                            usd(to),
                            usd(from),
                            savedUsd,
                            costUsd));
        }
    }

    private final Facts facts;
    private final GangFit gangFit;
    private final Claims claims;
    private @Nullable Instant nextLook;

    Moves(Facts facts, GangFit gangFit, Claims claims) {
        this.facts = facts;
        this.gangFit = gangFit;
        this.claims = claims;
    }

    /** When to look again though nothing happens; null = nobody may be moved. */
    @Nullable
    Instant wakeAt() {
        return nextLook;
    }

    List<Decision> make(Reservations reservations, Instant now) {
        if (facts.movable().isEmpty()) {
            nextLook = null;
            return List.of();
        }
        if (nextLook != null && now.isBefore(nextLook)) {
            return List.of();
        }
        nextLook = now.plus(EVERY);
        Move best = null;
        for (JobRef ref : facts.movable()) {
            JobRequest job = facts.job(ref);
            Run run = facts.runs.of(ref);
            Move move = job == null || run == null ? null : best(job, run, reservations, now);
            if (move != null && (best == null || move.gainUsd() > best.gainUsd())) {
                best = move;
            }
        }
        return best == null ? List.of() : claims.move(best.job(), best.to().variant(), best.room(), best.reason(), now);
    }

    private @Nullable Candidate at(Run run) {
        VariantOffer variant = run.variant();
        Pool pool = run.hosts().size() == 1
                ? facts.fleet.pool(run.hosts().keySet().iterator().next().pool())
                : null;
        return variant == null || pool == null ? null : new Candidate(variant, pool.usdPerChipHour());
    }

    private @Nullable Move best(JobRequest job, Run run, Reservations reservations, Instant now) {
        Candidate here = at(run);
        Duration stay = job.movesAfter();
        if (here == null
                || stay == null
                || facts.fleet.promised(job.job())
                || claims.asked(job.job())
                || Admission.refusal(job, facts.queue(job.queue())).isPresent()
                || now.isBefore(facts.runsSince(job).plus(stay))) {
            return null;
        }
        double steps = Duration.between(now, run.end()).toMillis()
                / 1000.0
                / here.variant().stepTime().p50();
        double restart = job.restartSeconds();
        Move best = null;
        for (VariantOffer variant : job.offers()) {
            for (Pool pool : facts.fleet.poolsOf(variant.profile())) {
                Candidate there = new Candidate(variant, pool.usdPerChipHour());
                double saved = steps * (usd(here) - usd(there));
                // both hold their chips while nothing is done
                double cost = restart * (perSecond(here) + perSecond(there));
                boolean earns = saved >= EARNS * cost && (best == null || saved - cost > best.gainUsd());
                if (earns && surely(there, here) && free(job, variant, pool, reservations)) {
                    GangFit.Fit.Room room = gangFit.room(pool, variant, facts.asker(job, now));
                    best = room == null ? best : new Move(job, here, there, room, saved, cost);
                }
            }
        }
        return best;
    }

    private boolean free(JobRequest job, VariantOffer variant, Pool pool, Reservations reservations) {
        return facts.fleet.free(pool, variant.chipsPerHost()) >= variant.hosts()
                && reservations.on(pool, variant.chipsPerHost()) == null
                && Entitlement.allowed(job, variant, facts);
    }

    /** The same variant takes the same steps in any pool; of two the predictions must not overlap. */
    private static boolean surely(Candidate there, Candidate here) {
        return there.variant().equals(here.variant()) || !VariantChoice.unsure(there, here, Candidate::usdPerStep);
    }

    private static double usd(Candidate candidate) {
        return candidate.usdPerStep(candidate.variant().stepTime().p50());
    }

    private static double perSecond(Candidate candidate) {
        return candidate.usdPerStep(1);
    }
}
