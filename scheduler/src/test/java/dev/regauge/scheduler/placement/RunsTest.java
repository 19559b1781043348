package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.ref;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunsTest {
    private static final Instant NOW = World.START;

    private final Run.Kind here = new Run.Kind("p", 8);
    private final Run.Kind there = new Run.Kind("q", 8);
    private final Runs runs = new Runs();

    private Run run(String name, long seconds, Map<Run.Kind, Integer> hosts) {
        return Run.expected(ref(name), hosts, World.variant("v", "cpu", 1, 8, 1), NOW, seconds, NOW);
    }

    private void set(Run run) {
        runs.set(run.job(), run);
    }

    @Test
    void theFirstEndIsTheNextAndWhatIsLeavingHasNone() {
        assertThat(runs.nextEnd()).isNull();
        set(Run.leaving(ref("gone"), Map.of(here, 1)));
        assertThat(runs.nextEnd()).isNull();
        set(run("b", 7200, Map.of(here, 1)));
        set(run("a", 3600, Map.of(here, 1)));
        assertThat(runs.nextEnd()).isEqualTo(NOW.plusSeconds(3600));
        assertThat(runs.on(here)).extracting(Run::job).containsExactly(ref("gone"), ref("a"), ref("b"));
        assertThat(runs.on(there)).isEmpty();
    }

    @Test
    void hostsComeBackAsRunsEnd() {
        set(run("b", 7200, Map.of(here, 2)));
        set(run("a", 3600, Map.of(here, 1, there, 5)));
        assertThat(runs.returning(here, 1)).isEqualTo(new Runs.Return(NOW.plusSeconds(3600), 1));
        assertThat(runs.returning(here, 2)).isEqualTo(new Runs.Return(NOW.plusSeconds(7200), 3));
        assertThat(runs.returning(here, 3)).isEqualTo(new Runs.Return(NOW.plusSeconds(7200), 3));
        assertThat(runs.returning(here, 4)).isNull();
        assertThat(runs.returning(there, 5)).isEqualTo(new Runs.Return(NOW.plusSeconds(3600), 5));
    }

    @Test
    void whatIsSetAnewOrEndsLeavesNothingBehind() {
        set(run("a", 3600, Map.of(here, 1)));
        set(run("a", 7200, Map.of(there, 1)));
        assertThat(runs.on(here)).isEmpty();
        assertThat(runs.nextEnd()).isEqualTo(NOW.plusSeconds(7200));
        runs.set(ref("a"), null);
        assertThat(runs.on(there)).isEmpty();
        assertThat(runs.of(ref("a"))).isNull();
        assertThat(runs.nextEnd()).isNull();
    }

    @Test
    void whatShouldHaveEndedIsExpectedLater() {
        set(run("a", 3600, Map.of(here, 1)));
        set(run("b", 9000, Map.of(here, 1)));
        runs.look(NOW.plusSeconds(3599));
        assertThat(runs.nextEnd()).isEqualTo(NOW.plusSeconds(3600));
        runs.look(NOW.plusSeconds(3600));
        assertThat(runs.nextEnd()).isEqualTo(NOW.plusSeconds(7200));
        runs.look(NOW.plusSeconds(20_000));
        assertThat(runs.on(here)).allMatch(run -> run.end().isAfter(NOW.plusSeconds(20_000)));
    }

    @Test
    void equallyLateRunsAreKeptApartByTheirJobs() {
        set(run("b", 3600, Map.of(here, 1)));
        set(run("a", 3600, Map.of(here, 1)));
        assertThat(runs.on(here)).extracting(Run::job).containsExactly(ref("a"), ref("b"));
    }
}
