package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.guessed;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.placement.VariantChoice.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
