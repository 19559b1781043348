package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.released;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReclaimingTest {
    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final World world = new World(Engine.create()).pool("p", "cpu", 1);

    private World fourHosts() {
        return world.host("n0", "p", 8, "rack-0")
                .host("n1", "p", 8, "rack-0")
                .host("n2", "p", 8, "rack-1")
                .host("n3", "p", 8, "rack-1");
    }

    private World guaranteed(int mine, int theirs) {
        return world.queue("mine", 1, Map.of("cpu", new Queue.Share(mine, 100)))
                .queue("theirs", 1, Map.of("cpu", new Queue.Share(theirs, 100)));
    }

    /** Four jobs of their queue on four hosts, r0 on n0 and so on. */
    private void theyHaveAll() {
        for (int i = 0; i < 4; i++) {
            Decision.Place place = world.job(
                            aJob("r" + i).queue("theirs").with(one).remaining(100_000))
                    .place("r" + i);
            world.runs(place, 8).decide();
        }
    }

    @Test
    void whatAQueueDoesNotUseIsLent() {
        fourHosts();
        guaranteed(16, 16);
        theyHaveAll();
        assertThat(world.decide()).isEmpty();
    }

    @Test
    void aQueueGetsWhatItIsGuaranteedBack() {
        fourHosts();
        guaranteed(16, 16);
        theyHaveAll();
        List<Decision> decisions = world.job(aJob("a").queue("mine").with(two)).decide();
        assertThat(released(decisions)).hasSize(2);
        assertThat(decisions)
                .filteredOn(d -> d.job().equals(ref("a")))
                .singleElement()
                .satisfies(d -> assertThat(((Decision.Wait) d).reasons())
                        .extracting(Reason::code)
                        .containsExactly(WaitReason.WaitingForRelease));
        assertThat(decisions).filteredOn(Decision.Release.class::isInstance).allSatisfy(d -> assertThat(
                        ((Decision.Release) d).reason().code())
                .isEqualTo(ReleaseReason.Reclaimed));
        released(decisions).forEach(world::gone);
        assertThat(world.place("a").hostsInRankOrder()).hasSize(2);
    }

    @Test
    void nobodyComesBetweenLeastOfAllWhoHadToLeave() {
        fourHosts();
        guaranteed(16, 16);
        theyHaveAll();
        List<String> victims =
                released(world.job(aJob("a").queue("mine").with(two)).decide());
        String first = victims.getFirst();
        world.freed(first)
                .job(aJob(first).queue("theirs").with(one).epoch(2))
                .job(aJob("late").queue("theirs").with(one).submitted(1));
        assertThat(world.decide()).noneMatch(Decision.Place.class::isInstance);
        world.freed(victims.getLast())
                .job(aJob(victims.getLast()).queue("theirs").with(one).epoch(2));
        assertThat(world.decide())
                .filteredOn(Decision.Place.class::isInstance)
                .extracting(d -> d.job().name())
                .containsExactly("a");
    }

    @Test
    void aReleaseIsToldOnce() {
        fourHosts();
        guaranteed(16, 16);
        theyHaveAll();
        world.job(aJob("a").queue("mine").with(two)).decide();
        assertThat(released(world.job(aJob("b").queue("other").with(one)).decide()))
                .isEmpty();
        assertThat(released(world.later(60).decide())).isEmpty();
    }

    @Test
    void aQueueWithinItsGuaranteeIsLeftAlone() {
        fourHosts();
        guaranteed(16, 32);
        theyHaveAll();
        assertThat(released(world.job(aJob("a").queue("mine").with(two)).decide()))
                .isEmpty();
    }

    @Test
    void whereOnlyASpareIsFreeSomebodyLeavesAndReplacesIt() {
        fourHosts();
        guaranteed(8, 0);
        world.tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)));
        world.held("r1", 1, Map.of("n1", 8))
                .job(aJob("r1").queue("theirs").with(one).remaining(100_000))
                .held("r2", 1, Map.of("n2", 8, "n3", 8))
                .job(aJob("r2").queue("theirs").with(two).remaining(100_000))
                .decide();
        assertThat(released(world.job(aJob("a").queue("mine").with(one)).decide()))
                .containsExactly("r1");
        assertThat(world.gone("r1").place("a").hostsInRankOrder()).hasSize(1);
        assertThat(world.job(aJob("b").queue("theirs").with(one)).waiting("b").reasons())
                .extracting(Reason::detail)
                .first()
                .asString()
                .contains("1 free (1 kept as spares)");
    }

    @Test
    void onlyWhatIsBeyondTheGuaranteeIsTakenBack() {
        fourHosts();
        guaranteed(32, 24);
        theyHaveAll();
        assertThat(released(world.job(aJob("a").queue("mine").with(two)).decide()))
                .as("one of theirs is beyond, and one host is not enough")
                .isEmpty();
        assertThat(released(world.job(aJob("b").queue("mine").with(one)).decide()))
                .hasSize(1);
    }

    @Test
    void moreThanTheGuaranteeIsNoClaim() {
        fourHosts();
        guaranteed(8, 0);
        theyHaveAll();
        assertThat(released(world.job(aJob("a").queue("mine").with(two)).decide()))
                .isEmpty();
    }

    @Test
    void whoLosesLeastLeaves() {
        fourHosts();
        guaranteed(8, 0);
        theyHaveAll();
        for (int i = 0; i < 4; i++) {
            world.job(aJob("r" + i).queue("theirs").with(one).remaining(100_000).committed(i == 2 ? 3000 : 100 * i));
        }
        world.later(3100);
        assertThat(released(world.job(aJob("a").queue("mine").with(one)).decide()))
                .containsExactly("r2");
    }

    @Test
    void aGangThatHasToLeaveRoomDoesSoInOneDomain() {
        fourHosts();
        guaranteed(16, 0);
        theyHaveAll();
        for (int i = 0; i < 4; i++) {
            world.job(aJob("r" + i).queue("theirs").with(one).remaining(100_000).committed(i < 2 ? 1000 : 500));
        }
        world.later(1000);
        assertThat(released(world.job(aJob("a").queue("mine").with(two)).decide()))
                .containsExactlyInAnyOrder("r0", "r1");
    }

    @Test
    void withoutGuaranteesAndBandsNobodyIsEverAskedToLeave() {
        fourHosts().queue("theirs", 1, Map.of()).queue("mine", 100, Map.of());
        theyHaveAll();
        assertThat(released(world.job(aJob("a").queue("mine").with(two).priority(99))
                        .decide()))
                .isEmpty();
    }

    @Test
    void aHigherBandPushesOut() {
        fourHosts().queue("theirs", 1, Map.of()).queue("mine", 1, Map.of());
        theyHaveAll();
        List<Decision> decisions =
                world.job(aJob("a").queue("mine").with(one).priority(100)).decide();
        assertThat(released(decisions)).hasSize(1);
        assertThat(((Decision.Release) decisions.getFirst()).reason().code()).isEqualTo(ReleaseReason.Preempted);
    }

    @Test
    void aHigherBandTakesNothingFromAnothersGuarantee() {
        fourHosts().queue("mine", 1, Map.of());
        guaranteed(0, 32);
        theyHaveAll();
        assertThat(released(world.job(aJob("a").queue("mine").with(one).priority(100))
                        .decide()))
                .isEmpty();
    }

    @Test
    void aClaimOutlivesTheWordThatItsJobHoldsNothing() {
        fourHosts();
        guaranteed(16, 16);
        theyHaveAll();
        List<String> victims =
                released(world.job(aJob("a").queue("mine").with(two)).decide());
        assertThat(world.freed("a").decide()).isEmpty();
        world.freed(victims.getFirst())
                .job(aJob(victims.getFirst()).queue("theirs").with(one).epoch(2))
                .freed("a");
        assertThat(world.decide()).noneMatch(Decision.Place.class::isInstance);
        assertThat(world.gone(victims.getLast()).place("a").hostsInRankOrder()).hasSize(2);
    }

    @Test
    void aClaimOfAJobThatGoesIsGivenUp() {
        fourHosts();
        guaranteed(16, 16);
        theyHaveAll();
        List<String> victims =
                released(world.job(aJob("a").queue("mine").with(two)).decide());
        world.gone("a").freed(victims.getFirst());
        world.job(aJob(victims.getFirst()).queue("theirs").with(one).epoch(2));
        assertThat(world.place(victims.getFirst()).epoch().number()).isEqualTo(2);
    }

    @Test
    void aClaimOnAHostThatFallsIllIsMadeAnew() {
        fourHosts();
        guaranteed(8, 0);
        theyHaveAll();
        List<String> before = new ArrayList<>(
                released(world.job(aJob("a").queue("mine").with(one)).decide()));
        String host = "n" + before.getFirst().substring(1);
        List<String> after = released(world.later(11).sick(host, "p", 8).decide());
        assertThat(after).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void aGuaranteeDoesNotPassTheJobOfItsLineThatHasWaitedTooLong() {
        fourHosts();
        world.pool("q", "h100", 2)
                .host("m0", "q", 8)
                .queue("mine", 1, Map.of("cpu", new Queue.Share(8, 16), "h100", new Queue.Share(8, 16)))
                .queue("theirs", 1, Map.of());
        for (int i = 0; i < 3; i++) {
            world.job(aJob("r" + i).queue("theirs").with(one).remaining(1_000_000))
                    .decide();
        }
        world.job(aJob("large").queue("mine").with(two)).decide();
        world.later(73 * 3600);
        VariantOffer elsewhere = variant("elsewhere", "h100", 1, 8, 1);
        Decision.Place place = world.job(
                        aJob("small").queue("mine").with(one, elsewhere).submitted(73 * 3600))
                .place("small");
        assertThat(place.variant())
                .as("one host of the other kind waits for a second one")
                .isEqualTo("elsewhere");
    }

    /** Who was asked in one pool has still its chips, but counts no more: what it gives is not what its queue has beyond its guarantee in another pool. */
    @Test
    void whatAQueueGivesInOnePoolItDoesNotGiveAgainInAnother() {
        World world = new World(Engine.create())
                .pool("a", "cpu", 1)
                .pool("b", "cpu", 2)
                .host("a1", "a", 4)
                .host("b1", "b", 4)
                .host("b2", "b", 4)
                .host("b3", "b", 4)
                .queue("lender", Map.of("cpu", new Queue.Share(8, 100)))
                .queue("greedy", Map.of())
                .queue("entitled", Map.of("cpu", new Queue.Share(8, 100)));
        VariantOffer one = World.variant("one", "cpu", 1, 4, 1);
        for (String job : List.of("l1", "l2", "l3")) {
            world.runs(
                            world.job(World.aJob(job).queue("lender").with(one).remaining(100_000))
                                    .place(job),
                            4)
                    .decide();
        }
        world.runs(
                        world.job(World.aJob("g").queue("greedy").with(one).remaining(100_000))
                                .place("g"),
                        4)
                .decide();
        List<Decision> decisions = world.job(World.aJob("e1").queue("entitled").with(one))
                .job(World.aJob("e2").queue("entitled").with(one).submitted(1))
                .decide();
        assertThat(released(decisions)).containsExactly("l1", "g");
    }

    @Test
    void aSpareIsNotTakenBeforeTheHostThatReplacesItIsThere() {
        World spared = new World(Engine.create())
                .queue("research", 1, Map.of())
                .tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)))
                .host("n0", "p", 8)
                .host("n1", "p", 8);
        VariantOffer one = World.variant("one", "cpu", 1, 8, 1);
        spared.job(aJob("low").with(one)).held("low", 1, World.chips(8, "n1")).decide();
        World.Job high = aJob("high").priority(100).with(one).submitted(1);
        assertThat(released(spared.job(high).decide())).containsExactly("low");
        assertThat(spared.job(high).decide()).as("old news").noneMatch(Decision.Place.class::isInstance);
        spared.freed("low").job(aJob("low").epoch(2).with(one).waitingSince(spared.now));
        assertThat(spared.place("high").hostsInRankOrder()).hasSize(1);
    }
}
