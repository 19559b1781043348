package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.guessed;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.releases;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MovesTest {
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private final VariantOffer here = variant("here", "h100", 1, 8, 1);
    private final VariantOffer there = variant("there", "v5p", 1, 8, 1);
    private final World world = new World(Engine.create())
            .pool("dear", "h100", 4)
            .pool("cheap", "v5p", 2)
            .host("h0", "dear", 8)
            .queue("research", Map.of());

    private World.Job job() {
        return aJob("a")
                .selects(Selection.Cheapest)
                .with(here, there)
                .remaining(DAY)
                .movesAfter(1800);
    }

    /** On the only host, since the cheaper one is not there yet. */
    private void runsHere(World.Job job) {
        Decision.Place place = world.job(job).place("a");
        assertThat(place.pool()).isEqualTo("dear");
        world.runs(place, 8).decide();
    }

    private Optional<Decision.Release> moved() {
        return releases(world.decide()).findFirst();
    }

    @Test
    void aRunningJobGoesWhereTheRestOfItCostsLess() {
        runsHere(job());
        world.later(1801).host("t0", "cheap", 8);
        Decision.Release release = moved().orElseThrow();
        assertThat(release.reason().code()).isEqualTo(ReleaseReason.Moving);
        assertThat(release.reason().detail())
                .isEqualTo(
                        "to there in pool cheap at 0.00444 USD per step instead of 0.00889: saves 376.00 USD, the move costs 1.60");
        assertThat(world.engine.wakeAt())
                .as("nothing is placed before it has left")
                .isPresent();
        world.freed("a").job(job().epoch(2).remaining(DAY - 1801).waitingSince(world.now));
        Decision.Place place = world.place("a");
        assertThat(place.epoch().number()).isEqualTo(2);
        assertThat(place.hostsInRankOrder()).containsExactly("t0");
        assertThat(place.why()).extracting(Reason::code).contains(PlaceReason.Cheapest);
    }

    @Test
    void theNewPlaceIsKeptWhileTheJobLeavesTheOldOne() {
        runsHere(job());
        world.later(1801).host("t0", "cheap", 8);
        assertThat(moved()).isPresent();
        assertThat(world.job(aJob("b").with(there).submitted(1801)).waiting("b").reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.NotEnoughChips);
        world.freed("a").job(job().epoch(2).waitingSince(world.now));
        assertThat(world.place("a").hostsInRankOrder()).containsExactly("t0");
    }

    @Test
    void nobodyIsMovedWhoMayNotStartAgain() {
        runsHere(job());
        Queue.Budget spent = new Queue.Budget(10, 10, world.now.plusSeconds(DAY));
        world.tell(new Event.QueueSeen(new Queue("research", Set.of("*"), Map.of(), 1, 0, spent, false)));
        world.later(1801).host("t0", "cheap", 8);
        assertThat(moved()).isEmpty();
    }

    @Test
    void whoWaitsComesFirst() {
        runsHere(job());
        world.job(aJob("b").with(there)).decide();
        world.later(1801).host("t0", "cheap", 8);
        assertThat(world.decide()).singleElement().satisfies(d -> assertThat(d.job())
                .isEqualTo(ref("b")));
    }

    @Test
    void aJobStaysAsLongAsItSays() {
        runsHere(job());
        world.later(1700).host("t0", "cheap", 8);
        assertThat(moved()).isEmpty();
        assertThat(world.engine.wakeAt()).isPresent();
        assertThat(world.later(101).decide()).isNotEmpty();
    }

    @Test
    void aMoveThatEarnsTooLittleIsNotMade() {
        // 8 chips: 120 s on both cost 120 x 8 x (4 + 2) / 3600 = 1.60 USD; each second there instead of here saves
        // 16/3600 USD
        runsHere(job().remaining(1801 + 530));
        world.later(1801).host("t0", "cheap", 8);
        assertThat(moved()).as("saves 1.47 times its cost").isEmpty();
        world.job(job().remaining(1801 + 550));
        world.later(61);
        assertThat(moved()).as("1.53 times").isPresent();
    }

    @Test
    void predictionsThatOverlapMoveNobody() {
        VariantOffer unsure = guessed("there", "v5p", 1, 8, 0.8, 1, 2.5);
        runsHere(aJob("a")
                .selects(Selection.Cheapest)
                .with(here, unsure)
                .remaining(DAY)
                .movesAfter(1800));
        world.later(1801).host("t0", "cheap", 8);
        assertThat(moved()).isEmpty();
    }

    @Test
    void aPriceThatFallsMovesAJobToTheOtherPoolOfItsOwnVariant() {
        runsHere(aJob("a")
                .selects(Selection.Cheapest)
                .with(guessed("here", "h100", 1, 8, 0.5, 1, 2))
                .remaining(DAY)
                .movesAfter(1800));
        world.pool("spot", "h100", 5).host("s0", "spot", 8).later(1801);
        assertThat(moved()).isEmpty();
        world.pool("spot", "h100", 1).later(61);
        assertThat(moved().orElseThrow().reason().detail()).startsWith("to here in pool spot at");
    }

    @Test
    void onlyWhoWantsToMovesAndOnlyForMoney() {
        List<World.Job> settled = List.of(
                aJob("a").selects(Selection.Cheapest).with(here, there).remaining(DAY),
                job().selects(Selection.Ordered),
                job().pinned("here"));
        for (World.Job job : settled) {
            runsHere(job);
            world.later(1801).host("t0", "cheap", 8);
            assertThat(moved()).isEmpty();
            world.tell(new Event.HostGone("t0")).gone("a").decide();
        }
    }

    @Test
    void oneJobMovesAtATime() {
        world.host("h1", "dear", 8);
        for (String name : List.of("a", "b")) {
            Decision.Place place = world.job(aJob(name)
                            .selects(Selection.Cheapest)
                            .with(here, there)
                            .remaining(name.equals("a") ? DAY : 2 * DAY)
                            .movesAfter(1800))
                    .place(name);
            world.runs(place, 8).decide();
        }
        world.later(1801).host("t0", "cheap", 8).host("t1", "cheap", 8);
        assertThat(moved().orElseThrow().job()).as("who saves most").isEqualTo(ref("b"));
        world.later(30);
        assertThat(moved()).isEmpty();
        world.later(31);
        assertThat(moved().orElseThrow().job()).isEqualTo(ref("a"));
    }

    @Test
    void aJobThatEndsWhileItIsBeingMovedGivesUpTheNewPlace() {
        runsHere(job());
        world.later(1801).host("t0", "cheap", 8);
        assertThat(moved()).isPresent();
        world.gone("a");
        assertThat(world.job(aJob("b").with(there).submitted(1801)).place("b").hostsInRankOrder())
                .containsExactly("t0");
    }

    @Test
    void noJobMovesBeyondWhatItsQueueMayHave() {
        world.queue("research", Map.of("v5p", new Queue.Share(0, 4)));
        runsHere(job());
        world.later(1801).host("t0", "cheap", 8);
        assertThat(moved()).isEmpty();
    }

    @Test
    void ofSeveralCheaperPlacesTheOneThatSavesMostIsTaken() {
        VariantOffer cheapest = variant("cheapest", "cpu", 1, 8, 1);
        for (List<VariantOffer> order : List.of(List.of(here, there, cheapest), List.of(here, cheapest, there))) {
            World fresh = new World(Engine.create())
                    .pool("dear", "h100", 4)
                    .pool("cheap", "v5p", 2)
                    .pool("cheapest", "cpu", 1)
                    .host("h0", "dear", 8)
                    .queue("research", Map.of());
            World.Job job = aJob("a")
                    .selects(Selection.Cheapest)
                    .with(order.toArray(VariantOffer[]::new))
                    .remaining(DAY)
                    .movesAfter(1800);
            fresh.runs(fresh.job(job).place("a"), 8).decide();
            fresh.later(1801).host("t0", "cheap", 8).host("c0", "cheapest", 8);
            assertThat(releases(fresh.decide())).singleElement().satisfies(release -> assertThat(
                            release.reason().detail())
                    .startsWith("to cheapest in pool cheapest"));
        }
    }

    /** The dear one is a hundred times as fast, so a step costs less there, but its chips are paid for while nothing is done, too. */
    @Test
    void whatTheMoveCostsCountsAgainstWhatItSaves() {
        VariantOffer quick = variant("quick", "cpu", 1, 8, 0.01);
        world.pool("fast", "cpu", 100).pool("cheap", "v5p", 1.1);
        runsHere(aJob("a")
                .selects(Selection.Cheapest)
                .with(here, quick, there)
                .remaining(30_000)
                .movesAfter(0));
        world.later(60).host("f0", "fast", 8).host("t0", "cheap", 8);
        assertThat(moved().orElseThrow().reason().detail()).startsWith("to there in pool cheap");
    }

    @Test
    void whatTheRestSavesIsCountedInSteps() {
        VariantOffer slow = variant("slow", "h100", 1, 8, 4);
        VariantOffer slowThere = variant("slowThere", "v5p", 1, 8, 4);
        runsHere(aJob("a")
                .selects(Selection.Cheapest)
                .with(slow, slowThere)
                .remaining(900)
                .movesAfter(0));
        world.later(60).host("t0", "cheap", 8);
        assertThat(moved().orElseThrow().reason().detail())
                .as("885 steps of 4 s on 8 chips at 2 USD less an hour")
                .contains("saves 15.73 USD, the move costs 1.60");
    }
}
