package dev.regauge.benchmarks.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.benchmarks.simulation.Bound;
import dev.regauge.benchmarks.simulation.Outcome;
import dev.regauge.benchmarks.simulation.Segment;
import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SchedulesTest {
    private static final double RESTART = 60;
    private static final double ROUNDING = 1e-3;

    @Provide
    Arbitrary<String> policies() {
        return Arbitraries.of(Policies.NAMES);
    }

    private record Run(Outcome outcome, List<Segment> segments) {}

    private static Run run(String policy, Trace trace, Fleet fleet, double sigma) {
        List<Segment> segments = new ArrayList<>();
        double[] estimate = trace.estimates(sigma, 7);
        Outcome outcome =
                new Simulation(trace, fleet, Policies.named(policy, fleet), estimate, RESTART, segments).run();
        return new Run(outcome, segments);
    }

    private static Trace trace(Fleet fleet, double[]... rows) {
        int jobs = rows.length;
        double[][] rates = new double[jobs][];
        for (int j = 0; j < jobs; j++) {
            rates[j] = rows[j].length > 3
                    ? Arrays.copyOfRange(rows[j], 3, rows[j].length)
                    : new double[fleet.pools().size()];
            if (rows[j].length == 3) {
                Arrays.fill(rates[j], 1);
            }
        }
        return new Trace(
                Arrays.stream(rows).map(r -> "job" + r[0]).toArray(String[]::new),
                Arrays.stream(rows).mapToDouble(r -> r[0]).toArray(),
                Arrays.stream(rows).mapToDouble(r -> r[1]).toArray(),
                Arrays.stream(rows).mapToInt(r -> (int) r[2]).toArray(),
                rates,
                0);
    }

    private static Trace randomTrace(Fleet fleet, long seed, int jobs) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[jobs][];
        double submit = 0;
        for (int j = 0; j < jobs; j++) {
            submit += random.nextInt(4) == 0 ? 0 : random.nextDouble(4000);
            int pools = fleet.pools().size();
            double[] row = new double[3 + pools];
            row[0] = submit;
            row[1] = Math.exp(3 + 8 * random.nextDouble());
            row[2] = 1 << random.nextInt(5);
            for (int p = 0; p < pools; p++) {
                row[3 + p] = pools == 1 ? 1 : p == 0 || random.nextInt(3) > 0 ? 0.5 + random.nextDouble(2) : 0;
            }
            rows[j] = row;
        }
        return trace(fleet, rows);
    }

    @Property(tries = 80)
    void everyScheduleStandsAnAudit(@ForAll("policies") String policy, @ForAll long seed) {
        Fleet fleet = seed % 2 == 0
                ? Fleet.of(16)
                : new Fleet(List.of(new Fleet.Pool("a", "a", 16, 3), new Fleet.Pool("b", "b", 24, 1)));
        Trace trace = randomTrace(fleet, seed, 60);
        Run run = run(policy, trace, fleet, seed % 3 == 0 ? 0.7 : 0);
        auditCapacity(run, trace, fleet);
        auditWork(run, trace);
        Bound bound = Bound.of(trace, fleet);
        assertThat(Arrays.stream(run.outcome().jct()).average().orElseThrow())
                .isGreaterThan(bound.meanJct() - ROUNDING);
        assertThat(run.outcome().makespan()).isGreaterThan(bound.makespan() - ROUNDING);
    }

    private static void auditCapacity(Run run, Trace trace, Fleet fleet) {
        for (int p = 0; p < fleet.pools().size(); p++) {
            int pool = p;
            List<double[]> changes = new ArrayList<>();
            run.segments().stream().filter(s -> s.pool() == pool).forEach(s -> {
                changes.add(new double[] {s.start(), trace.chips()[s.job()]});
                changes.add(new double[] {s.end(), -trace.chips()[s.job()]});
            });
            changes.sort(Comparator.<double[]>comparingDouble(c -> c[0]).thenComparingDouble(c -> c[1]));
            double used = 0;
            for (double[] change : changes) {
                used += change[1];
                assertThat(used).isBetween(0.0, (double) fleet.pools().get(p).chips());
            }
        }
    }

    /** Each job's segments follow each other, start after submission and hold exactly its work and one restart for each but the first. */
    private static void auditWork(Run run, Trace trace) {
        double[] work = new double[trace.size()];
        double[] lastEnd = trace.submit().clone();
        int[] count = new int[trace.size()];
        List<Segment> ordered = run.segments().stream()
                .sorted(Comparator.comparingDouble(Segment::start).thenComparingDouble(Segment::end))
                .toList();
        for (Segment s : ordered) {
            int job = s.job();
            assertThat(s.start()).isGreaterThanOrEqualTo(lastEnd[job]);
            double restart = count[job]++ == 0 ? 0 : RESTART;
            work[job] += Math.max(0, s.end() - s.start() - restart) * trace.rate()[job][s.pool()];
            lastEnd[job] = s.end();
        }
        for (int job = 0; job < trace.size(); job++) {
            assertThat(work[job])
                    .as("work of job " + job)
                    .isCloseTo(trace.duration()[job], org.assertj.core.data.Offset.offset(ROUNDING));
        }
    }

    @Property(tries = 16)
    void theSameInputGivesTheSameSchedule(@ForAll("policies") String policy, @ForAll long seed) {
        Fleet fleet = Fleet.of(16);
        Trace trace = randomTrace(fleet, seed, 50);
        assertThat(run(policy, trace, fleet, 0.7).segments())
                .isEqualTo(run(policy, trace, fleet, 0.7).segments());
    }

    @Test
    void fifoLetsTheHeadBlockAndEasyFillsTheGap() {
        Fleet fleet = Fleet.of(4);
        Trace trace =
                trace(fleet, new double[] {0, 100, 3}, new double[] {1, 100, 4}, new double[] {2, 50, 1}, new double[] {
                    3, 150, 1
                });
        assertThat(run("fifo", trace, fleet, 0).outcome().finish()).containsExactly(100, 200, 250, 350);
        assertThat(run("easy", trace, fleet, 0).outcome().finish())
                .as("job 2 ends before the head can start and goes ahead; job 3 would not and waits")
                .containsExactly(100, 200, 52, 350);
    }

    @Test
    void easyMayUseWhatTheReservationLeaves() {
        Fleet fleet = Fleet.of(4);
        Trace trace = trace(fleet, new double[] {0, 100, 3}, new double[] {1, 100, 3}, new double[] {2, 500, 1});
        assertThat(run("easy", trace, fleet, 0).outcome().finish()).containsExactly(100, 200, 502);
    }

    @Test
    void shortestRemainingServicePreemptsAndPaysForTheRestart() {
        Fleet fleet = Fleet.of(1);
        Trace trace = trace(fleet, new double[] {0, 1000, 1}, new double[] {100, 50, 1});
        assertThat(run("srsf", trace, fleet, 0).outcome().finish()).containsExactly(1000 + 50 + RESTART, 150);
    }

    @Test
    void leastAttainedServiceDemotesAtEightChipHours() {
        Fleet fleet = Fleet.of(8);
        Trace trace = trace(fleet, new double[] {0, 7200, 8}, new double[] {10, 100, 8});
        assertThat(run("las", trace, fleet, 0).outcome().finish())
                .as("first hour, then the newcomer, then the rest")
                .containsExactly(7200 + 100 + RESTART, 3600 + 100);
    }

    @Test
    void siaChoosesTheMostValuableSet() {
        Fleet fleet = Fleet.of(4);
        Trace trace = trace(fleet, new double[] {0, 1000, 4}, new double[] {0, 1000, 2}, new double[] {0, 1000, 2});
        assertThat(run("sia", trace, fleet, 0).outcome().finish()).containsExactly(2000, 1000, 1000);
    }

    @Test
    void gavelSharesTimeEvenly() {
        Fleet fleet = Fleet.of(1);
        Trace trace = trace(fleet, new double[] {0, 7200, 1}, new double[] {0, 7200, 1});
        double[] finish = run("gavel", trace, fleet, 0).outcome().finish();
        assertThat(Math.abs(finish[0] - finish[1])).isLessThan(1000);
    }

    /** Small jobs that always fill the fleet come for ever: under the plain order the large one waits until they stop. */
    @Test
    void aStreamOfSmallJobsDoesNotStarveALargeOne() {
        Fleet fleet = Fleet.of(4);
        int small = 4000;
        double[][] rows = new double[small + 1][];
        rows[0] = new double[] {0, 36_000, 4};
        for (int i = 0; i < small; i++) {
            rows[i + 1] = new double[] {1 + i * 500.0, 1900, 1};
        }
        Trace trace = trace(fleet, rows);
        double plain = run("srsf", trace, fleet, 0).outcome().finish()[0];
        double bounded = run("regauge", trace, fleet, 0).outcome().finish()[0];
        assertThat(plain).isGreaterThan(small * 500.0);
        assertThat(bounded).isLessThan(small * 500.0 / 4);
    }
}
