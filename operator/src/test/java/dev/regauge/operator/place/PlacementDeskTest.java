package dev.regauge.operator.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.Ending;
import dev.regauge.scheduler.lifecycle.Placement;
import dev.regauge.scheduler.placement.Decision;
import dev.regauge.scheduler.placement.Engine;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.PlaceReason;
import dev.regauge.scheduler.placement.Reason;
import dev.regauge.scheduler.placement.ReleaseReason;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementDeskTest {
    private static final JobRef JOB = new JobRef("research", "lm", "uid");

    /** Says what it was told to say. */
    private record Speaking(List<Decision> decisions) implements Engine {
        @Override
        public List<Decision> apply(List<Event> events, Instant now) {
            return decisions;
        }

        @Override
        public Optional<Instant> wakeAt() {
            return Optional.empty();
        }
    }

    private static PlacementDesk deskThatHeard(Decision decision) {
        PlacementDesk desk = new PlacementDesk(Clock.systemUTC(), new Speaking(List.of(decision)));
        desk.tell(List.of());
        return desk;
    }

    private static Decision.Release release(ReleaseReason why) {
        return new Decision.Release(JOB, new Epoch(3), new Reason(why, "job vision has priority 5, this one 0"));
    }

    @ParameterizedTest
    @EnumSource(ReleaseReason.class)
    void aReleaseEndsTheAttemptThatItNamesForItsOwnReason(ReleaseReason why) {
        PlacementDesk desk = deskThatHeard(release(why));

        assertThat(desk.release(JOB, 3))
                .contains(new Ending(
                        AttemptPhase.Released,
                        why.name(),
                        Optional.empty(),
                        "job vision has priority 5, this one 0",
                        List.of()));
        assertThat(desk.release(JOB, 4)).isEmpty();
        assertThat(desk.release(new JobRef("research", "lm", "another"), 3)).isEmpty();
    }

    @Test
    void thePlacementSaysItsReasonsByTheirWords() {
        PlacementDesk desk = deskThatHeard(new Decision.Place(
                JOB,
                new Epoch(1),
                "cpu-8",
                "cpu-8",
                List.of("cpu-8-a"),
                List.of(
                        new Reason(PlaceReason.Pinned, "cpu-8 is pinned"),
                        new Reason(PlaceReason.TightestDomain, "all in su-1"))));

        assertThat(desk.about(JOB))
                .isEqualTo(new Placement.Granted(
                        1,
                        "cpu-8",
                        "cpu-8",
                        List.of("cpu-8-a"),
                        "Pinned: cpu-8 is pinned; TightestDomain: all in su-1"));
    }

    @Test
    void theJobIsToldThatTheEngineSpokeOfIt() {
        List<JobRef> told = new ArrayList<>();
        PlacementDesk desk =
                new PlacementDesk(Clock.systemUTC(), new Speaking(List.of(release(ReleaseReason.Preempted))));
        desk.listen(told::add);
        desk.tell(List.of());

        assertThat(told).containsExactly(JOB);
    }
}
