package dev.regauge.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens, in whatever order, and wherever passes are cut off. */
class JobLifecyclePropertiesTest {
    private static final int ENOUGH = 60;

    /** One thing that happens. */
    record Happening(int kind, int detail) {
        void to(World world) {
            switch (kind) {
                case 0 -> world.compile();
                case 1 -> world.cluster();
                case 2 -> world.agents(detail * 2L);
                case 3 -> world.kill(detail % 4);
                case 4 -> world.crashTrainer(detail);
                case 5 -> world.time(detail);
                case 6 -> world.preempt();
                case 7 -> world.save();
                default -> world.pass(detail % 5);
            }
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<Integer> kind = Arbitraries.frequency(
                Tuple.of(1, 0),
                Tuple.of(3, 1),
                Tuple.of(3, 2),
                Tuple.of(1, 3),
                Tuple.of(1, 4),
                Tuple.of(1, 5),
                Tuple.of(1, 6),
                Tuple.of(2, 7),
                Tuple.of(8, 8));
        return kind.flatMap(k -> Arbitraries.integers().between(0, 15).map(d -> new Happening(k, d)))
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 100)
    void epochsOnlyGrowOneAttemptIsOpenAndATerminalStateIsNeverLeft(@ForAll("happenings") List<Happening> happenings) {
        World world = new World();
        long epoch = 0;
        Optional<JobState.Finished> finished = Optional.empty();
        for (Happening happening : happenings) {
            happening.to(world);
            assertThat(world.epoch()).isGreaterThanOrEqualTo(epoch).isLessThanOrEqualTo(epoch + 1);
            assertThat(world.openAttempts()).isLessThanOrEqualTo(1);
            if (finished.isPresent()) {
                assertThat(world.finished()).isEqualTo(finished);
                assertThat(world.epoch()).isEqualTo(epoch);
            }
            epoch = world.epoch();
            finished = world.finished();
        }
    }

    @Property(tries = 1000)
    void noStepIsLostByGivingChipsBackAsLongAsThereIsTimeToSave(@ForAll("happenings") List<Happening> happenings) {
        World world = new World();
        happenings.forEach(happening -> happening.to(world));

        assertThat(world.stepsLostByLeaving()).isZero();
    }

    @Property(tries = 100)
    void onceTheWorldIsQuietTheJobFinishesAndNothingIsLeft(@ForAll("happenings") List<Happening> happenings) {
        World world = new World();
        happenings.forEach(happening -> happening.to(world));

        world.compile();
        for (int round = 0; round < ENOUGH && !(world.finished().isPresent() && world.nothingLeft()); round++) {
            world.pass(Integer.MAX_VALUE);
            world.cluster();
            world.agents(100);
            world.time(301);
        }
        assertThat(world.finished()).map(JobState.Finished::succeeded).contains(true);
        assertThat(world.nothingLeft()).isTrue();
    }
}
