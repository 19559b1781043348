package dev.regauge.scheduler.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Picks among variants that could start now, given in the user's order. {@code Cheapest} and {@code Fastest} trust a prediction only as far as its
 * interval: where intervals that nobody measured overlap with the best one's, the user's order decides.
 */
final class VariantChoice {
    private static final double SECONDS_PER_HOUR = 3600;

    private VariantChoice() {}

    /** A variant that has room at a price. */
    record Candidate(VariantOffer variant, double usdPerChipHour) {
        /** Money per useful step at {@code seconds} a step. */
        double usdPerStep(double seconds) {
            return seconds * variant.chips() * usdPerChipHour / SECONDS_PER_HOUR;
        }
    }

    record Choice(Candidate candidate, Reason why) {}

    static Choice choose(Selection selection, List<Candidate> inOrder) {
        if (inOrder.size() == 1) {
            Candidate only = inOrder.getFirst();
            return new Choice(
                    only,
                    new Reason(
                            PlaceReason.OnlyFeasibleVariant,
                            only.variant().name() + " is the only variant that is ready and has room"));
        }
        return switch (selection) {
            case Ordered ->
                new Choice(
                        inOrder.getFirst(),
                        new Reason(
                                PlaceReason.FirstInOrder,
                                inOrder.getFirst().variant().name() + " stands before "
                                        + names(inOrder.subList(1, inOrder.size()))));
            case Cheapest -> least(inOrder, PlaceReason.Cheapest, "USD per step", Candidate::usdPerStep);
            case Fastest -> least(inOrder, PlaceReason.Fastest, "s per step", (_, seconds) -> seconds);
        };
    }

    /** Variants by how much they are wanted, were there room for all: what {@link #choose} goes by, without the doubts about predictions. */
    static List<VariantOffer> inOrder(
            Selection selection, List<VariantOffer> offers, ToDoubleFunction<VariantOffer> usdPerChipHour) {
        return switch (selection) {
            case Ordered -> offers;
            case Cheapest ->
                offers.stream()
                        .sorted(Comparator.comparingDouble(v -> new Candidate(v, usdPerChipHour.applyAsDouble(v))
                                .usdPerStep(v.stepTime().p50())))
                        .toList();
            case Fastest ->
                offers.stream()
                        .sorted(Comparator.comparingDouble(v -> v.stepTime().p50()))
                        .toList();
        };
    }

    interface Score {
        double of(Candidate candidate, double seconds);
    }

    private static Choice least(List<Candidate> inOrder, PlaceReason reason, String unit, Score score) {
        ToDoubleFunction<Candidate> middle =
                c -> score.of(c, c.variant().stepTime().p50());
        Candidate best = inOrder.getFirst();
        for (Candidate candidate : inOrder) {
            if (middle.applyAsDouble(candidate) < middle.applyAsDouble(best)) {
                best = candidate;
            }
        }
        for (Candidate candidate : inOrder) {
            if (candidate.equals(best)) {
                break;
            }
            if (unsure(candidate, best, score)) {
                return new Choice(
                        candidate,
                        new Reason(
                                PlaceReason.PredictionsOverlap,
                                candidate.variant().name() + " stands before "
                                        + best.variant().name() + ", and their predictions overlap: "
                                        + interval(candidate, score) + " and "
                                        + interval(best, score) + " " + unit));
            }
        }
        return new Choice(
                best,
                new Reason(
                        reason,
                        best.variant().name() + " at " + number(middle.applyAsDouble(best)) + " " + unit + " against "
                                + others(inOrder, best, middle)));
    }

    /** Whether real steps could turn the order of the two around. */
    static boolean unsure(Candidate a, Candidate b, Score score) {
        StepTime ours = a.variant().stepTime();
        StepTime theirs = b.variant().stepTime();
        boolean measured = ours.measured() && theirs.measured();
        return !measured
                && score.of(a, ours.p10()) <= score.of(b, theirs.p90())
                && score.of(b, theirs.p10()) <= score.of(a, ours.p90());
    }

    private static String names(List<Candidate> candidates) {
        return String.join(
                ", ", candidates.stream().map(c -> c.variant().name()).toList());
    }

    private static String others(List<Candidate> all, Candidate best, ToDoubleFunction<Candidate> middle) {
        return String.join(
                ", ",
                all.stream()
                        .filter(c -> !c.equals(best))
                        .map(c -> c.variant().name() + " " + number(middle.applyAsDouble(c)))
                        .toList());
    }

    private static String interval(Candidate candidate, Score score) {
        StepTime time = candidate.variant().stepTime();
        return number(score.of(candidate, time.p10())) + "–" + number(score.of(candidate, time.p90()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
