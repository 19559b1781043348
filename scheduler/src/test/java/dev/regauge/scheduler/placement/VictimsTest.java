package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has to leave for a job that is entitled to chips. */
class VictimsTest {
    private static final int LATER = 10_000;

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);

    private final Facts facts = new Facts();
    private final Claims claims = new Claims(facts);
    private final World world = new World(new Listener(facts))
            .pool("p", "cpu", 1)
            .queue("mine", 1, Map.of("cpu", new Queue.Share(100, 100), "v5p", new Queue.Share(100, 100)))
            .queue("theirs", 1, Map.of());

    /** A job of theirs on hosts of 8 chips, which loses so many seconds, and its restart of 60, if it leaves at {@link #LATER}. */
    private void runs(String name, long loses, String... nodes) {
        runs(aJob(name).queue("theirs").with(variant("v", "cpu", nodes.length, 8, 1)), loses, nodes);
    }

    private void runs(World.Job job, long loses, String... nodes) {
        world.job(job.remaining(100_000).committed(LATER - loses))
                .held(job.build().job().name(), 1, chips(8, nodes));
    }

    private Waiting waits(World.Job job) {
        world.now = World.START.plusSeconds(LATER);
        world.job(job.queue("mine").submitted(LATER)).decide();
        return Stream.concat(facts.waiting.inTurn().stream(), facts.waiting.recovering().stream())
                .filter(waiting -> waiting.ref().equals(job.build().job()))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Victims.Choice> choice(World.Job job, Entitlement entitlement) {
        Waiting waiting = waits(job);
        return new Victims(facts, claims, world.now).choose(waiting, entitlement, (_, _) -> true);
    }

    private List<String> leaving(World.Job job) {
        return leaving(job, Entitlement.Guaranteed);
    }

    private List<String> leaving(World.Job job, Entitlement entitlement) {
        return choice(job, entitlement).stream()
                .flatMap(choice -> choice.leaving().stream())
                .map(run -> run.job().name())
                .toList();
    }

    private World.Job wants(VariantOffer variant) {
        return aJob("wants").with(variant);
    }

    // value lost

    @Test
    void ofManyTheOneThatLosesLeastLeaves() {
        List<Long> losses = List.of(500L, 300L, 700L, 100L, 900L, 200L, 800L);
        for (int i = 0; i < losses.size(); i++) {
            world.host("n" + i, "p", 8);
            runs("r" + i, losses.get(i), "n" + i);
        }
        assertThat(leaving(wants(one))).containsExactly("r3");
        assertThat(leaving(wants(two))).containsExactly("r3", "r5");
    }

    @Test
    void aRestartIsLostWithWhatIsNotCommitted() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs("a", 70, "n0");
        // of this one no commit is known: nothing is lost but the restart as it usually goes, 120 s
        world.now = World.START.plusSeconds(LATER);
        world.job(aJob("b").queue("theirs").with(one).remaining(100_000)).held("b", 1, chips(8, "n1"));
        assertThat(leaving(wants(one))).as("120 against 70 + 60").containsExactly("b");
        runs("a", 50, "n0");
        assertThat(leaving(wants(one))).as("120 against 50 + 60").containsExactly("a");
    }

    @Test
    void whoNeverCommitsLosesNoMoreThanAnHour() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs("a", 9000, "n0");
        runs("b", 3600, "n1");
        assertThat(leaving(wants(one))).as("equal, so by name").containsExactly("a");
        runs("b", 3599, "n1");
        assertThat(leaving(wants(one))).containsExactly("b");
    }

    @Test
    void whatIsLostCountsForEachHostThatHelps() {
        for (int i = 0; i < 4; i++) {
            world.host("n" + i, "p", 8);
        }
        runs("wide", 500, "n0", "n1", "n2");
        runs("small", 600, "n3");
        assertThat(leaving(wants(variant("four", "cpu", 4, 8, 1)))).containsExactly("wide", "small");
        assertThat(leaving(wants(one)))
                .as("first by host: wide at 560 before small at 660, though it loses three times that")
                .containsExactly("wide");
    }

    @Test
    void whoTurnsOutNeedlessStays() {
        world.host("a", "p", 8, "rack-0").host("b1", "p", 8, "rack-0").host("b2", "p", 8, "rack-1");
        runs("cheap", 0, "a");
        runs("pair", 100, "b1", "b2");
        assertThat(leaving(wants(two)))
                .as("the pair is needed anyway, and is enough")
                .containsExactly("pair");
        assertThat(leaving(wants(variant("three", "cpu", 3, 8, 1)))).containsExactly("cheap", "pair");
    }

    // where

    /** In the whole pool a cheap host is taken first and then a dear gang; in its own rack another gang costs less than that one. */
    @ParameterizedTest
    @CsvSource({"rack-0,rack-1", "rack-1,rack-0", "rack-8,rack-9", "rack-9,rack-8"})
    void theCheapestOfAllDomainsIsTaken(String dear, String cheaper) {
        for (String node : List.of("a", "b1", "b2", "b3")) {
            world.host(node, "p", 8, dear);
        }
        world.host("c1", "p", 8, cheaper).host("c2", "p", 8, cheaper);
        runs("a", 40, "a");
        runs("dear", 140, "b1", "b2", "b3");
        runs("cheaper", 190, "c1", "c2");
        assertThat(leaving(wants(two))).containsExactly("cheaper");
    }

    @ParameterizedTest
    @CsvSource({"rack-0,rack-1", "rack-1,rack-0"})
    void ofEquallyCheapWaysTheNarrowestIsTaken(String first, String second) {
        world.host("a", "p", 8, "spine", first)
                .host("b", "p", 8, "spine", second)
                .host("c", "p", 8, "spine", first)
                .host("d", "p", 8, "spine", second);
        for (String job : List.of("a", "b", "c", "d")) {
            runs(job, 100, job);
        }
        assertThat(leaving(wants(two)))
                .as("a and b are first by name, but apart; c and d are as good as a and c")
                .containsExactly("a", "c");
    }

    @Test
    void aFreeHostBesideIsHalfOfTheWay() {
        world.host("n0", "p", 8, "rack-0").host("n1", "p", 8, "rack-1").host("n2", "p", 8, "rack-1");
        runs("a", 100, "n0");
        runs("b", 100, "n1");
        Victims.Choice choice = choice(wants(two), Entitlement.Guaranteed).orElseThrow();
        assertThat(choice.leaving()).extracting(Run::job).containsExactly(ref("b"));
        assertThat(choice.room().hostsInRankOrder()).extracting(Host::node).containsExactly("n1", "n2");
    }

    @Test
    void aFreeHostThatIsClosedToTheJobIsNoPartOfTheWay() {
        world.host("n0", "p", 8, "rack-0")
                .host("n1", "p", 8, "rack-0")
                .host("n2", "p", 8, "rack-1")
                .host("n3", "p", 8, "rack-1");
        runs("a", 100, "n0");
        runs("b", 100, "n2");
        assertThat(leaving(wants(two).excludes("n1"))).containsExactly("b");
        assertThat(leaving(wants(two))).containsExactly("a");
    }

    /** Counting the closed host would find ways through the first job alone, all of which fail, and ask both in the end. */
    @Test
    void aHostThatIsClosedToTheJobDoesNotCountAsGained() {
        world.host("a1", "p", 8, "spine", "rack-0")
                .host("b1", "p", 8, "spine", "rack-0")
                .host("a2", "p", 8, "spine", "rack-1")
                .host("b2", "p", 8, "spine", "rack-1");
        runs("first", 0, "a1", "a2");
        runs("second", 100, "b1", "b2");
        assertThat(leaving(wants(two).excludes("a1"))).containsExactly("second");
        assertThat(leaving(wants(two))).containsExactly("first");
    }

    @Test
    void whatAJobHasInAnotherPoolIsNotGainedHere() {
        world.pool("q", "h100", 1)
                .host("a1", "q", 8, "spine", "rack-0")
                .host("b1", "p", 8, "spine", "rack-0")
                .host("a2", "p", 8, "spine", "rack-1")
                .host("b2", "p", 8, "spine", "rack-1");
        runs("first", 0, "a1", "a2");
        runs("second", 100, "b1", "b2");
        assertThat(leaving(wants(two))).containsExactly("second");
    }

    @Test
    void ofTheProvidersSlicesOnlyTheOneThatIsTakenIsVacated() {
        world.tell(new Event.PoolSeen(new Pool("fixed", "v5p", 4, Carving.Fixed)));
        tpu("s0", "single", "2x2x1");
        tpu("p0", "pair", "2x2x2");
        tpu("p1", "pair", "2x2x2");
        tpuRuns("cheap", 0, "2x2x1", "s0");
        tpuRuns("dear", 600, "2x2x2", "p0", "p1");
        assertThat(leaving(wants(Grounds.slice("2x2x2")))).containsExactly("dear");
    }

    private void tpu(String node, String slice, String shape) {
        world.tell(new Event.HostSeen(new Host(node, "fixed", 4, true, List.of(), new Host.FixedSlice(slice, shape))));
    }

    private void tpuRuns(String name, long loses, String shape, String... nodes) {
        world.job(aJob(name)
                        .queue("theirs")
                        .with(Grounds.slice(shape))
                        .remaining(100_000)
                        .committed(LATER - loses))
                .held(name, 1, chips(4, nodes));
    }

    // who is asked

    @Test
    void theLowestBandGoesFirst() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs(aJob("a").queue("theirs").priority(100).with(one), 0, "n0");
        runs(aJob("b").queue("theirs").priority(99).with(one), 3000, "n1");
        assertThat(leaving(wants(one).priority(200), Entitlement.HigherBand)).containsExactly("b");
        assertThat(leaving(wants(one).priority(100), Entitlement.HigherBand)).containsExactly("b");
        assertThat(leaving(wants(two).priority(100), Entitlement.HigherBand))
                .as("the other one is not of a lower band")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"theirs", "others"})
    void whoseQueueUsesMostForItsWeightGoesFirst(String heavy) {
        world.queue("others", 1, Map.of()).queue(heavy, 2, Map.of());
        for (int i = 0; i < 6; i++) {
            world.host("n" + i, "p", 8);
        }
        String light = heavy.equals("theirs") ? "others" : "theirs";
        runs(aJob("light").queue(light).with(one), 0, "n0");
        for (int i = 1; i <= 3; i++) {
            runs(aJob("heavy" + i).queue(heavy).with(one), 1000 + i, "n" + i);
        }
        assertThat(leaving(wants(variant("four", "cpu", 3, 8, 1))))
                .as("three hosts with weight 2 are more than one with weight 1")
                .containsExactly("heavy1");
        world.queue(heavy, 4, Map.of());
        assertThat(leaving(wants(variant("four", "cpu", 3, 8, 1))))
                .as("three hosts with weight 4 are less")
                .containsExactly("light");
    }

    @Test
    void aQueueIsAskedForNoMoreThanItHasBeyondItsGuarantee() {
        world.queue("theirs", 1, Map.of("cpu", new Queue.Share(16, 100)));
        for (int i = 0; i < 4; i++) {
            world.host("n" + i, "p", 8);
            runs("r" + i, 100 * i, "n" + i);
        }
        assertThat(leaving(wants(two))).containsExactly("r0", "r1");
        assertThat(leaving(wants(variant("three", "cpu", 3, 8, 1)))).isEmpty();
    }

    @Test
    void whoLeavesAnywayIsCounted() {
        world.host("n0", "p", 8).host("n1", "p", 8).host("n2", "p", 8);
        runs("a", 100, "n0");
        runs("b", 200, "n1");
        runs("gone", 300, "n2");
        world.decide();
        world.tell(new Event.JobGone(ref("gone")));
        Victims.Choice choice = choice(wants(two), Entitlement.Guaranteed).orElseThrow();
        assertThat(choice.leaving()).extracting(Run::job).containsExactly(ref("a"));
        assertThat(choice.room().hostsInRankOrder()).extracting(Host::node).containsExactly("n0", "n2");
    }

    @Test
    void whoWasAskedForAJobThatWentGoesFirst() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs("a", 1000, "n0");
        runs("b", 2000, "n1");
        Waiting other = waits(aJob("other").with(one));
        assertThat(claims.make(other, Entitlement.Guaranteed, (_, _) -> true, world.now))
                .hasSize(1);
        world.tell(new Event.JobGone(ref("other"))).decide();
        claims.settle(world.now);
        runs("b", 0, "n1");
        assertThat(leaving(wants(one)))
                .as("b loses less, but a has lost it already")
                .containsExactly("a");
    }

    @Test
    void whoWasAskedAlreadyGoesFirstThoughOthersAreOfALowerBand() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs(aJob("a").queue("theirs").priority(100).with(one), 1000, "n0");
        Waiting other = waits(aJob("other").with(one).priority(200));
        assertThat(claims.make(other, Entitlement.HigherBand, (_, _) -> true, world.now))
                .hasSize(1);
        world.tell(new Event.JobGone(ref("other"))).decide();
        claims.settle(world.now);
        runs("b", 0, "n1");
        assertThat(leaving(wants(one).priority(200), Entitlement.HigherBand)).containsExactly("a");
    }

    @Test
    void whoIsPromisedAnotherPlaceIsNotAsked() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs("a", 0, "n0");
        runs("b", 100, "n1");
        world.decide();
        facts.promise(
                Objects.requireNonNull(facts.job(ref("a"))),
                new Decision.Place(ref("a"), new Epoch(1), "one", "p", List.of("n0"), List.of()),
                8,
                world.now);
        assertThat(leaving(wants(one))).containsExactly("b");
    }

    // the job that asks

    @Test
    void aRecoveringGangAsksOnlyForWhatItLacks() {
        for (int i = 0; i < 3; i++) {
            world.host("n" + i, "p", 8);
        }
        runs("a", 100, "n1");
        runs("b", 200, "n2");
        world.held("wants", 1, chips(8, "n0"));
        World.Job recovering = wants(two).epoch(2).survivors("two", "n0", "-");
        assertThat(leaving(recovering)).containsExactly("a");
        world.tell(new Event.HostGone("n2"));
        assertThat(leaving(recovering)).as("and one is enough").containsExactly("a");
    }

    @Test
    void whatARecoveringGangHasIsNoReasonToAskMore() {
        world.host("own", "p", 8, "rack-9")
                .host("a", "p", 8, "rack-0")
                .host("b1", "p", 8, "rack-0")
                .host("b2", "p", 8, "rack-1");
        runs("cheap", 0, "a");
        runs("pair", 100, "b1", "b2");
        world.held("wants", 1, chips(8, "own"));
        VariantOffer three = variant("three", "cpu", 3, 8, 1);
        assertThat(leaving(wants(three).epoch(2).survivors("three", "own", "-", "-")))
                .containsExactly("pair");
    }

    @Test
    void whereThereIsRoomNobodyLeaves() {
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs("a", 100, "n1");
        assertThat(choice(wants(one), Entitlement.Guaranteed)).isEmpty();
    }

    @Test
    void survivorsInAnotherPoolAreNoPartOfTheGang() {
        world.pool("q", "h100", 1)
                .host("q0", "q", 8)
                .host("a1", "p", 8, "spine", "unit", "rack-0")
                .host("b1", "p", 8, "spine", "unit", "rack-0")
                .host("b2", "p", 8, "spine", "unit", "rack-1");
        runs("first", 0, "a1");
        runs("second", 100, "b1", "b2");
        world.held("wants", 1, chips(8, "q0"));
        assertThat(leaving(wants(two).epoch(2).survivors("two", "q0", "-"))).containsExactly("second");
    }

    @Test
    void roomIsMadeForTheVariantThatCostsLeast() {
        world.pool("dear", "h100", 9)
                .queue("mine", 1, Map.of("cpu", new Queue.Share(100, 100), "h100", new Queue.Share(100, 100)));
        world.host("n0", "p", 8).host("n1", "dear", 8);
        runs("a", 100, "n0");
        runs("b", 0, "n1");
        VariantOffer elsewhere = variant("elsewhere", "h100", 1, 8, 0.2);
        World.Job job = aJob("wants").with(elsewhere, one);
        assertThat(leaving(job)).as("in the given order").containsExactly("b");
        assertThat(leaving(job.selects(Selection.Fastest)))
                .as("0.2 s against 1 s")
                .containsExactly("b");
        assertThat(leaving(job.selects(Selection.Cheapest)))
                .as("0.2 s × 9 USD against 1 s × 1 USD")
                .containsExactly("a");
        world.pool("dear", "h100", 4);
        assertThat(leaving(job.selects(Selection.Cheapest))).containsExactly("b");
    }

    @Test
    void whereThePoolIsNotOpenNobodyLeaves() {
        world.host("n0", "p", 8);
        runs("a", 100, "n0");
        Waiting job = waits(wants(one));
        Victims victims = new Victims(facts, claims, world.now);
        assertThat(victims.choose(job, Entitlement.Guaranteed, (_, _) -> false)).isEmpty();
        assertThat(victims.choose(
                        job,
                        Entitlement.Guaranteed,
                        (pool, variant) -> pool.name().equals("p") && variant.equals(one)))
                .isPresent();
    }

    @Test
    void aSpareIsGivenOnlyToAJobThatRecovers() {
        world.tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)));
        world.host("n0", "p", 8).host("n1", "p", 8);
        runs("a", 100, "n0");
        assertThat(leaving(wants(two))).as("one of the two has to stay free").isEmpty();
        assertThat(leaving(wants(one))).containsExactly("a");
    }

    /** The room that is found may be the spare itself. */
    @Test
    void aSpareIsReplacedByWhoLeavesWhereverItLies() {
        world.tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)));
        world.host("n0", "p", 8).host("n1", "p", 8).host("n2", "p", 8);
        runs("a", 100, "n1");
        runs("b", 200, "n2");
        assertThat(leaving(wants(one))).containsExactly("a");
        assertThat(leaving(wants(two))).containsExactly("a", "b");
    }

    @Test
    void forASpareNobodyLeavesBeyondThoseWhoAreNeeded() {
        world.tell(new Event.PoolSeen(new Pool("fixed", "v5p", 4, Carving.Fixed, 2)));
        tpu("s0", "single", "2x2x1");
        for (int slice = 0; slice < 3; slice++) {
            tpu("p" + slice + "0", "pair" + slice, "2x2x2");
            tpu("p" + slice + "1", "pair" + slice, "2x2x2");
        }
        tpuRuns("cheap", 0, "2x2x1", "s0");
        tpuRuns("dear", 600, "2x2x2", "p10", "p11");
        tpuRuns("dearest", 900, "2x2x2", "p20", "p21");
        assertThat(leaving(wants(Grounds.slice("2x2x2")))).containsExactly("dear");
    }

    @Test
    void whoLeavesForASpareIsChosenAsTheOthersAre() {
        world.tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)));
        world.host("a", "p", 8, "rack-1").host("b1", "p", 8, "rack-0").host("b2", "p", 8, "rack-0");
        runs("cheap", 0, "a");
        runs("pair", 100, "b1", "b2");
        assertThat(leaving(wants(one))).as("the pair gives both").containsExactly("pair");
    }

    @Test
    void forTwoSparesTwoLeaveAndNobodyBetween() {
        world.tell(new Event.PoolSeen(new Pool("fixed", "v5p", 4, Carving.Fixed, 4)));
        tpu("s0", "single", "2x2x1");
        for (int slice = 0; slice < 3; slice++) {
            tpu("p" + slice + "0", "pair" + slice, "2x2x2");
            tpu("p" + slice + "1", "pair" + slice, "2x2x2");
        }
        tpuRuns("first", 600, "2x2x2", "p10", "p11");
        tpuRuns("between", 700, "2x2x1", "s0");
        tpuRuns("last", 900, "2x2x2", "p20", "p21");
        assertThat(leaving(wants(Grounds.slice("2x2x2")))).containsExactly("first", "last");
    }
}
