package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.guessed;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One host of each of two profiles, a queue whose jobs take turns, and jobs that usually need twice the chip-time on v5p. */
class MatchingTest {
    private static final int STEPS = 1000;

    private final World world = new World(Engine.create())
            .pool("h", "h100", 3)
            .pool("v", "v5p", 2)
            .host("h0", "h", 8)
            .host("v0", "v", 8);

    private void past(boolean takesTurns, int jobs) {
        world.tell(new Event.QueueSeen(new Queue("research", Set.of("*"), Map.of(), 1, 300, null, takesTurns)))
                .decide();
        for (int i = 0; i < jobs; i++) {
            world.held("past" + i, 1, chips(8, "h0"))
                    .job(aJob("past" + i).with(h100(1), v5p(2)))
                    .decide();
            world.gone("past" + i).decide();
        }
    }

    private static VariantOffer h100(double seconds) {
        return variant("onH", "h100", 1, 8, seconds);
    }

    private static VariantOffer v5p(double seconds) {
        return variant("onV", "v5p", 1, 8, seconds);
    }

    private static World.Job job(String name, VariantOffer... variants) {
        return aJob(name).with(variants).remaining(STEPS);
    }

    private void takenBy(String name, VariantOffer variant) {
        world.runs(world.job(job(name, variant)).place(name), 8).decide();
    }

    @Test
    void aJobLeavesChipsAloneOfWhichItMakesLessThanIsUsual() {
        past(true, 8);
        takenBy("first", h100(1));
        Decision.Wait wait = world.job(job("picky", h100(1), v5p(3))).waiting("picky");
        assertThat(wait.reasons())
                .extracting(Reason::code)
                .containsExactly(WaitReason.NotEnoughChips, WaitReason.WaitingForBetterProfile);
        assertThat(wait.reasons().getLast().detail())
                .isEqualTo("pool v has room for onV, but next to h100 that takes 1.5 times the chip-time usual in queue"
                        + " research; until 2026-01-01T00:08:20Z it waits for h100");
        world.gone("first");
        assertThat(world.place("picky").pool()).isEqualTo("h");
    }

    @Test
    void whatIsSlowForEverybodyIsLeftAloneByNobody() {
        past(true, 8);
        takenBy("first", h100(1));
        assertThat(world.job(job("usual", h100(1), v5p(2))).place("usual").pool())
                .isEqualTo("v");
    }

    @Test
    void aFasterProfileIsLeftAloneByAJobThatMakesLittleOfIt() {
        past(true, 8);
        takenBy("first", v5p(1));
        Decision.Wait wait = world.job(job("liking v5p", h100(1), v5p(1.2))).waiting("liking v5p");
        assertThat(wait.reasons().getFirst().detail())
                .startsWith("pool h has room for onH, but next to v5p that takes 1.7 times")
                .contains("until 2026-01-01T00:13:20Z");
    }

    @Test
    void itWaitsNoLongerThanItWouldWaste() {
        past(true, 8);
        takenBy("first", h100(1));
        world.job(job("picky", h100(1), v5p(3))).waiting("picky");
        List<Decision> decisions = List.of();
        while (decisions.stream().noneMatch(Decision.Place.class::isInstance)) {
            world.now = world.engine.wakeAt().orElseThrow();
            decisions = world.decide();
        }
        assertThat(world.now).isEqualTo(World.START.plusSeconds(500));
    }

    @Test
    void othersGetWhatItLeavesAlone() {
        past(true, 8);
        takenBy("first", h100(1));
        world.job(job("picky", h100(1), v5p(3))).waiting("picky");
        assertThat(world.later(1)
                        .job(job("behind", v5p(1)).remaining(9 * STEPS).submitted(1))
                        .place("behind")
                        .pool())
                .isEqualTo("v");
    }

    @Test
    void nothingIsLeftAloneForAProfileThatTheFleetHasNotEnoughOf() {
        past(true, 8);
        takenBy("first", h100(1));
        assertThat(world.job(job("large", variant("onH", "h100", 2, 8, 1), v5p(6)))
                        .place("large")
                        .pool())
                .isEqualTo("v");
    }

    @Test
    void aJobStopsWaitingWhenTheBetterProfileIsGone() {
        past(true, 8);
        takenBy("first", h100(1));
        world.job(job("picky", h100(1), v5p(3))).waiting("picky");
        world.sick("h0", "h", 8);
        assertThat(world.place("picky").pool()).isEqualTo("v");
    }

    @Test
    void aJobBeginsToWaitWhenTheBetterProfileComes() {
        past(true, 8);
        takenBy("first", h100(1));
        takenBy("second", v5p(1));
        VariantOffer large = variant("onH", "h100", 2, 8, 1);
        world.job(job("picky", large, v5p(6))).waiting("picky");
        world.host("h1", "h", 8).decide();
        world.gone("second");
        Decision.Wait wait = world.waiting("picky");
        assertThat(wait.reasons())
                .anySatisfy(reason -> assertThat(reason.code()).isEqualTo(WaitReason.WaitingForBetterProfile));
    }

    @Test
    void aJobDoesNotWaitForAProfileThatItsQueueMayNotUse() {
        past(true, 8);
        takenBy("first", h100(1));
        world.tell(new Event.QueueSeen(
                new Queue("research", Set.of("*"), Map.of("h100", new Queue.Share(0, 4)), 1, 300, null, true)));
        assertThat(world.job(job("picky", h100(1), v5p(3))).place("picky").pool())
                .isEqualTo("v");
    }

    @Test
    void predictionsThatCouldBeWrongMakeNobodyWait() {
        past(true, 8);
        takenBy("first", h100(1));
        VariantOffer unsure = guessed("onV", "v5p", 1, 8, 1.9, 3, 4);
        assertThat(world.job(job("unsure", h100(1), unsure)).place("unsure").pool())
                .isEqualTo("v");
    }

    @Test
    void predictionsThatAreSurelyApartDo() {
        past(true, 8);
        takenBy("first", h100(1));
        VariantOffer sure = guessed("onV", "v5p", 1, 8, 2.1, 3, 4);
        world.job(job("sure", h100(1), sure)).waiting("sure");
    }

    @Test
    void aFewJobsSayNothingOfWhatIsUsual() {
        past(true, 6);
        takenBy("first", h100(1));
        assertThat(world.job(job("picky", h100(1), v5p(9))).place("picky").pool())
                .isEqualTo("v");
    }

    @Test
    void whereJobsRunToTheEndNothingIsLeftAlone() {
        past(false, 8);
        takenBy("first", h100(1));
        assertThat(world.job(job("picky", h100(1), v5p(9))).place("picky").pool())
                .isEqualTo("v");
    }

    @Test
    void aRecoveringJobTakesWhatThereIs() {
        past(true, 8);
        takenBy("first", h100(1));
        world.job(job("picky", h100(1), v5p(3))
                .epoch(2)
                .survivors("onH", "-")
                .waitingSince(World.START.minusSeconds(60)));
        assertThat(world.place("picky").pool()).isEqualTo("v");
    }

    @Test
    void oneJobThatRunsAgainCountsOnce() {
        past(true, 6);
        for (int epoch = 1; epoch <= 3; epoch++) {
            world.tell(new Event.ChipsHeld(ref("again"), new Epoch(epoch), chips(8, "h0")))
                    .job(aJob("again").epoch(epoch).with(h100(1), v5p(50)))
                    .decide();
            world.freed("again")
                    .job(aJob("again").epoch(epoch + 1).with(World.notReady(h100(1))))
                    .decide();
        }
        takenBy("first", h100(1));
        Decision.Wait wait = world.job(job("picky", h100(1), v5p(9))).waiting("picky");
        // the eighth root of 2 to the power of 6 times 50 times 9 is 3.6
        assertThat(wait.reasons().getLast().detail()).contains("takes 2.5 times the chip-time usual");
    }

    @Test
    void whoRunsOnSlowerChipsHasNotMoreToDo() {
        past(true, 8);
        Decision.Place place = world.job(
                        job("slow", h100(1), v5p(2)).remaining(24 * STEPS).pinned("onV"))
                .place("slow");
        world.runs(place, 8).decide();
        takenBy("other", h100(1));
        world.later(700);
        List<Decision> decisions = world.job(
                        job("alike", h100(1), v5p(2)).remaining(16 * STEPS).submitted(700))
                .decide();
        assertThat(World.released(decisions))
                .as("24,000 steps less 350 are less than twice 16,000, though they take 47,300 s")
                .isEmpty();
    }
}
