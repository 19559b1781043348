package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.notReady;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacingTest {
    private final World world = World.localFleet();
    private final VariantOffer cpu2x4 = variant("cpu-2x4", "cpu", 2, 4, 0.1);
    private final VariantOffer cpu8 = variant("cpu-8", "cpu", 1, 8, 0.1);
    private final VariantOffer v5p = variant("v5p", "tpu-v5p", 1, 4, 0.001);

    @Test
    void aGangGetsWholeHostsOfOnePoolInRankOrder() {
        Decision.Place place = world.job(aJob("a").with(cpu2x4, cpu8)).place("a");
        assertThat(place.variant()).isEqualTo("cpu-2x4");
        assertThat(place.pool()).isEqualTo("cpu-4");
        assertThat(place.hostsInRankOrder()).containsExactly("cpu-4-a", "cpu-4-b");
        assertThat(place.epoch().number()).isEqualTo(1);
        assertThat(place.why()).extracting(Reason::code).containsExactly(PlaceReason.FirstInOrder);
    }

    @Test
    void aPlacedJobIsNotPlacedAgain() {
        world.job(aJob("a").with(cpu8)).decide();
        assertThat(world.job(aJob("a").with(cpu8).remaining(5)).decide()).isEmpty();
    }

    @Test
    void promisedChipsAreTakenBeforeTheyAreReportedAsHeld() {
        world.job(aJob("a").with(cpu8)).decide();
        Decision.Wait wait = world.job(aJob("b").with(cpu8).submitted(1)).waiting("b");
        assertThat(wait.reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo(WaitReason.NotEnoughChips);
            assertThat(reason.detail())
                    .isEqualTo(
                            "cpu-8 needs 1 hosts of 8 chips; pool cpu-8 has 1: 0 free, 1 in use, 0 unhealthy, 0 closed to this job");
        });
        assertThat(wait.position()).isEqualTo(1);
    }

    @Test
    void aWaitIsToldOnceAndAgainWhenItChanges() {
        world.job(aJob("a").with(cpu8)).decide();
        world.job(aJob("b").with(cpu8).submitted(2)).decide();
        assertThat(world.later(1).decide()).isEmpty();
        List<Decision> changed = world.job(aJob("c").with(cpu8).submitted(1)).decide();
        assertThat(changed).extracting(Decision::job).containsExactly(World.ref("c"), World.ref("b"));
        assertThat(((Decision.Wait) changed.getLast()).position()).isEqualTo(2);
    }

    @Test
    void freedChipsGoToTheNextJob() {
        world.job(aJob("a").with(cpu8)).decide();
        world.held("a", 1, chips(8, "cpu-8-a")).job(aJob("b").with(cpu8)).decide();
        world.tell(new Event.JobGone(World.ref("a")));
        assertThat(world.decide()).as("the pods may still run").noneMatch(Decision.Place.class::isInstance);
        assertThat(world.freed("a").place("b").hostsInRankOrder()).containsExactly("cpu-8-a");
    }

    @Test
    void higherPriorityThenEarlierSubmissionGoesFirst() {
        world.job(aJob("late").with(cpu8).submitted(5))
                .job(aJob("early").with(cpu8).submitted(1))
                .job(aJob("urgent").with(cpu8).submitted(9).priority(1));
        List<Decision> decisions = world.decide();
        assertThat(decisions)
                .extracting(d -> d.job().name() + " " + d.getClass().getSimpleName())
                .containsExactly("urgent Place", "early Wait", "late Wait");
        assertThat(decisions.stream().filter(Decision.Wait.class::isInstance).map(d -> ((Decision.Wait) d).position()))
                .containsExactly(1, 2);
    }

    @Test
    void aJobThatDoesNotFitDoesNotStopOneThatDoes() {
        world.job(aJob("big").with(variant("big", "cpu", 2, 8, 1)).priority(9))
                .job(aJob("small").with(cpu8));
        assertThat(world.place("small").variant()).isEqualTo("cpu-8");
    }

    @Test
    void aGangLargerThanItsPoolIsSaidToBe() {
        Decision.Wait wait =
                world.job(aJob("a").with(variant("cpu-3x4", "cpu", 3, 4, 1))).waiting("a");
        assertThat(wait.reasons()).extracting(Reason::code).containsExactly(WaitReason.TooLargeForPools);
    }

    @Test
    void everyVariantThatCannotStartSaysWhy() {
        Decision.Wait wait = world.sick("cpu-8-a", "cpu-8", 8)
                .job(aJob("a").with(notReady(cpu2x4), v5p, cpu8))
                .waiting("a");
        assertThat(wait.reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.WaitingForCompile, WaitReason.NoPool, WaitReason.HostsUnhealthy);
    }

    @Test
    void aJobWithoutItsQueueWaits() {
        assertThat(world.job(aJob("a").with(cpu8).queue("nowhere")).waiting("a").reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.QueueUnknown);
    }

    @Test
    void aQueueServesItsNamespacesOnly() {
        world.tell(new Event.QueueSeen(new Queue("closed", Set.of("other"), Map.of(), 1, 0, null, false)));
        assertThat(world.job(aJob("a").with(cpu8).queue("closed"))
                        .waiting("a")
                        .reasons()
                        .getFirst()
                        .detail())
                .isEqualTo("queue closed does not serve namespace team");
    }

    @Test
    void aPriorityAboveTheQueuesIsRefused() {
        world.tell(new Event.QueueSeen(new Queue("calm", Set.of("team"), Map.of(), 1, 3, null, false)));
        assertThat(world.job(aJob("a").with(cpu8).queue("calm").priority(4))
                        .waiting("a")
                        .reasons()
                        .getFirst()
                        .detail())
                .isEqualTo("priority is 4; queue calm allows at most 3");
    }

    private static Event.QueueSeen poor(double spentUsd) {
        Queue.Budget budget = new Queue.Budget(10, spentUsd, Instant.parse("2026-01-02T00:00:00Z"));
        return new Event.QueueSeen(new Queue("poor", Set.of("team"), Map.of(), 1, 3, budget, false));
    }

    @Test
    void aSpentBudgetStopsNewStarts() {
        world.tell(poor(10.3));
        assertThat(world.job(aJob("a").with(cpu8).queue("poor")).waiting("a").reasons())
                .containsExactly(
                        new Reason(
                                WaitReason.BudgetSpent,
                                "queue poor has spent 10.3 of the 10 USD of this period; the next one begins at 2026-01-02T00:00:00Z"));
    }

    @Test
    void aNewPeriodLetsStartWhoWaitedForIt() {
        world.tell(poor(10));
        world.job(aJob("a").with(cpu8).queue("poor")).decide();
        world.tell(poor(0));
        assertThat(world.place("a").variant()).isEqualTo("cpu-8");
    }

    @Test
    void aSpentBudgetKeepsNobodyFromWhatIsLeftOfItsGang() {
        world.tell(poor(10));
        assertThat(world.job(aJob("a").with(cpu2x4).queue("poor").epoch(2).survivors("cpu-2x4", "cpu-4-a", "-"))
                        .place("a")
                        .hostsInRankOrder())
                .hasSize(2)
                .startsWith("cpu-4-a");
    }

    @Test
    void aQueueStaysWithinItsMaximum() {
        world.queue("research", Map.of("cpu", new Queue.Share(0, 8)))
                .job(aJob("a").with(cpu8))
                .decide();
        Decision.Wait wait = world.job(aJob("b").with(cpu2x4).submitted(1)).waiting("b");
        assertThat(wait.reasons().getFirst())
                .isEqualTo(new Reason(
                        WaitReason.WaitingForQuota,
                        "cpu-2x4 needs 8 chips of cpu; queue research uses 8 of at most 8"));
        assertThat(world.freed("a")
                        .tell(new Event.JobGone(World.ref("a")))
                        .place("b")
                        .variant())
                .isEqualTo("cpu-2x4");
    }

    @Test
    void aRefusedHostIsNotOfferedToThatJobForAWhile() {
        world.job(aJob("a").with(cpu8)).decide();
        Decision.Wait wait = (Decision.Wait)
                world.tell(new Event.PlacementRefused(World.ref("a"), Set.of("cpu-8-a"), World.START.plusSeconds(60)))
                        .decideFor("a");
        assertThat(wait.reasons()).extracting(Reason::code).containsExactly(WaitReason.PlacementRefused);
        assertThat(world.engine.wakeAt()).contains(World.START.plusSeconds(60));
        assertThat(world.later(60).place("a").hostsInRankOrder()).containsExactly("cpu-8-a");
    }

    @Test
    void aRefusedHostIsOpenToOtherJobs() {
        world.job(aJob("a").with(cpu8)).decide();
        world.tell(new Event.PlacementRefused(World.ref("a"), Set.of("cpu-8-a"), World.START.plusSeconds(60)));
        assertThat(world.job(aJob("b").with(cpu8).submitted(9)).place("b").hostsInRankOrder())
                .containsExactly("cpu-8-a");
    }

    @Test
    void excludedHostsAreNeverTaken() {
        assertThat(world.job(aJob("a").with(cpu2x4).excludes("cpu-4-b"))
                        .waiting("a")
                        .reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.PlacementRefused);
    }

    @Test
    void aPinnedVariantIsTheOnlyOne() {
        Decision.Place place =
                world.job(aJob("a").with(cpu2x4, cpu8).pinned("cpu-8")).place("a");
        assertThat(place.variant()).isEqualTo("cpu-8");
        assertThat(place.why()).extracting(Reason::code).contains(PlaceReason.Pinned);
        assertThat(world.job(aJob("b").with(cpu2x4).pinned("cpu-9"))
                        .waiting("b")
                        .reasons()
                        .getFirst()
                        .detail())
                .isEqualTo("pinVariant is cpu-9; allowed: cpu-2x4");
    }

    @Test
    void theTightestDomainIsTakenAndTheRoomiestKeptWhole() {
        World racks = new World(Engine.create()).pool("p", "cpu", 1).queue("research", Map.of());
        racks.host("n1", "p", 8, "rack-1").host("n2", "p", 8, "rack-1").host("n3", "p", 8, "rack-1");
        racks.host("n10", "p", 8, "rack-2").host("n9", "p", 8, "rack-2");
        Decision.Place place =
                racks.job(aJob("a").with(variant("v", "cpu", 2, 8, 1))).place("a");
        assertThat(place.hostsInRankOrder()).containsExactly("n9", "n10");
        assertThat(place.why()).extracting(Reason::code).contains(PlaceReason.TightestDomain);
    }

    @Test
    void equalPoolsAreTakenByPrice() {
        World two = new World(Engine.create())
                .pool("dear", "cpu", 2)
                .pool("fair", "cpu", 1)
                .queue("research", Map.of());
        two.host("d", "dear", 8).host("f", "fair", 8);
        assertThat(two.job(aJob("a").with(cpu8)).place("a").pool()).isEqualTo("fair");
    }

    @Test
    void sparesAreLeftForRecoveringGangs() {
        World spared = new World(Engine.create()).queue("research", Map.of());
        spared.tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)))
                .host("n1", "p", 8)
                .host("n2", "p", 8);
        assertThat(spared.job(aJob("a").with(cpu8)).place("a").hostsInRankOrder())
                .containsExactly("n1");
        assertThat(spared.job(aJob("b").with(cpu8).submitted(1))
                        .waiting("b")
                        .reasons()
                        .getFirst()
                        .detail())
                .contains("1 kept as spares");
        spared.held("a", 1, chips(8, "n1"))
                .sick("n1", "p", 8)
                .job(aJob("a").with(cpu8).epoch(2).survivors("cpu-8", "-"));
        assertThat(spared.place("a").hostsInRankOrder()).containsExactly("n2");
    }

    @Test
    void aFixedSliceIsTakenWholeAndByItsShape() {
        World tpus = new World(Engine.create()).pool("pods", "tpu-v5p", 4).queue("research", Map.of());
        for (String node : List.of("a-1", "a-0")) {
            tpus.tell(
                    new Event.HostSeen(new Host(node, "pods", 4, true, List.of(), new Host.FixedSlice("a", "2x2x2"))));
        }
        tpus.tell(new Event.HostSeen(new Host("b-0", "pods", 4, true, List.of(), new Host.FixedSlice("b", "2x2x1"))));
        VariantOffer cube = new VariantOffer("v5p-8", "tpu-v5p", 2, 4, "2x2x2", StepTime.predicted(1, 1, 1), true);
        assertThat(tpus.job(aJob("a").with(cube)).place("a").hostsInRankOrder()).containsExactly("a-0", "a-1");
        assertThat(tpus.job(aJob("b").with(cube).submitted(1))
                        .waiting("b")
                        .reasons()
                        .getFirst())
                .isEqualTo(new Reason(
                        WaitReason.NoFreeSlice,
                        "v5p-8 needs a 2x2x2 slice; pool pods has 1: 1 in use, 0 incomplete or closed to this job"));
    }
}
