package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.guessed;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.placement.VariantChoice.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VariantChoiceTest {
    private final Candidate h100 = new Candidate(variant("h100", "h100-sxm", 1, 8, 0.10), 3.0);
    private final Candidate v5p = new Candidate(variant("v5p", "tpu-v5p", 4, 4, 0.12), 4.2);

    private static String chosen(Selection selection, Candidate... candidates) {
        return VariantChoice.choose(selection, List.of(candidates))
                .candidate()
                .variant()
                .name();
    }

    private static Reason.Code why(Selection selection, Candidate... candidates) {
        return VariantChoice.choose(selection, List.of(candidates)).why().code();
    }

    @Test
    void orderedTakesTheFirst() {
        assertThat(chosen(Selection.Ordered, v5p, h100)).isEqualTo("v5p");
        assertThat(why(Selection.Ordered, v5p, h100)).isEqualTo(PlaceReason.FirstInOrder);
    }

    @Test
    void cheapestIsStepTimeTimesChipsTimesPrice() {
        assertThat(chosen(Selection.Cheapest, v5p, h100)).isEqualTo("h100");
        Candidate cheapV5p = new Candidate(v5p.variant(), 1.2);
        assertThat(chosen(Selection.Cheapest, h100, cheapV5p))
                .as("0.12 s × 16 × 1.2 < 0.10 s × 8 × 3.0")
                .isEqualTo("v5p");
    }

    @Test
    void theCheapestFlipsExactlyAtTheBreakEvenPrice() {
        double breakEven = 0.10 * 8 * 3.0 / (0.12 * 16);
        assertThat(chosen(Selection.Cheapest, h100, new Candidate(v5p.variant(), breakEven * 0.999)))
                .isEqualTo("v5p");
        assertThat(chosen(Selection.Cheapest, h100, new Candidate(v5p.variant(), breakEven * 1.001)))
                .isEqualTo("h100");
    }

    @Test
    void fastestIgnoresThePrice() {
        Candidate dearButQuick = new Candidate(variant("quick", "h100-sxm", 2, 8, 0.06), 100);
        assertThat(chosen(Selection.Fastest, v5p, dearButQuick)).isEqualTo("quick");
    }

    @Test
    void unmeasuredPredictionsThatOverlapLeaveItToTheGivenOrder() {
        Candidate first = new Candidate(guessed("first", "cpu", 1, 8, 0.08, 0.12, 0.3), 1);
        Candidate second = new Candidate(guessed("second", "cpu", 1, 8, 0.05, 0.10, 0.2), 1);
        assertThat(chosen(Selection.Cheapest, first, second)).isEqualTo("first");
        assertThat(why(Selection.Cheapest, first, second)).isEqualTo(PlaceReason.PredictionsOverlap);
        assertThat(chosen(Selection.Cheapest, second, first)).isEqualTo("second");
    }

    @Test
    void predictionsThatDoNotOverlapDecide() {
        Candidate slow = new Candidate(guessed("slow", "cpu", 1, 8, 0.5, 0.6, 0.7), 1);
        Candidate quick = new Candidate(guessed("quick", "cpu", 1, 8, 0.1, 0.2, 0.4), 1);
        assertThat(chosen(Selection.Cheapest, slow, quick)).isEqualTo("quick");
    }

    @Test
    void measuredStepsDecideHoweverClose() {
        Candidate a =
                new Candidate(new VariantOffer("a", "cpu", 1, 8, null, new StepTime(0.08, 0.11, 0.2, 200), true), 1);
        Candidate b =
                new Candidate(new VariantOffer("b", "cpu", 1, 8, null, new StepTime(0.07, 0.10, 0.2, 200), true), 1);
        assertThat(chosen(Selection.Cheapest, a, b)).isEqualTo("b");
    }

    @Test
    void theReasonShowsTheNumbers() {
        assertThat(VariantChoice.choose(Selection.Cheapest, List.of(v5p, h100))
                        .why()
                        .detail())
                .isEqualTo("h100 at 0.000667 USD per step against v5p 0.00224");
    }

    @Test
    void theReasonNamesWhomTheFirstInOrderStandsBefore() {
        Candidate third = new Candidate(variant("third", "cpu", 1, 8, 1), 1);
        assertThat(VariantChoice.choose(Selection.Ordered, List.of(v5p, h100, third))
                        .why()
                        .detail())
                .isEqualTo("v5p stands before h100, third");
    }

    @Test
    void theReasonShowsWhatOverlaps() {
        Candidate first = new Candidate(guessed("first", "cpu", 1, 8, 0.08, 0.12, 0.3), 1);
        Candidate second = new Candidate(guessed("second", "cpu", 1, 8, 0.05, 0.10, 0.2), 1);
        assertThat(VariantChoice.choose(Selection.Fastest, List.of(first, second))
                        .why()
                        .detail())
                .isEqualTo(
                        "first stands before second, and their predictions overlap: 0.0800–0.300 and 0.0500–0.200 s per step");
    }

    @Test
    void predictionsThatTouchOverlap() {
        Candidate slow = new Candidate(guessed("slow", "cpu", 1, 8, 0.2, 0.3, 0.4), 1);
        Candidate quick = new Candidate(guessed("quick", "cpu", 1, 8, 0.1, 0.15, 0.2), 1);
        Candidate quicker = new Candidate(guessed("quicker", "cpu", 1, 8, 0.1, 0.15, 0.199), 1);
        assertThat(chosen(Selection.Fastest, slow, quick)).isEqualTo("slow");
        assertThat(chosen(Selection.Fastest, slow, quicker)).isEqualTo("quicker");
        assertThat(VariantChoice.unsure(slow, quick, (_, seconds) -> seconds)).isTrue();
        assertThat(VariantChoice.unsure(quick, slow, (_, seconds) -> seconds)).isTrue();
    }

    @Test
    void ofEqualOnesTheFirstInOrderIsTaken() {
        Candidate twin = new Candidate(variant("twin", "h100-sxm", 1, 8, 0.10), 3.0);
        assertThat(chosen(Selection.Cheapest, h100, twin)).isEqualTo("h100");
        assertThat(chosen(Selection.Cheapest, twin, h100)).isEqualTo("twin");
        assertThat(why(Selection.Cheapest, twin, h100)).isEqualTo(PlaceReason.Cheapest);
    }

    @Test
    void whereNoneHasRoomTheyAreWantedByWhatTheyCostOrTake() {
        VariantOffer quick = variant("quick", "h100-sxm", 2, 8, 0.06);
        List<VariantOffer> offers = List.of(v5p.variant(), quick, h100.variant());
        ToDoubleFunction<VariantOffer> price = v -> v.profile().equals("tpu-v5p") ? 4.2 : 3.0;
        assertThat(VariantChoice.inOrder(Selection.Ordered, offers, price))
                .extracting(VariantOffer::name)
                .containsExactly("v5p", "quick", "h100");
        assertThat(VariantChoice.inOrder(Selection.Cheapest, offers, price))
                .extracting(VariantOffer::name)
                .containsExactly("h100", "quick", "v5p");
        assertThat(VariantChoice.inOrder(Selection.Fastest, offers, price))
                .extracting(VariantOffer::name)
                .containsExactly("quick", "h100", "v5p");
    }

    /** Where the prediction is sure; where predictions overlap the given order has a say, and a price only moves the intervals. */
    @Property(tries = 300)
    void aHigherPriceNeverDrawsAJobToAVariantWhoseStepsAreMeasured(@ForAll long seed) {
        Random random = new Random(seed);
        List<Candidate> before = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            VariantOffer variant = variant("v" + i, "p" + i, 1 + random.nextInt(4), 8, 1 + random.nextInt(5));
            before.add(new Candidate(variant, 1 + random.nextInt(5)));
        }
        int dearer = random.nextInt(before.size());
        List<Candidate> after = new ArrayList<>(before);
        Candidate was = before.get(dearer);
        after.set(dearer, new Candidate(was.variant(), was.usdPerChipHour() + 1 + random.nextInt(4)));
        Candidate chosen = VariantChoice.choose(Selection.Cheapest, after).candidate();
        assertThat(after).allMatch(c -> chosen.usdPerStep(p50(chosen)) <= c.usdPerStep(p50(c)));
        if (chosen.equals(after.get(dearer))) {
            assertThat(VariantChoice.choose(Selection.Cheapest, before).candidate())
                    .isEqualTo(was);
        }
    }

    private static double p50(Candidate candidate) {
        return candidate.variant().stepTime().p50();
    }
}
