package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.START;
import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecoveringTest {
    private final World world = World.localFleet();
    private final VariantOffer cpu2x4 = variant("cpu-2x4", "cpu", 2, 4, 0.1);
    private final VariantOffer cpu8 = variant("cpu-8", "cpu", 1, 8, 0.1);

    private World.Job recovering() {
        return aJob("a").with(cpu2x4, cpu8).epoch(2);
    }

    private void runsOnTheCpu4Pool() {
        world.job(aJob("a").with(cpu2x4, cpu8)).decide();
        world.held("a", 1, chips(4, "cpu-4-a", "cpu-4-b")).decide();
    }

    @Test
    void aKilledTrainerComesBackOnTheSameHosts() {
        runsOnTheCpu4Pool();
        Decision.Place place = world.job(recovering().survivors("cpu-2x4", "cpu-4-a", "cpu-4-b"))
                .place("a");
        assertThat(place.hostsInRankOrder()).containsExactly("cpu-4-a", "cpu-4-b");
        assertThat(place.epoch().number()).isEqualTo(2);
        assertThat(place.why()).extracting(Reason::code).containsExactly(PlaceReason.SameVariant);
    }

    @Test
    void survivorsKeepTheirOrderAndALostSlotIsFilled() {
        world.host("cpu-4-0", "cpu-4", 4);
        world.job(aJob("a").with(cpu2x4)).decide();
        world.held("a", 1, chips(4, "cpu-4-0", "cpu-4-a")).decide();
        world.sick("cpu-4-a", "cpu-4", 4).job(aJob("a").with(cpu2x4).epoch(2).survivors("cpu-2x4", "-", "cpu-4-0"));
        assertThat(world.place("a").hostsInRankOrder()).containsExactly("cpu-4-b", "cpu-4-0");
    }

    @Test
    void aPodNotYetProvenGoneIsWaitedForInsteadOfChangingVariant() {
        runsOnTheCpu4Pool();
        world.job(recovering().waitingSince(START).survivors("cpu-2x4", "cpu-4-a", "-"));
        Decision.Wait wait = world.waiting("a");
        assertThat(wait.reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.WaitingForSameVariant, WaitReason.NotEnoughChips);
        assertThat(world.engine.wakeAt()).contains(START.plusSeconds(10));
        Decision.Place place = world.later(3).held("a", 1, chips(4, "cpu-4-a")).place("a");
        assertThat(place.hostsInRankOrder()).containsExactly("cpu-4-a", "cpu-4-b");
    }

    @Test
    void afterTenSecondsTheNextReadyVariantIsTaken() {
        runsOnTheCpu4Pool();
        world.job(recovering().waitingSince(START).survivors("cpu-2x4", "cpu-4-a", "-"))
                .decide();
        assertThat(world.later(9).decide()).isEmpty();
        Decision.Place place = world.later(1).place("a");
        assertThat(place.variant()).isEqualTo("cpu-8");
        assertThat(place.why()).extracting(Reason::code).contains(PlaceReason.NextVariant);
    }

    @Test
    void aLostNodeThatNothingCanReplaceChangesVariantAtOnce() {
        runsOnTheCpu4Pool();
        world.sick("cpu-4-b", "cpu-4", 4).job(recovering().waitingSince(START).survivors("cpu-2x4", "cpu-4-a", "-"));
        assertThat(world.place("a").variant()).isEqualTo("cpu-8");
    }

    @Test
    void withNoOtherVariantTheJobWaitsAndSaysForWhat() {
        runsOnTheCpu4Pool();
        world.sick("cpu-4-b", "cpu-4", 4).job(aJob("a").with(cpu2x4).epoch(2).survivors("cpu-2x4", "cpu-4-a", "-"));
        assertThat(world.waiting("a").reasons().getFirst())
                .isEqualTo(
                        new Reason(
                                WaitReason.HostsUnhealthy,
                                "cpu-2x4 needs 2 hosts of 4 chips; pool cpu-4 has 2: 1 free, 0 in use, 1 unhealthy, 0 closed to this job"));
        assertThat(world.host("cpu-4-b", "cpu-4", 4)
                        .held("a", 1, chips(4, "cpu-4-a"))
                        .place("a")
                        .hostsInRankOrder())
                .containsExactly("cpu-4-a", "cpu-4-b");
    }

    @Test
    void aRecoveringJobGoesBeforeNewJobs() {
        runsOnTheCpu4Pool();
        world.job(aJob("new").with(variant("cpu-1x4", "cpu", 1, 4, 1)).priority(50));
        world.held("a", 1, chips(4, "cpu-4-a")).job(recovering().survivors("cpu-2x4", "cpu-4-a", "-"));
        assertThat(world.place("a").hostsInRankOrder()).containsExactly("cpu-4-a", "cpu-4-b");
    }

    @Test
    void survivorsHostsAreOpenToNoOtherJob() {
        runsOnTheCpu4Pool();
        world.sick("cpu-4-b", "cpu-4", 4).job(aJob("a").with(cpu2x4).epoch(2).survivors("cpu-2x4", "cpu-4-a", "-"));
        assertThat(world.job(aJob("new")
                                .with(variant("cpu-1x4", "cpu", 1, 4, 1))
                                .priority(50))
                        .waiting("new")
                        .reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.NotEnoughChips);
    }

    @Test
    void aPinToAnotherVariantBeatsTheSurvivors() {
        runsOnTheCpu4Pool();
        world.job(recovering().pinned("cpu-8").survivors("cpu-2x4", "cpu-4-a", "cpu-4-b"));
        assertThat(world.place("a").variant()).isEqualTo("cpu-8");
    }
}
