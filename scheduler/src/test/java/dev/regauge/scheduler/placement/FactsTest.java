package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.START;
import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.placement.queue.Line;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows from what the engine is told. */
class FactsTest {
    private static final int HOUR = 3600;

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer slow = variant("slow", "cpu", 1, 8, 3);
    private final VariantOffer slowest = variant("slowest", "h100", 1, 8, 9);

    private final Facts facts = new Facts();
    private final World world = new World(new Listener(facts));

    @BeforeEach
    void aPool() {
        world.pool("p", "cpu", 1)
                .host("n0", "p", 8)
                .host("n1", "p", 8)
                .queue("research", Map.of())
                .decide();
    }

    private void runs(String name, String... nodes) {
        world.job(aJob(name).with(one)).held(name, 1, chips(8, nodes)).decide();
    }

    private Waiting waits(World.Job job) {
        world.job(job).decide();
        return Objects.requireNonNull(facts.waiting.get(job.build().job()));
    }

    private Run run(String name) {
        return Objects.requireNonNull(facts.runs.of(ref(name)));
    }

    private List<String> lines() {
        return StreamSupport.stream(facts.waiting.lines().spliterator(), false)
                .map(Line::queue)
                .toList();
    }

    private JobRequest job(String name) {
        return Objects.requireNonNull(facts.job(ref(name)));
    }

    // refusals

    @Test
    void aRefusalEndsWithItsTime() {
        assertThat(waits(aJob("a").with(one)).plain()).isTrue();
        world.tell(new Event.PlacementRefused(ref("a"), Set.of("n0"), START.plusSeconds(60)))
                .tell(new Event.PlacementRefused(ref("a"), Set.of("n1"), START.plusSeconds(90)))
                .decide();
        assertThat(facts.nextExpiry()).contains(START.plusSeconds(60));
        assertThat(facts.asker(job("a"), world.now).refusedUntil().keySet()).containsExactlyInAnyOrder("n0", "n1");
        world.later(60).decide();
        assertThat(facts.nextExpiry()).contains(START.plusSeconds(90));
        assertThat(facts.asker(job("a"), world.now).refusedUntil().keySet()).containsExactly("n1");
        assertThat(Objects.requireNonNull(facts.waiting.get(ref("a"))).plain()).isFalse();
        world.later(30).decide();
        assertThat(facts.nextExpiry()).isEmpty();
        assertThat(Objects.requireNonNull(facts.waiting.get(ref("a"))).plain())
                .as("nothing sets it apart any more")
                .isTrue();
    }

    @Test
    void aRefusalThatEndsIsNews() {
        waits(aJob("a").with(one));
        world.tell(new Event.PlacementRefused(ref("a"), Set.of("n0", "n1"), START.plusSeconds(60)))
                .decide();
        facts.take(List.of(), START.plusSeconds(59));
        assertThat(facts.touched()).isEmpty();
        facts.take(List.of(), START.plusSeconds(60));
        assertThat(facts.touched()).containsExactly(ref("a"));
    }

    @Test
    void aJobThatGoesTakesItsRefusalsWithIt() {
        waits(aJob("a").with(one));
        world.tell(new Event.PlacementRefused(ref("a"), Set.of("n0"), START.plusSeconds(60)))
                .tell(new Event.JobGone(ref("a")))
                .decide();
        assertThat(facts.nextExpiry()).isEmpty();
    }

    // promises

    private void promise(String name, String node) {
        facts.promise(
                job(name),
                new Decision.Place(ref(name), new Epoch(1), "one", "p", List.of(node), List.of()),
                8,
                world.now);
    }

    private int free() {
        return facts.fleet.free(Objects.requireNonNull(facts.fleet.pool("p")), 8);
    }

    @Test
    void whoIsPromisedAPlaceWaitsNoLonger() {
        waits(aJob("a").with(one));
        promise("a", "n0");
        assertThat(facts.waiting.get(ref("a"))).isNull();
        assertThat(free()).isEqualTo(1);
        facts.breakPromise(ref("a"), world.now);
        assertThat(facts.waiting.get(ref("a"))).isNotNull();
        assertThat(free()).isEqualTo(2);
    }

    @Test
    void aPromiseIsVoidWhenTheJobGoesIsRefusedOrWantsALaterAttempt() {
        for (Event event : List.of(
                new Event.JobGone(ref("a")),
                new Event.PlacementRefused(ref("a"), Set.of("n0"), START.plusSeconds(60)),
                new Event.JobSeen(aJob("a").with(one).epoch(2).build()))) {
            waits(aJob("a").with(one));
            promise("a", "n0");
            world.job(aJob("a").with(one).remaining(7)).decide();
            assertThat(free()).as("news of the same attempt").isEqualTo(1);
            world.tell(event).decide();
            assertThat(free()).as("%s", event).isEqualTo(2);
            assertThat(facts.fleet.promised(ref("a"))).isFalse();
        }
    }

    @Test
    void aHostThatIsPromisedToAnotherComesBackToNobodyElse() {
        runs("r", "n0");
        Run.Kind kind = new Run.Kind("p", 8);
        assertThat(run("r").hosts()).isEqualTo(Map.of(kind, 1));
        waits(aJob("a").with(one));
        promise("a", "n0");
        facts.derive(ref("r"), world.now);
        assertThat(run("r").hosts()).isEmpty();
        assertThat(run("a").hosts()).as("and to that one it does in time").isEqualTo(Map.of(kind, 1));
    }

    @Test
    void aHostOfTwoComesBackFromNeither() {
        world.job(aJob("a").with(one)).held("a", 1, Map.of("n0", 4));
        world.job(aJob("b").with(one)).held("b", 1, Map.of("n0", 4, "n1", 8)).decide();
        assertThat(run("b").hosts()).isEqualTo(Map.of(new Run.Kind("p", 8), 1));
    }

    // what runs

    @Test
    void aRunLastsAsLongAsItsStepsTakeFromItsNewestCommit() {
        world.later(100);
        world.job(aJob("a").with(slow).remaining(400)).held("a", 1, chips(8, "n0"));
        world.job(aJob("b").with(slow).remaining(400).committed(30))
                .held("b", 1, chips(8, "n1"))
                .decide();
        assertThat(run("a").seconds()).isEqualTo(1200);
        assertThat(run("a").anchor()).as("when it was heard").isEqualTo(START.plusSeconds(100));
        assertThat(run("b").end()).isEqualTo(START.plusSeconds(30 + 1200));
    }

    @Test
    void ofTheVariantsThatItsHostsCouldBeTheSlowestCounts() {
        for (List<VariantOffer> order : List.of(List.of(one, slow, slowest), List.of(slowest, slow, one))) {
            world.job(aJob("a").with(order.toArray(VariantOffer[]::new)).remaining(100))
                    .held("a", 1, chips(8, "n0"))
                    .decide();
            assertThat(run("a").variant()).isEqualTo(slow);
            assertThat(run("a").seconds()).isEqualTo(300);
        }
        world.job(aJob("a").with(variant("small", "cpu", 2, 4, 20), one)).decide();
        assertThat(run("a").variant()).as("of its size").isEqualTo(one);
    }

    @Test
    void whoseVariantIsNotThereAnyMoreIsOnItsWayOut() {
        world.job(aJob("a").with(slowest)).held("a", 1, chips(8, "n0")).decide();
        assertThat(run("a").isLeaving()).isTrue();
    }

    @Test
    void anAttemptRunsSinceItWasFirstHeardOfThoughItsStepsCountAnew() {
        runs("a", "n0");
        world.later(100).job(aJob("a").with(one).remaining(500)).decide();
        assertThat(run("a").anchor()).isEqualTo(START.plusSeconds(100));
        assertThat(facts.runsSince(job("a"))).isEqualTo(START);
        world.later(100).job(aJob("a").with(one).remaining(500)).decide();
        assertThat(run("a").anchor()).as("nothing new").isEqualTo(START.plusSeconds(100));
    }

    @Test
    void theNextAttemptRunsSinceItIsHeardOf() {
        runs("a", "n0");
        world.later(100)
                .job(aJob("a").with(one).epoch(2))
                .held("a", 2, chips(8, "n1"))
                .decide();
        assertThat(facts.runsSince(job("a"))).isEqualTo(START.plusSeconds(100));
        assertThat(run("a").anchor()).isEqualTo(START.plusSeconds(100));
    }

    @Test
    void whatShouldHaveEndedIsExpectedLater() {
        runs("a", "n0");
        assertThat(facts.runs.nextEnd()).isEqualTo(START.plusSeconds(1000));
        world.later(1000).decide();
        assertThat(facts.runs.nextEnd()).isEqualTo(START.plusSeconds(2000));
    }

    // what queues use

    @Test
    void useIsChipsAtThePriceOfTheirPoolNow() {
        runs("a", "n0");
        assertThat(facts.shares.of("research")).isEqualTo(8.0 * Facts.MICRO);
        world.pool("p", "cpu", 3).decide();
        assertThat(facts.shares.of("research")).isEqualTo(24.0 * Facts.MICRO);
        assertThat(facts.use.of("research", "cpu")).isEqualTo(8);
        world.pool("p", "h100", 3).decide();
        assertThat(facts.use.of("research", "cpu")).isZero();
        assertThat(facts.use.of("research", "h100")).isEqualTo(8);
        world.tell(new Event.PoolGone("p")).decide();
        assertThat(facts.shares.of("research")).isZero();
        assertThat(facts.use.of("research", "h100")).isZero();
        world.pool("p", "cpu", 0).decide();
        assertThat(facts.shares.of("research"))
                .as("something, though it costs nothing")
                .isEqualTo(8.0);
    }

    @Test
    void aPoolThatIsHeardOfAfterItsJobsCounts() {
        world.host("m0", "late", 8)
                .job(aJob("a").with(one))
                .held("a", 1, chips(8, "m0"))
                .decide();
        assertThat(run("a").isLeaving()).as("of what profile is not known").isTrue();
        world.pool("late", "cpu", 2).decide();
        assertThat(run("a").variant()).isEqualTo(one);
        assertThat(facts.shares.of("research")).isEqualTo(16.0 * Facts.MICRO);
    }

    @Test
    void aHostThatGoesIsUsedByNobody() {
        runs("a", "n0", "n1");
        world.tell(new Event.HostGone("n0")).decide();
        assertThat(facts.use.of("research", "cpu")).isEqualTo(8);
        assertThat(run("a").hosts()).isEqualTo(Map.of(new Run.Kind("p", 8), 1));
        world.host("n0", "p", 8).decide();
        assertThat(facts.use.of("research", "cpu")).isEqualTo(16);
    }

    // whose turn it is

    private void twoQueues() {
        world.queue("a", 1, Map.of()).queue("b", 1, Map.of());
        world.job(aJob("wa").queue("a").with(one))
                .job(aJob("wb").queue("b").with(one).submitted(1));
        world.decide();
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void whoUsesLessGoesFirst() {
        twoQueues();
        world.job(aJob("r").queue("a").with(one)).held("r", 1, chips(8, "n0")).decide();
        assertThat(lines()).containsExactly("b", "a");
        world.job(aJob("r").queue("b").with(one)).decide();
        assertThat(lines()).as("the job is in the other queue now").containsExactly("a", "b");
        world.tell(new Event.JobGone(ref("r"))).decide();
        assertThat(lines()).as("a goes by who waits longest").containsExactly("a", "b");
    }

    @Test
    void whoUsesNothingAnyMoreGoesFirstAtOnce() {
        twoQueues();
        world.job(aJob("r").queue("a").with(one)).held("r", 1, chips(8, "n0")).decide();
        world.gone("r").decide();
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void whatAnotherEngineRemembersOfAQueueCountsAtOnce() {
        twoQueues();
        world.tell(new Event.QueueUsed("a", 5)).decide();
        assertThat(lines()).containsExactly("b", "a");
        world.tell(new Event.QueueUsed("b", 6)).decide();
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void whatWasUsedIsForgottenAsTimeGoes() {
        twoQueues();
        world.tell(new Event.QueueUsed("a", 10))
                .job(aJob("r").queue("b").with(one))
                .held("r", 1, chips(8, "n0"))
                .decide();
        assertThat(lines()).as("8 USD per hour now against 10 lately").containsExactly("b", "a");
        world.later(24 * HOUR).decide();
        assertThat(lines()).as("12 against 5").containsExactly("a", "b");
    }

    @Test
    void aQueueWithMoreWeightMayUseMore() {
        twoQueues();
        world.tell(new Event.QueueUsed("a", 4))
                .tell(new Event.QueueUsed("b", 3))
                .decide();
        assertThat(lines()).containsExactly("b", "a");
        world.queue("a", 2, Map.of()).decide();
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void aQueueThatGoesHasNoLineNoPastAndNoGuarantee() {
        twoQueues();
        world.queue("a", 1, Map.of("cpu", new Queue.Share(8, 8)))
                .tell(new Event.QueueUsed("a", 10))
                .decide();
        assertThat(facts.guaranteeing).containsExactly("a");
        world.tell(new Event.QueueGone("a")).decide();
        assertThat(lines()).containsExactly("b");
        assertThat(facts.guaranteeing).isEmpty();
        assertThat(facts.shares.averages()).isEmpty();
        world.queue("a", 1, Map.of()).decide();
        assertThat(lines()).as("its job has waited for it").containsExactly("a", "b");
    }

    // turns

    private void turns(boolean takesTurns) {
        world.tell(new Event.QueueSeen(new Queue("research", Set.of("*"), Map.of(), 1, 300, null, takesTurns)))
                .decide();
    }

    @Test
    void aQueueThatBeginsToTakeTurnsDoesSoWithThoseThatRun() {
        runs("r", "n0");
        waits(aJob("a").with(one));
        assertThat(facts.turns.line(ref("r"))).isNull();
        turns(true);
        assertThat(facts.turns.line(ref("r"))).isNotNull();
        assertThat(facts.turns.line(ref("a"))).isNotNull();
        turns(false);
        assertThat(facts.turns.line(ref("r"))).isNull();
        assertThat(facts.turns.line(ref("a"))).isNull();
    }

    private @Nullable Double seniority(String name) {
        Waiting waiting = facts.waiting.get(ref(name));
        return waiting == null ? null : waiting.seniority();
    }

    @Test
    void whoTakesTurnsStandsWhereItRanksAlsoWhenTimeChangesThat() {
        turns(true);
        // not the oldest, since that is the one whom waiting brings forward
        world.job(aJob("r").with(one).submitted(HOUR))
                .held("r", 1, chips(8, "n0"))
                .decide();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            names.add("w" + i);
            world.job(aJob("w" + i).with(variant("v", "cpu", 1 + i % 2, 8, 1)).remaining((i + 1L) * 20 * HOUR));
        }
        world.decide();
        List<List<@Nullable Double>> seen = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            world.later(240 * HOUR)
                    .job(aJob("late" + i).with(one).remaining(2 * HOUR).submitted(i * 240L * HOUR))
                    .decide();
            List<@Nullable Double> now = new ArrayList<>();
            for (String name : names) {
                now.add(seniority(name));
                assertThat(seniority(name)).as(name).isEqualTo(facts.turns.rank(ref(name), world.now));
            }
            seen.add(now);
        }
        assertThat(Set.copyOf(seen)).as("ranks do change").hasSizeGreaterThan(1);
    }

    @Test
    void patienceIsLongerWhereItsTurnsSaySo() {
        assertThat(waits(aJob("a").with(one)).overdueAt()).isEqualTo(START.plus(Waiting.PATIENCE));
        turns(true);
        waits(aJob("b").with(one).remaining(1000L * HOUR));
        assertThat(Objects.requireNonNull(facts.waiting.get(ref("b"))).overdueAt())
                .isAfter(START.plus(Waiting.PATIENCE));
    }

    @Test
    void afterABatchNothingIsNewsAnyMore() {
        turns(true);
        facts.take(List.of(new Event.JobSeen(aJob("a").with(one).build())), START);
        assertThat(facts.touched()).containsExactly(ref("a"));
        assertThat(facts.turns.stirred()).isNotEmpty();
        facts.endBatch();
        assertThat(facts.touched()).isEmpty();
        assertThat(facts.turns.stirred()).isEmpty();
    }
}
