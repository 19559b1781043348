package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.released;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is served before whom within one batch. */
class RoundTest {
    private static final int HOUR = 3600;
    private static final int LONG = 99 * HOUR;

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final VariantOffer three = variant("three", "cpu", 3, 8, 1);
    private final VariantOffer four = variant("four", "cpu", 4, 8, 1);
    private final VariantOffer gpu = variant("gpu", "h100", 1, 8, 1);
    private final VariantOffer gpus = variant("gpus", "h100", 2, 8, 1);

    private final World world = new World(Engine.create()).queue("research", Map.of());

    private void pool(String name, String profile, int hosts) {
        world.pool(name, profile, 1);
        for (int h = 0; h < hosts; h++) {
            world.host(name + h, name, 8);
        }
    }

    private void runs(World.Job job, String name, int hours, String... nodes) {
        world.job(job.remaining((long) hours * HOUR)).held(name, 1, chips(8, nodes));
    }

    private static List<String> started(List<Decision> decisions) {
        return decisions.stream()
                .filter(Decision.Place.class::isInstance)
                .map(d -> d.job().name())
                .toList();
    }

    private Reason.Code why(List<Decision> decisions, String job) {
        return decisions.stream()
                .filter(Decision.Wait.class::isInstance)
                .filter(d -> d.job().name().equals(job))
                .map(d -> ((Decision.Wait) d).reasons().getFirst().code())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsOverBesideAReservationIsGivenOnce() {
        pool("p", "cpu", 4);
        runs(aJob("r").with(two), "r", 10, "p0", "p1");
        world.job(aJob("big").with(three).priority(9).remaining(HOUR))
                .job(aJob("a").with(one).priority(8).remaining(LONG))
                .job(aJob("b").with(one).priority(7).remaining(LONG))
                .job(aJob("c").with(one).priority(6).remaining(HOUR));
        List<Decision> decisions = world.decide();
        assertThat(started(decisions))
                .as("of four hosts in ten hours big leaves one over; what ends before may have the other one")
                .containsExactly("a", "c");
        assertThat(why(decisions, "b")).isEqualTo(WaitReason.NotEnoughChips);
    }

    /** It gets hosts of the other kind beside what is kept there; who comes after it for those of the first kind goes before who comes later. */
    @Test
    void whoStartsBesideGivesUpWhatWasKeptForIt() {
        pool("p", "cpu", 4);
        pool("h", "h100", 2);
        runs(aJob("r").with(three), "r", 10, "p0", "p1", "p2");
        runs(aJob("q").with(gpu), "q", 10, "h0");
        world.job(aJob("big").with(four).priority(9).remaining(HOUR))
                .job(aJob("either").with(gpus, one).priority(8).remaining(HOUR))
                .job(aJob("next").with(gpu).priority(7).remaining(LONG))
                .job(aJob("short").with(gpu).priority(6).remaining(HOUR));
        List<Decision> decisions = world.decide();
        assertThat(started(decisions)).containsExactly("either", "next");
    }

    @Test
    void whatIsGivenUpIsKeptForTheNextBeforeAnybodyElseTakesIt() {
        pool("p", "cpu", 4);
        pool("h", "h100", 2);
        runs(aJob("r").with(three), "r", 10, "p0", "p1", "p2");
        runs(aJob("q").with(gpu), "q", 10, "h0");
        world.job(aJob("big").with(four).priority(9).remaining(HOUR))
                .job(aJob("either").with(gpus, one).priority(8).remaining(HOUR))
                .job(aJob("next").with(gpus).priority(7).remaining(HOUR))
                .job(aJob("long").with(gpu).priority(6).remaining(LONG));
        List<Decision> decisions = world.decide();
        assertThat(started(decisions)).containsExactly("either");
        assertThat(why(decisions, "long")).isEqualTo(WaitReason.Reserved);
    }

    @Test
    void forWhomRoomIsMadeNothingElseIsKept() {
        pool("p", "cpu", 3);
        runs(aJob("r0").with(one), "r0", 10, "p0");
        runs(aJob("r1").with(one), "r1", 10, "p1");
        world.job(aJob("urgent").with(one).priority(100).excludes("p2").remaining(HOUR))
                .job(aJob("long").with(one).remaining(LONG));
        List<Decision> decisions = world.decide();
        assertThat(released(decisions)).hasSize(1);
        assertThat(started(decisions)).containsExactly("long");
    }

    @Test
    void hostsThatAreKeptForOneAreNotMadeRoomOnForAnother() {
        pool("p", "cpu", 2);
        pool("h", "h100", 1);
        world.queue("safe", 1, Map.of("cpu", new Queue.Share(8, 100)));
        runs(aJob("safe").queue("safe").with(one), "safe", 10, "p0");
        runs(aJob("low").with(one), "low", 9, "p1");
        runs(aJob("high").with(gpu).priority(200), "high", 20, "h0");
        world.queue("urgent", 1, Map.of());
        world.job(aJob("first").queue("urgent").with(two).priority(200).remaining(HOUR))
                .job(aJob("second").queue("urgent").with(gpu, one).priority(100).remaining(HOUR));
        assertThat(released(world.decide()))
                .as("low alone makes no room for the first, and what it has is kept for that one")
                .isEmpty();
        world.tell(new Event.JobGone(World.ref("first")));
        assertThat(released(world.later(11).decide())).containsExactly("low");
    }

    @Test
    void whoCouldNeverStartWithinItsQueuesMaximumKeepsNobodyBackHoweverLongItWaits() {
        pool("p", "cpu", 2);
        world.queue("narrow", Map.of("cpu", new Queue.Share(0, 15)));
        runs(aJob("r").with(one), "r", 999, "p0");
        world.job(aJob("never").queue("narrow").with(two)).decide();
        world.later(73 * HOUR).job(aJob("small").queue("narrow").with(one).submitted(73 * HOUR));
        assertThat(started(world.decide())).containsExactly("small");
    }

    @Test
    void whoCouldStartWithinItsQueuesMaximumKeepsTheOthersOfItsLineBackOnceItHasWaitedTooLong() {
        pool("p", "cpu", 2);
        world.queue("narrow", Map.of("cpu", new Queue.Share(0, 16)));
        runs(aJob("r").with(one), "r", 999, "p0");
        world.job(aJob("waits").queue("narrow").with(two)).decide();
        world.later(73 * HOUR).job(aJob("small").queue("narrow").with(one).submitted(73 * HOUR));
        assertThat(started(world.decide())).isEmpty();
    }

    @Test
    void aGangThatWaitsForItsOwnHostsAsksNobodyToLeave() {
        pool("p", "cpu", 3);
        world.queue("mine", 1, Map.of("cpu", new Queue.Share(16, 16)));
        runs(aJob("lent").with(one), "lent", 99, "p2");
        runs(aJob("a").queue("mine").with(two), "a", 99, "p0", "p1");
        world.decide();
        // the pod on the other host is not yet proven gone
        World.Job again = aJob("a").queue("mine").with(two).epoch(2).survivors("two", "p0", "-");
        assertThat(released(world.job(again.waitingSince(world.now)).decide())).isEmpty();
        assertThat(released(world.later(10).decide()))
                .as("it does not wait for ever")
                .containsExactly("lent");
    }

    @Test
    void hostsThatAreKeptForAGangThatRecoversAreLentToWhatIsGuaranteed() {
        pool("p", "cpu", 2);
        world.queue("mine", 1, Map.of("cpu", new Queue.Share(8, 8)));
        world.job(aJob("gang").with(two).epoch(2).survivors("two", "-", "-"));
        runs(aJob("r").with(one), "r", 99, "p0");
        world.job(aJob("other").with(one).remaining(LONG))
                .job(aJob("a").queue("mine").with(one).remaining(LONG).submitted(1));
        assertThat(started(world.decide())).containsExactly("a");
    }

    @Test
    void theFirstThatEverWaitsIsYieldedToAsWell() {
        pool("p", "cpu", 2);
        world.tell(new Event.QueueSeen(new Queue("research", Set.of("*"), Map.of(), 1, 300, null, true)));
        runs(aJob("long").with(two), "long", 24, "p0", "p1");
        world.decide();
        world.later(601).job(aJob("short").with(two).remaining(HOUR).submitted(601));
        assertThat(released(world.decide())).containsExactly("long");
    }

    @Test
    void aWaitIsToldAgainOnceTheJobHasStartedInBetween() {
        pool("p", "cpu", 1);
        runs(aJob("r").with(one), "r", 10, "p0");
        World.Job job = aJob("a").with(one);
        assertThat(why(world.job(job).decide(), "a")).isEqualTo(WaitReason.NotEnoughChips);
        assertThat(world.job(job).decide()).as("nothing is new").isEmpty();
        assertThat(started(world.gone("r").decide())).containsExactly("a");
        world.job(aJob("r2").with(one).remaining(10 * HOUR))
                .held("r2", 1, chips(8, "p0"))
                .tell(new Event.PlacementRefused(World.ref("a"), Set.of("other"), world.now.plusSeconds(5)));
        assertThat(why(world.decide(), "a")).isEqualTo(WaitReason.NotEnoughChips);
    }
}
