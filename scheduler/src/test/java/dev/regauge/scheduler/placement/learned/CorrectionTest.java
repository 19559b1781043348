package dev.regauge.scheduler.placement.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.regauge.scheduler.placement.StepTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static final StepTime PREDICTED = StepTime.predicted(0.5, 1, 2);

    private static StepTime after(double... ratios) {
        List<Double> list = new ArrayList<>();
        for (double ratio : ratios) {
            list.add(ratio);
        }
        return Correction.of(list).of(PREDICTED);
    }

    private static StepTime afterAlike(int jobs, double ratio) {
        return Correction.of(Collections.nCopies(jobs, ratio)).of(PREDICTED);
    }

    private static double width(StepTime time) {
        return time.p90() / time.p10();
    }

    @Test
    void withoutEvidenceAPredictionStaysAsItIs() {
        assertThat(after()).isEqualTo(PREDICTED);
    }

    @Test
    void evidenceIsBelievedAsFarAsJobsOutnumberThePrediction() {
        assertThat(after(2).p50()).isCloseTo(Math.cbrt(2), within(1e-9));
        assertThat(after(2, 2).p50()).isCloseTo(Math.sqrt(2), within(1e-9));
        assertThat(afterAlike(30, 2).p50()).isBetween(1.9, 2.0);
    }

    @Test
    void aSingleJobThatTookAsLongAsPredictedMakesNobodySurer() {
        assertThat(width(after(1))).isCloseTo(width(PREDICTED), within(1e-3));
    }

    @Test
    void jobsThatAgreeMakeTheIntervalNarrowerOneByOne() {
        for (int jobs = 1; jobs < 40; jobs++) {
            assertThat(width(afterAlike(jobs + 1, 1.5)))
                    .as(jobs + 1 + " jobs")
                    .isLessThan(width(afterAlike(jobs, 1.5)));
        }
        assertThat(width(afterAlike(30, 1.5))).isLessThan(2);
    }

    @Test
    void jobsThatContradictEachOtherDoNot() {
        assertThat(width(after(0.3, 3, 0.4, 2.5, 0.5, 2, 0.3, 3))).isGreaterThan(width(PREDICTED));
    }

    @Test
    void howeverManyAgreeSomeDoubtStays() {
        assertThat(width(afterAlike(10_000, 1))).isGreaterThan(1.05);
    }

    @Test
    void oneStrangeJobAmongManyChangesLittle() {
        double without = after(1.1, 1.2, 1.15, 1.1, 1.2).p50();
        assertThat(after(1.1, 1.2, 1.15, 1.1, 1.2, 1000).p50()).isCloseTo(without, within(0.05));
    }

    @Test
    void aStrangeJobAloneIsBelievedOnlyUpToABound() {
        assertThat(after(1e9).p50()).isEqualTo(after(4).p50());
        assertThat(after(1e-9).p50()).isEqualTo(after(0.25).p50());
    }

    @Test
    void aCorrectedPredictionIsNoMeasurement() {
        assertThat(afterAlike(30, 1.5).measuredSteps()).isZero();
    }

    @Test
    void aPredictionWithoutAnIntervalIsLeftAlone() {
        assertThat(Correction.of(List.of(2.0)).of(StepTime.predicted(1, 1, 1))).isEqualTo(StepTime.predicted(1, 1, 1));
    }

    @Property(tries = 300)
    void whateverJobsReportTheFactorIsBetweenTheirExtremesAndOne(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0.01, max = 1000) Double> ratios) {
        double factor = Correction.of(ratios).factor();
        double least = Math.min(1, Collections.min(ratios));
        double most = Math.max(1, Collections.max(ratios));
        assertThat(factor).isBetween(Math.max(0.25, least) - 1e-9, Math.min(4, most) + 1e-9);
    }

    @Property(tries = 300)
    void whateverOneJobReportsTheOthersAreHeard(
            @ForAll @IntRange(min = 3, max = 20) int others,
            @ForAll @DoubleRange(min = 0.01, max = 1000) double strange) {
        List<Double> ratios = new ArrayList<>(Collections.nCopies(others, 1.5));
        ratios.add(strange);
        double alone = Math.pow(1.5, others / (others + 2.0));
        assertThat(Correction.of(ratios).factor()).isBetween(alone - 1e-9, 1.5 + 1e-9);
    }

    @Property(tries = 300)
    void theIntervalKeepsItsMiddleInside(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0.01, max = 1000) Double> ratios,
            @ForAll @DoubleRange(min = 0.1, max = 1) double p10,
            @ForAll @DoubleRange(min = 1, max = 10) double p90) {
        StepTime corrected = Correction.of(ratios).of(StepTime.predicted(p10, 1, p90));
        assertThat(corrected.p50()).isBetween(corrected.p10(), corrected.p90());
    }
}
