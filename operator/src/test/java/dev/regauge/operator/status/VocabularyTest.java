package dev.regauge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.Cause;
import dev.regauge.scheduler.placement.PlaceReason;
import dev.regauge.scheduler.placement.ReleaseReason;
import dev.regauge.scheduler.placement.WaitReason;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the core says is written as it is, so the API must know every word. */
class VocabularyTest {
    @Test
    void everyReasonOfTheCoreIsOneOfTheApi() {
        Set<String> known = Arrays.stream(Reason.values()).map(Enum::name).collect(Collectors.toSet());

        assertThat(Stream.of(
                                Arrays.stream(Cause.values()).map(Enum::name),
                                Arrays.stream(WaitReason.values()).map(Enum::name),
                                Arrays.stream(PlaceReason.values()).map(Enum::name),
                                Arrays.stream(ReleaseReason.values()).map(Enum::name),
                                Arrays.stream(FailureClass.values()).map(FailureClass::reason))
                        .flatMap(words -> words))
                .allSatisfy(word -> assertThat(known).contains(word));
    }

    @Test
    void thePhasesOfAnAttemptAreThoseOfTheApi() {
        assertThat(Arrays.stream(AttemptPhase.values()).map(Enum::name))
                .containsExactlyElementsOf(Arrays.stream(dev.regauge.crds.v1alpha1.AttemptPhase.values())
                        .map(Enum::name)
                        .toList());
    }
}
