package dev.regauge.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    @Test
    void conditionsAreThoseOfTheArchitecture() {
        assertThat(Arrays.stream(ConditionType.values()).map(Enum::name))
                .containsExactly(
                        "Validated",
                        "Compiled",
                        "Admitted",
                        "Placed",
                        "WorkersReady",
                        "Training",
                        "CheckpointFresh",
                        "Degraded",
                        "Finished",
                        "Succeeded");
    }

    /** Kubernetes refuses other words, and "Pending" says nothing. */
    @Test
    void reasonsAreCamelCaseAndNeverPending() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.name())
                    .matches("[A-Z][A-Za-z0-9]*")
                    .isNotEqualTo("Pending")
                    .hasSizeLessThanOrEqualTo(24);
        }
    }

    @Test
    void everyWordIsExplained() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.meaning()).as(reason.name()).endsWith(".");
        }
        for (ConditionType condition : ConditionType.values()) {
            assertThat(condition.meaning()).as(condition.name()).endsWith(".");
        }
        for (JobState state : JobState.values()) {
            assertThat(state.meaning()).as(state.name()).endsWith(".");
        }
    }

    @Test
    void noTwoReasonsMeanTheSame() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::meaning)).doesNotHaveDuplicates();
    }
}
