package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Estimate;
import dev.regauge.scheduler.placement.queue.FairShares;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Line;
import dev.regauge.scheduler.placement.queue.LineKey;
import dev.regauge.scheduler.placement.queue.QueueUse;
import dev.regauge.scheduler.placement.queue.Waiting;
import dev.regauge.scheduler.placement.queue.WaitingJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who stands before whom, and what queues use. */
class WaitingJobsTest {
    private static final Instant NOW = World.START.plusSeconds(1_000_000);
    private static final VariantOffer ONE = variant("one", "cpu", 1, 8, 1);
    private static final VariantOffer TWO = variant("two", "cpu", 2, 8, 1);

    private final Map<String, Double> shares = new HashMap<>();
    private final WaitingJobs waiting = new WaitingJobs(queue -> shares.getOrDefault(queue, 0.0));

    private static Waiting waits(World.Job job) {
        return Waiting.of(job.build(), true, Duration.ZERO, Map.of(), null, NOW);
    }

    private static World.Job fresh(String name) {
        return aJob(name).with(ONE).submitted(999_000).remaining(1000);
    }

    private void put(World.Job... jobs) {
        for (World.Job job : jobs) {
            waiting.put(waits(job), true);
        }
    }

    private static List<String> names(Collection<JobRef> jobs) {
        return jobs.stream().map(JobRef::name).toList();
    }

    private List<String> inTurn() {
        return names(waiting.inTurn().stream().map(Waiting::ref).toList());
    }

    /** The first of each pair goes first. */
    @Test
    void jobsOfAQueueStandByBandThenPatienceThenPriorityThenLengthThenSubmissionThenName() {
        List<Waiting> inOrder = List.of(
                waits(fresh("recovers").priority(-1).survivors("one", "n1")),
                waits(fresh("band").priority(100)),
                waits(fresh("longest").submitted(0)),
                waits(fresh("overdue").submitted(10).priority(99).remaining(1)),
                waits(fresh("urgent").priority(2).remaining(9_000_000)),
                waits(fresh("older").submitted(998_000)),
                waits(fresh("a")),
                waits(fresh("b")),
                waits(fresh("longer").remaining(2000)),
                waits(fresh("whenever").priority(-1)));
        for (int i = 0; i < inOrder.size(); i++) {
            for (int k = 0; k < inOrder.size(); k++) {
                assertThat(Integer.signum(Waiting.ORDER.compare(inOrder.get(i), inOrder.get(k))))
                        .as("%s and %s", inOrder.get(i).ref(), inOrder.get(k).ref())
                        .isEqualTo(Integer.compare(i, k));
            }
        }
    }

    @Test
    void beingHalfAsLongIsWorthFourHours() {
        double seniority = waits(fresh("j").remaining(8000)).seniority();
        assertThat(waits(fresh("half").remaining(4000)).seniority())
                .isCloseTo(seniority - Waiting.HALVING.toSeconds(), within(1e-3));
        assertThat(waits(fresh("wide").remaining(4000).also(j -> j.with(TWO))).seniority())
                .as("the cheapest of its variants counts")
                .isEqualTo(waits(fresh("half").remaining(4000)).seniority());
        assertThat(waits(fresh("tiny").remaining(1)).seniority())
                .as("what is shorter than a minute of a chip counts as one")
                .isEqualTo(waits(fresh("tinier").remaining(2)).seniority());
    }

    @Test
    void aJobIsOverdueFromThreeDaysOnOrWhatItsTurnsSay() {
        JobRequest job = fresh("j").build();
        Instant three = job.waitingSince().plus(Waiting.PATIENCE);
        assertThat(Waiting.of(job, true, Duration.ofHours(1), Map.of(), null, three)
                        .overdue())
                .isTrue();
        assertThat(Waiting.of(job, true, Duration.ofHours(1), Map.of(), null, three.minusMillis(1))
                        .overdue())
                .isFalse();
        Waiting patient = Waiting.of(job, true, Duration.ofDays(4), Map.of(), 5.0, three);
        assertThat(patient.overdueAt()).isEqualTo(job.waitingSince().plus(Duration.ofDays(4)));
        assertThat(patient.overdue()).isFalse();
        assertThat(patient.seniority()).isEqualTo(5);
    }

    @Test
    void linesStandByBandThenShareThenAgeThenName() {
        shares.put("greedy", 3.0);
        put(
                fresh("g").queue("greedy"),
                fresh("m").queue("modest").submitted(999_500),
                fresh("n").queue("nearly"),
                fresh("z").queue("zeta"),
                fresh("top").queue("greedy").priority(100));
        assertThat(inTurn()).containsExactly("top", "n", "z", "m", "g");
        shares.put("greedy", 0.0);
        waiting.reorder("greedy", Set.of(0, 1));
        assertThat(inTurn()).containsExactly("top", "g", "n", "z", "m");
        shares.put("nearly", 1.0);
        shares.put("greedy", 2.0);
        waiting.reorder();
        assertThat(inTurn()).containsExactly("top", "z", "m", "n", "g");
        assertThat(StreamSupport.stream(waiting.lines().spliterator(), false).map(Line::queue))
                .containsExactly("greedy", "zeta", "modest", "nearly", "greedy");
        assertThat(waiting.lines().iterator().next().band()).isEqualTo(1);
    }

    @Test
    void whoIsNotAdmittedStandsInNoLineButHasAPosition() {
        waiting.put(waits(fresh("refused").priority(5)), false);
        put(fresh("j"), fresh("r").survivors("one", "n1"));
        assertThat(inTurn()).containsExactly("r", "j");
        assertThat(waiting.size()).isEqualTo(3);
        assertThat(waiting.position(waits(fresh("j")))).isEqualTo(3);
        assertThat(names(waiting.of("research"))).containsExactly("r", "refused", "j");
        assertThat(waiting.of("nobody's")).isEmpty();
        assertThat(waiting.all()).hasSize(3);
        assertThat(waiting.among(Set.of(ref("j"), ref("unknown"))))
                .singleElement()
                .satisfies(job -> assertThat(job.ref()).isEqualTo(ref("j")));
        assertThat(waiting.lanesOf(ref("refused")).isEmpty()).isTrue();
        assertThat(waiting.lanesOf(ref("unknown")).isEmpty()).isTrue();
        assertThat(waiting.get(ref("unknown"))).isNull();
    }

    @Test
    void whoIsTakenOutIsNowhere() {
        put(fresh("j"), fresh("r").survivors("one", "n1"));
        waiting.remove(ref("j"));
        waiting.remove(ref("r"));
        waiting.remove(ref("r"));
        assertThat(waiting.size()).isZero();
        assertThat(inTurn()).isEmpty();
        assertThat(waiting.recovering()).isEmpty();
        assertThat(waiting.of("research")).isEmpty();
        assertThat(waiting.nextChange()).isNull();
        assertThat(waiting.lines()).isEmpty();
        assertThat(waiting.line(new LineKey("research", 0))).isNull();
    }

    @Test
    void whoseTimeHasComeIsTold() {
        put(
                fresh("late").submitted(900_000),
                fresh("later").submitted(950_000),
                fresh("overdue").submitted(0));
        Instant first = World.START.plusSeconds(900_000).plus(Waiting.PATIENCE);
        assertThat(waiting.nextChange()).isEqualTo(first);
        assertThat(waiting.changed(first.minusMillis(1))).isEmpty();
        assertThat(names(waiting.changed(first))).containsExactly("late");
        assertThat(names(waiting.changed(first.plusSeconds(50_000)))).containsExactly("late", "later");
        assertThat(waiting.overdueBefore(waits(fresh("late").submitted(900_000))))
                .isNotNull()
                .satisfies(before -> assertThat(before.ref()).isEqualTo(ref("overdue")));
        assertThat(waiting.overdueBefore(waits(fresh("overdue").submitted(0)))).isNull();
        assertThat(waiting.overdueBefore(waits(fresh("elsewhere").queue("other"))))
                .isNull();
    }

    @Test
    void aLineKnowsTheFirstInSomeLanesButForThoseThatWereTried() {
        put(
                fresh("a"),
                fresh("b").also(j -> j.with(TWO)),
                aJob("c").with(TWO).submitted(999_000).remaining(500));
        Line line = waiting.line(new LineKey("research", 0));
        assertThat(line).isNotNull();
        BitSet ofTwo = waiting.lanesOf(ref("c"));
        assertThat(line.first(ofTwo, Set.of()))
                .satisfies(j -> assertThat(j.ref()).isEqualTo(ref("c")));
        BitSet all = line.lanes();
        assertThat(line.first(all, Set.of())).satisfies(j -> assertThat(j.ref()).isEqualTo(ref("a")));
        assertThat(line.first(all, Set.of(ref("a"))))
                .satisfies(j -> assertThat(j.ref()).isEqualTo(ref("b")));
        assertThat(line.first(all, Set.of(ref("a"), ref("b"), ref("c")))).isNull();
        waiting.remove(ref("c"));
        assertThat(line.first(ofTwo, Set.of())).isNull();
        assertThat(line.lanes().intersects(ofTwo)).isFalse();
        assertThat(line.in(ofTwo.nextSetBit(0))).isEmpty();
        int one = waiting.lanesOf(ref("a")).nextSetBit(0);
        assertThat(line.in(one)).hasSize(2);
        assertThat(waiting.lanes().lane(one)).isEqualTo(Lane.of(ONE, 1000, false));
        assertThat(waiting.lanes().byKind().get(Lane.Kind.of(ONE)).cardinality())
                .isEqualTo(3);
    }

    @Test
    void aLineTellsWithoutLookingAtJobsThatALaneHasNobodyOfLessSeniority() {
        put(fresh("a"), fresh("senior").submitted(998_000));
        Line line = waiting.line(new LineKey("research", 0));
        assertThat(line).isNotNull();
        int lane = waiting.lanesOf(ref("a")).nextSetBit(0);
        double less = waits(fresh("senior").submitted(998_000)).seniority();
        double more = waits(fresh("a")).seniority();
        assertThat(line.mayHaveLess(lane, less)).isFalse();
        assertThat(line.mayHaveLess(lane, Math.nextUp(less))).isTrue();
        waiting.remove(ref("senior"));
        assertThat(line.mayHaveLess(lane, more)).isFalse();
        assertThat(line.mayHaveLess(lane, Math.nextUp(more))).isTrue();
        waiting.put(
                Waiting.of(
                        fresh("b").submitted(1).build(),
                        false,
                        Duration.ZERO,
                        Map.of(),
                        1e12,
                        NOW.minusSeconds(900_000)),
                true);
        assertThat(line.mayHaveLess(lane, Math.nextUp(more)))
                .as("behind one that is not plain there may be others")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1,0", "60,0", "61,1", "120,1", "121,2", "3600,6", "63000000,20", "9000000000,20"})
    void lanesAreAsLongAsThePowerOfTwoMinutesThatHoldsTheJob(long seconds, int length) {
        assertThat(Lane.length(ONE, seconds)).isEqualTo(length);
        assertThat(Lane.bound(length)).isEqualTo(Duration.ofMinutes(1L << length));
    }

    @ParameterizedTest
    @CsvSource({"10,0,60", "100,0,100", "100,99,100", "100,100,200", "100,450,800", "1e12,0,315360000"})
    void whatLastsLongerThanExpectedIsExpectedToLastTwiceAsLong(double seconds, long sinceThen, long end) {
        assertThat(Estimate.end(NOW, seconds, NOW.plusSeconds(sinceThen))).isEqualTo(NOW.plusSeconds(end));
    }

    @Test
    void useIsSummedByQueueAndProfileAndLessOnesOwn() {
        FairShares fair = new FairShares();
        fair.weigh("q", 2);
        QueueUse use = new QueueUse(fair);
        use.set(ref("a"), new QueueUse.Part("q", Map.of("cpu", 8, "h100", 4), 100));
        use.set(ref("b"), new QueueUse.Part("q", Map.of("cpu", 2), 20));
        assertThat(use.of("q", "cpu")).isEqualTo(10);
        assertThat(use.of("q", "cpu", ref("a"))).isEqualTo(2);
        assertThat(use.of("q", "h100", ref("b"))).isEqualTo(4);
        assertThat(use.of("other", "cpu", ref("a"))).isZero();
        assertThat(fair.of("q")).isEqualTo(60);
        use.set(ref("a"), new QueueUse.Part("other", Map.of("cpu", 1), 7));
        assertThat(use.of("q", "cpu")).isEqualTo(2);
        assertThat(use.of("q", "h100")).isZero();
        assertThat(use.of(ref("a"))).isEqualTo(new QueueUse.Part("other", Map.of("cpu", 1), 7));
        assertThat(fair.of("q")).isEqualTo(10);
        assertThat(fair.of("other")).isEqualTo(7);
        use.set(ref("a"), null);
        use.set(ref("b"), new QueueUse.Part("q", Map.of(), 20));
        assertThat(fair.of("q") + fair.of("other")).isZero();
        assertThat(use.of(ref("b"))).isNull();
    }

    @Test
    void thePastIsForgottenByHalvesInADay() {
        FairShares fair = new FairShares();
        assertThat(fair.advance(NOW)).as("nothing was before").isFalse();
        fair.use("q", 1000);
        assertThat(fair.advance(NOW)).as("no time has passed").isFalse();
        assertThat(fair.advance(NOW.plus(FairShares.HALF_LIFE))).isTrue();
        assertThat(fair.averages()).containsExactly(Map.entry("q", 500.0));
        assertThat(fair.of("q")).isEqualTo(1500);
        fair.use("q", -1000);
        assertThat(fair.of("q")).isEqualTo(500);
        assertThat(fair.advance(NOW.minusSeconds(999)))
                .as("time never goes back")
                .isFalse();
        fair.advance(NOW.plus(FairShares.HALF_LIFE.multipliedBy(2)));
        assertThat(fair.of("q")).isEqualTo(250);
        fair.advance(NOW.plus(FairShares.HALF_LIFE.multipliedBy(20)));
        assertThat(fair.averages()).as("next to nothing is nothing").isEmpty();
        fair.remember("q", 40);
        fair.weigh("q", 4);
        assertThat(fair.of("q")).isEqualTo(10);
        fair.forget("q");
        assertThat(fair.of("q")).isZero();
    }
}
