package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilentEngineTest {
    private static List<Decision> withoutWaits(List<Decision> decisions) {
        return decisions.stream()
                .filter(decision -> !(decision instanceof Decision.Wait))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decidesTheSameAndSaysNothingOfThoseWhoWaitInTheirLines(long seed) {
        History telling = new History(seed, Engine.create());
        History silent = new History(seed, Engine.silent());
        int waits = 0;
        int unsaid = 0;
        for (int i = 0; i < 80; i++) {
            List<Decision> all = telling.step();
            List<Decision> few = silent.step();
            assertThat(withoutWaits(few)).as("step %d", i).isEqualTo(withoutWaits(all));
            assertThat(silent.engine.wakeAt()).as("step %d", i).isEqualTo(telling.engine.wakeAt());
            waits += all.size() - withoutWaits(all).size();
            unsaid += all.size() - few.size();
        }
        assertThat(unsaid).isPositive().isLessThanOrEqualTo(waits);
    }
}
