package dev.regauge.scheduler.placement.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.regauge.scheduler.placement.StepTime;
import org.junit.jupiter.api.Test;

class CorrectionsTest {
    private static final Family LM = new Family("research", "lm:program", "h100", "bf16");

    private final Corrections corrections = new Corrections();

    private static Measured took(double seconds) {
        return new Measured(seconds, seconds * 1.1, 500);
    }

    @Test
    void aJobCountsOnceHoweverOftenItTells() {
        corrections.note(LM, "a", 1, took(3));
        corrections.note(LM, "a", 1, took(2));

        assertThat(corrections.of(LM).jobs()).isEqualTo(1);
        assertThat(corrections.of(LM).median()).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void whatAnotherNamespaceProgramProfileOrPrecisionTookSaysNothing() {
        corrections.note(LM, "a", 1, took(3));

        assertThat(corrections.of(new Family("vision", "lm:program", "h100", "bf16")))
                .isEqualTo(Correction.NONE);
        assertThat(corrections.of(new Family("research", "vit:program", "h100", "bf16")))
                .isEqualTo(Correction.NONE);
        assertThat(corrections.of(new Family("research", "lm:program", "v5p", "bf16")))
                .isEqualTo(Correction.NONE);
        assertThat(corrections.of(new Family("research", "lm:program", "h100", "fp8")))
                .isEqualTo(Correction.NONE);
    }

    @Test
    void fewStepsAndPredictionsOfNothingAreNotEvidence() {
        corrections.note(LM, "a", 1, new Measured(3, 4, Measured.FEWEST - 1));
        corrections.note(LM, "b", 0, took(3));
        corrections.note(LM, "c", Double.NaN, took(3));

        assertThat(corrections.of(LM)).isEqualTo(Correction.NONE);
        corrections.note(LM, "a", 1, new Measured(3, 4, Measured.FEWEST));
        assertThat(corrections.of(LM).jobs()).isEqualTo(1);
    }

    @Test
    void onlyTheNewestJobsCount() {
        corrections.note(LM, "first", 1, took(4));
        for (int i = 0; i < Corrections.JOBS; i++) {
            corrections.note(LM, "later-" + i, 1, took(2));
        }

        assertThat(corrections.of(LM).jobs()).isEqualTo(Corrections.JOBS);
        assertThat(corrections.of(LM).scatter()).isZero();
    }

    @Test
    void aFamilyThatIsStillHeardOfStaysHoweverManyCome() {
        for (int i = 0; i < Corrections.FAMILIES; i++) {
            corrections.note(LM, "a", 1, took(2));
            corrections.note(new Family("research", "program-" + i, "h100", "bf16"), "a", 1, took(2));
        }

        assertThat(corrections.of(LM).jobs()).isEqualTo(1);
        assertThat(corrections.of(new Family("research", "program-0", "h100", "bf16")))
                .isEqualTo(Correction.NONE);
    }

    @Test
    void ownStepsSpreadAsFarDownAsUp() {
        assertThat(new Measured(2, 4, 300).stepTime()).isEqualTo(new StepTime(1, 2, 4, 300));
        assertThat(new Measured(2, 4, 300).stepTime().measured()).isTrue();
        assertThat(new Measured(2, 4, 100).stepTime().measured()).isFalse();
    }

    @Test
    void timesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Measured(2, 1, 300)).hasMessageContaining("allowed: 0 < p50 ≤ p95");
        assertThatThrownBy(() -> new Measured(0, 1, 300)).isInstanceOf(IllegalArgumentException.class);
    }
}
