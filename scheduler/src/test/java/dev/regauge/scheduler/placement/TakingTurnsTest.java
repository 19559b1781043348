package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.released;
import static dev.regauge.scheduler.placement.World.releases;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TakingTurnsTest {
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final World world =
            new World(Engine.create()).pool("p", "cpu", 1).host("n0", "p", 8).host("n1", "p", 8);

    private World queue(String name, boolean takesTurns) {
        return world.tell(new Event.QueueSeen(new Queue(name, Set.of("*"), Map.of(), 1, 300, null, takesTurns)));
    }

    /** On both hosts. */
    private void longRuns() {
        queue("research", true);
        Decision.Place place = world.job(aJob("long").with(two).remaining(DAY)).place("long");
        world.runs(place, 8).decide();
    }

    @Test
    void whoHasFarLessToDoGetsTheChips() {
        longRuns();
        world.later(601);
        List<Decision> decisions = world.job(
                        aJob("short").with(one).remaining(HOUR).submitted(601))
                .decide();
        assertThat(released(decisions)).containsExactly("long");
        Decision.Release release = releases(decisions).findFirst().orElseThrow();
        assertThat(release.reason().code()).isEqualTo(ReleaseReason.Preempted);
        assertThat(release.reason().detail()).contains("team/short (8 chip-hours to go)", "team/long (381 to go)");
        List<Decision> then = world.freed("long")
                .job(aJob("long").epoch(2).with(two).remaining(DAY - 601).waitingSince(world.now))
                .decide();
        assertThat(then)
                .filteredOn(Decision.Place.class::isInstance)
                .extracting(Decision::job)
                .containsExactly(ref("short"));
    }

    @Test
    void nobodyHasToGoInTheFirstTenMinutes() {
        longRuns();
        world.later(300);
        assertThat(released(world.job(aJob("short").with(one).remaining(HOUR).submitted(300))
                        .decide()))
                .isEmpty();
        assertThat(world.engine.wakeAt()).isPresent();
        world.later(660);
        assertThat(released(world.decide())).as("later they are asked").containsExactly("long");
    }

    @Test
    void halfAsLongIsNotShortEnough() {
        longRuns();
        world.later(601);
        assertThat(released(world.job(aJob("half").with(two).remaining(DAY / 2).submitted(601))
                        .decide()))
                .isEmpty();
    }

    @Test
    void aLowerPriorityPushesNobodyOut() {
        queue("research", true);
        Decision.Place place =
                world.job(aJob("long").priority(1).with(two).remaining(DAY)).place("long");
        world.runs(place, 8).decide();
        world.later(601);
        assertThat(released(world.job(aJob("short").with(one).remaining(HOUR).submitted(601))
                        .decide()))
                .isEmpty();
    }

    @Test
    void aQueueThatRunsToEndDoesSo() {
        queue("research", false);
        Decision.Place place = world.job(aJob("long").with(two).remaining(DAY)).place("long");
        world.runs(place, 8).decide();
        world.later(601);
        assertThat(released(world.job(aJob("short").with(one).remaining(HOUR).submitted(601))
                        .decide()))
                .isEmpty();
    }

    @Test
    void noQueueTakesTurnsWithAnother() {
        longRuns();
        queue("other", true);
        world.later(601);
        assertThat(released(world.job(aJob("short")
                                .queue("other")
                                .with(one)
                                .remaining(HOUR)
                                .submitted(601))
                        .decide()))
                .isEmpty();
    }

    @Test
    void whoHasTheMostToDoGoes() {
        queue("research", true);
        world.runs(world.job(aJob("longer").with(one).remaining(2 * DAY)).place("longer"), 8)
                .runs(world.job(aJob("long").with(one).remaining(DAY)).place("long"), 8)
                .decide();
        world.later(601);
        assertThat(released(world.job(aJob("short").with(one).remaining(HOUR).submitted(601))
                        .decide()))
                .containsExactly("longer");
    }

    @Test
    void aQueueThatIsToldToStopTakingTurnsStops() {
        longRuns();
        queue("research", false).later(601);
        assertThat(released(world.job(aJob("short").with(one).remaining(HOUR).submitted(601))
                        .decide()))
                .isEmpty();
        queue("research", true);
        assertThat(released(world.later(11).decide())).containsExactly("long");
    }

    @Test
    void howeverManyShortJobsComeALongOneGetsItsTurnAndKeepsIt() {
        queue("research", true);
        Map<String, Long> left = new HashMap<>();
        Map<String, Long> runsSince = new HashMap<>();
        Map<String, Integer> epochs = new HashMap<>();
        Deque<String> ended = new ArrayDeque<>();
        left.put("long", (long) DAY);
        world.job(aJob("long").with(two).remaining(DAY));
        long at = 0;
        int jobs = 0;
        while (!ended.contains("long") && at < 60L * DAY) {
            long now = at;
            // always two short ones more than fit: without deadlines the long one would never run again
            for (int i = 0; i < 2 && jobs < 2 * (at / HOUR + 1); i++) {
                String name = "short" + jobs++;
                left.put(name, (long) HOUR + 1);
                world.job(aJob(name).with(one).remaining(HOUR + 1).submitted(at));
            }
            for (Decision decision : world.decide()) {
                String name = decision.job().name();
                if (decision instanceof Decision.Place place) {
                    runsSince.put(name, at);
                    world.runs(place, 8);
                } else if (decision instanceof Decision.Release) {
                    long began = runsSince.remove(name);
                    left.merge(name, -(at - began), Long::sum);
                    int epoch = epochs.merge(name, 1, Integer::sum) + 1;
                    world.freed(name)
                            .job(aJob(name)
                                    .epoch(epoch)
                                    .with(name.equals("long") ? two : one)
                                    .remaining(left.get(name))
                                    .submitted(name.equals("long") ? 0 : at)
                                    .waitingSince(world.now));
                }
            }
            at += 300;
            world.later(300);
            long then = at;
            runsSince.entrySet().removeIf(run -> {
                boolean over = then - run.getValue() >= left.get(run.getKey());
                if (over) {
                    ended.add(run.getKey());
                    world.gone(run.getKey());
                }
                return over;
            });
            assertThat(now).isLessThan(then);
        }
        assertThat(ended).contains("long");
        assertThat(at).as("seconds until the long one has ended").isLessThan(6L * DAY);
    }
}
