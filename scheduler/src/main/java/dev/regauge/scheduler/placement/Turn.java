package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.GangFit.Fit;
import dev.regauge.scheduler.placement.VariantChoice.Candidate;
import dev.regauge.scheduler.placement.VariantChoice.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One job's look at the fleet: where it would start now, or why it cannot. Changes nothing. */
final class Turn {
    /** How long a recovering job waits for its own variant before it takes another one. */
    static final Duration SAME_VARIANT_PATIENCE = Duration.ofSeconds(10);

    sealed interface Verdict {
        record Go(Decision.Place place, VariantOffer variant) implements Verdict {}

        /** {@code until}: when time alone may change it. */
        record No(List<Reason> reasons, Optional<Instant> until) implements Verdict {}
    }

    interface Usage {
        /** Chips of the profile that the queue's jobs have, without those of {@code except}: it keeps its own or gives them up, but has none twice. */
        int of(String queue, String profile, JobRef except);
    }

    private final JobRequest job;
    private final Queue queue;
    private final Asker asker;
    private final GangFit gangFit;
    private final Usage usage;
    private final Gate gate;
    private final List<Reason> reasons = new ArrayList<>();
    private boolean metShut;

    Turn(Queue queue, Asker asker, GangFit gangFit, Usage usage, Gate gate) {
        this.job = asker.job();
        this.queue = queue;
        this.asker = asker;
        this.gangFit = gangFit;
        this.usage = usage;
        this.gate = gate;
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
                        return new Verdict.No(
                                List.of(
                                        new Reason(
                                                WaitReason.WaitingForSameVariant,
                                                "until " + patientUntil + " for a host of " + before.name()),
                                        miss.reason()),
                                Optional.of(patientUntil));
                    }
                    reasons.add(miss.reason());
                }
            }
        }
        return choose(offers.stream().filter(v -> !v.equals(before)).toList(), before);
    }

    private Verdict choose(List<VariantOffer> offers, @Nullable VariantOffer before) {
        List<Candidate> candidates = new ArrayList<>();
        List<Fit.Room> rooms = new ArrayList<>();
        for (VariantOffer variant : offers) {
            if (gate.considers(variant) && withinQuota(variant)) {
                switch (gangFit.fit(variant, asker, pool -> open(pool, variant))) {
                    case Fit.Room room -> {
                        candidates.add(new Candidate(variant, room.pool().usdPerChipHour()));
                        rooms.add(room);
                    }
                    case Fit.NoRoom miss -> reasons.add(whyNot(variant, miss));
                }
            }
        }
        if (rooms.isEmpty()) {
            return new Verdict.No(reasons, Optional.empty());
        }
        Choice choice = VariantChoice.choose(job.selection(), candidates);
        VariantOffer chosen = choice.candidate().variant();
        List<Reason> why = new ArrayList<>();
        if (before != null) {
            why.add(new Reason(PlaceReason.NextVariant, "no room for " + before.name()));
        }
        why.add(
                job.pinnedVariant() == null
                        ? choice.why()
                        : new Reason(PlaceReason.Pinned, chosen.name() + " is pinned"));
        return go(chosen, rooms.get(candidates.indexOf(choice.candidate())), why);
    }

    /** Room that is shut is more worth telling than rooms that are full. */
    private Reason whyNot(VariantOffer variant, Fit.NoRoom miss) {
        if (!metShut) {
            return miss.reason();
        }
        return switch (gangFit.fit(variant, asker)) {
            case Fit.Room shut -> gate.shut(shut.pool(), variant);
            case Fit.NoRoom full -> full.reason();
        };
    }

    private boolean open(Pool pool, VariantOffer variant) {
        boolean open = gate.open(pool, variant);
        metShut |= !open;
        return open;
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
                variant);
    }

    private List<VariantOffer> offers() {
        for (VariantOffer variant : job.variants()) {
            if (job.allowed(variant) && !variant.ready()) {
                reasons.add(new Reason(WaitReason.WaitingForCompile, variant.name() + " has no executable yet"));
            }
        }
        return job.offers();
    }

    private boolean withinQuota(VariantOffer variant) {
        Queue.Share share = queue.shares().get(variant.profile());
        if (share == null || share.maximum() == Queue.Share.UNLIMITED) {
            return true;
        }
        int used = usage.of(queue.name(), variant.profile(), job.job());
        if ((long) used + variant.chips() <= share.maximum()) {
            return true;
        }
        reasons.add(new Reason(
                WaitReason.WaitingForQuota,
                variant.name() + " needs " + variant.chips() + " chips of " + variant.profile() + "; queue "
                        + queue.name() + " uses " + used + " of at most " + share.maximum()));
        return false;
    }

    private static @Nullable VariantOffer named(List<VariantOffer> offers, String name) {
        return offers.stream().filter(v -> v.name().equals(name)).findFirst().orElse(null);
    }
}
