package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.START;
import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.guessed;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When those who wait are expected to start. Steps take 1 s, so jobs last as many seconds as they have steps. */
class ExpectedStartsTest {
    private static final int HOUR = 3600;

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    /** Twice as fast or slow. */
    private final VariantOffer vague = guessed("vague", "cpu", 1, 8, 0.5, 1, 2);

    private final Facts facts = new Facts();
    private final World world = new World(new Listener(facts)).queue("research", Map.of());

    private void pool(String name, String profile, int hosts, int spares) {
        world.tell(new Event.PoolSeen(new Pool(name, profile, 1, Carving.Fixed, spares)));
        for (int h = 0; h < hosts; h++) {
            world.host(name + h, name, 8);
        }
    }

    private void runs(String name, VariantOffer variant, int seconds, String... nodes) {
        world.job(aJob(name).with(variant).remaining(seconds)).held(name, 1, chips(8, nodes));
    }

    private int comes;

    private void waits(String name, VariantOffer variant, int seconds) {
        world.job(aJob(name).with(variant).remaining(seconds).submitted(comes++));
    }

    private Decision.@Nullable Window window(String name) {
        world.decide();
        return new ExpectedStarts(facts, world.now).of(facts.waiting.inTurn()).get(ref(name));
    }

    /** After the beginning. */
    private static Decision.Window between(long earliest, long latest) {
        return new Decision.Window(START.plusSeconds(earliest), START.plusSeconds(latest));
    }

    @Test
    void betweenTheQuickestAndTheSlowestEndOfWhatRuns() {
        pool("p", "cpu", 1, 0);
        runs("r", vague, HOUR, "p0");
        waits("a", one, HOUR);
        assertThat(window("a")).isEqualTo(between(HOUR / 2, 2 * HOUR));
    }

    @Test
    void enoughHostsHaveToComeBack() {
        pool("p", "cpu", 3, 0);
        runs("r1", one, HOUR, "p0");
        runs("r2", one, 2 * HOUR, "p1");
        runs("r3", one, 3 * HOUR, "p2");
        waits("a", two, HOUR);
        assertThat(window("a")).isEqualTo(between(2 * HOUR, 2 * HOUR));
    }

    @Test
    void whatIsFreeIsThereNow() {
        pool("p", "cpu", 2, 0);
        runs("r", one, HOUR, "p0");
        waits("a", one, HOUR);
        waits("b", two, HOUR);
        assertThat(window("a")).isEqualTo(between(0, 0));
        assertThat(window("b"))
                .as("at best it is next, at worst the other one was")
                .isEqualTo(between(HOUR, HOUR));
    }

    @Test
    void sparesAreNotCounted() {
        pool("p", "cpu", 2, 1);
        runs("r", one, HOUR, "p0");
        waits("a", one, HOUR);
        assertThat(window("a")).isEqualTo(between(HOUR, HOUR));
    }

    @Test
    void atTheLatestEverybodyBeforeItHasStartedAndIsSlow() {
        pool("p", "cpu", 1, 0);
        runs("r", one, HOUR, "p0");
        waits("a", vague, HOUR);
        waits("b", vague, HOUR);
        waits("c", one, HOUR);
        assertThat(window("a")).isEqualTo(between(HOUR, HOUR));
        assertThat(window("b")).isEqualTo(between(HOUR, 3 * HOUR));
        assertThat(window("c")).isEqualTo(between(HOUR, 5 * HOUR));
    }

    @Test
    void nobodyOvertakesWhoComesBefore() {
        pool("p", "cpu", 2, 0);
        runs("r", one, HOUR, "p0");
        world.job(aJob("a").with(two).remaining(HOUR).priority(1));
        waits("b", one, HOUR);
        assertThat(window("a")).isEqualTo(between(HOUR, HOUR));
        assertThat(window("b")).as("there is room now").isEqualTo(between(0, 2 * HOUR));
    }

    @Test
    void whatLeavesMayBeBackAtOnce() {
        pool("p", "cpu", 1, 0);
        runs("r", one, HOUR, "p0");
        waits("a", one, HOUR);
        world.decide();
        world.tell(new Event.JobGone(ref("r"))).later(60);
        assertThat(window("a")).isEqualTo(between(60, 60));
    }

    @Test
    void whatLastsLongerThanExpectedMayEndNowOrLastTwiceAsLong() {
        pool("p", "cpu", 1, 0);
        runs("r", vague, HOUR, "p0");
        waits("a", one, HOUR);
        world.decide();
        world.later(HOUR);
        assertThat(window("a")).as("not yet too slow").isEqualTo(between(HOUR, 2 * HOUR));
        world.later(HOUR);
        assertThat(window("a")).as("by now it is").isEqualTo(between(2 * HOUR, 4 * HOUR));
    }

    @Test
    void whatWasMeasuredAndLastsLongerIsExpectedToLastTwiceAsLong() {
        pool("p", "cpu", 1, 0);
        runs("r", one, HOUR, "p0");
        waits("a", one, HOUR);
        world.decide();
        world.later(HOUR);
        assertThat(window("a")).isEqualTo(between(2 * HOUR, 2 * HOUR));
    }

    @Test
    void ofItsVariantsTheOneThatCouldStartFirstCounts() {
        pool("p", "cpu", 1, 0);
        pool("h", "h100", 1, 0);
        runs("r1", one, 2 * HOUR, "p0");
        runs("r2", variant("other", "h100", 1, 8, 1), HOUR, "h0");
        VariantOffer other = variant("other", "h100", 1, 8, 1);
        world.job(aJob("a").with(one, other).submitted(1))
                .job(aJob("b").with(other, one).submitted(2));
        assertThat(window("a")).isEqualTo(between(HOUR, HOUR));
        assertThat(window("b"))
                .as("the other one has gone before it, for 1000 s")
                .isEqualTo(between(HOUR, HOUR + 1000));
    }

    @Test
    void ofItsPoolsTheOneThatHasRoomFirstCounts() {
        pool("late", "cpu", 1, 0);
        pool("soon", "cpu", 1, 0);
        runs("r1", one, 2 * HOUR, "late0");
        runs("r2", one, HOUR, "soon0");
        waits("a", one, HOUR);
        assertThat(window("a")).isEqualTo(between(HOUR, HOUR));
    }

    @Test
    void nothingIsSaidWhereTooFewHostsWillEverComeBack() {
        pool("p", "cpu", 1, 0);
        runs("r", one, HOUR, "p0");
        waits("a", two, HOUR);
        waits("b", one, HOUR);
        assertThat(window("a")).isNull();
        assertThat(window("b")).as("and it delays nobody").isEqualTo(between(HOUR, HOUR));
    }

    @Test
    void ofTheProvidersSlicesNothingIsSaid() {
        world.tell(new Event.PoolSeen(new Pool("fixed", "v5p", 4, Carving.Fixed)));
        for (int i = 0; i < 2; i++) {
            world.tell(new Event.HostSeen(
                    new Host("f" + i, "fixed", 4, true, List.of(), new Host.FixedSlice("s", "2x2x2"))));
        }
        waits("a", Grounds.slice("2x2x2"), HOUR);
        assertThat(window("a")).isNull();
        world.tell(new Event.PoolSeen(new Pool("pod", "v5p", 4, Carving.Optical)));
        Grounds.pod("pod", "pod", 4, 4, 4).forEach(host -> world.tell(new Event.HostSeen(host)));
        assertThat(window("a")).isEqualTo(between(0, 0));
    }
}
