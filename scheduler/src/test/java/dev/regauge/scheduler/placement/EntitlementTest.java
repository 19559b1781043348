package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntitlementTest {
    private final JobRequest mine = aJob("mine").queue("mine").build();
    private final JobRequest urgent = aJob("urgent").queue("mine").priority(100).build();
    private final JobRequest theirs = aJob("theirs").queue("theirs").build();
    private final JobRequest ours = aJob("ours").queue("mine").build();

    private static VariantOffer chips(int count) {
        return variant("v", "cpu", count / 4, 4, 1);
    }

    @Test
    void aQueueTakesBackOnlyFromOthersAndOnlyWhatTheyHaveBeyondTheirGuarantee() {
        assertThat(Entitlement.Guaranteed.over(mine, theirs, 1)).isTrue();
        assertThat(Entitlement.Guaranteed.over(mine, theirs, 0)).isFalse();
        assertThat(Entitlement.Guaranteed.over(mine, ours, 1)).isFalse();
    }

    @Test
    void aHigherBandGoesBeforeLowerOnesOfItsOwnQueueAndOfOthersBeyondTheirGuarantee() {
        assertThat(Entitlement.HigherBand.over(urgent, theirs, 1)).isTrue();
        assertThat(Entitlement.HigherBand.over(urgent, theirs, 0)).isFalse();
        assertThat(Entitlement.HigherBand.over(urgent, ours, 0)).isTrue();
        assertThat(Entitlement.HigherBand.over(mine, theirs, 1)).isFalse();
        assertThat(Entitlement.HigherBand.over(mine, urgent, 1)).isFalse();
    }

    @Test
    void guaranteeAndMaximumAreCoveredToTheLastChip() {
        Facts facts = new Facts();
        facts.take(
                List.of(new Event.QueueSeen(
                        new Queue("mine", Set.of("*"), Map.of("cpu", new Queue.Share(8, 16)), 1, 300, null, false))),
                World.START);
        assertThat(Entitlement.Guaranteed.covers(mine, chips(8), facts)).isTrue();
        assertThat(Entitlement.Guaranteed.covers(mine, chips(12), facts)).isFalse();
        assertThat(Entitlement.HigherBand.covers(mine, chips(16), facts)).isTrue();
        assertThat(Entitlement.HigherBand.covers(mine, chips(20), facts)).isFalse();
        assertThat(Entitlement.allowed(mine, chips(16), facts)).isTrue();
        assertThat(Entitlement.allowed(mine, chips(20), facts)).isFalse();
        assertThat(Entitlement.Guaranteed.covers(theirs, chips(4), facts))
                .as("nothing is guaranteed to it")
                .isFalse();
        assertThat(Entitlement.HigherBand.covers(theirs, chips(4), facts))
                .as("and nothing is its maximum")
                .isTrue();
    }
}
