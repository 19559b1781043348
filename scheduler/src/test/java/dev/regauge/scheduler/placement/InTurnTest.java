package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InTurnTest {
    private static final int HOUR = 3600;
    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final VariantOffer four = variant("four", "cpu", 4, 8, 1);
    private final World world = new World(Engine.create()).pool("p", "cpu", 1);

    private World hosts(int count) {
        for (int i = 0; i < count; i++) {
            world.host("n" + i, "p", 8);
        }
        return world.queue("research", Map.of());
    }

    private List<String> started() {
        return world.decide().stream()
                .filter(Decision.Place.class::isInstance)
                .map(d -> d.job().name())
                .toList();
    }

    private Reason.Code whyWaits(World.Job job, String name) {
        return world.job(job).waiting(name).reasons().getFirst().code();
    }

    @Test
    void aQueueWithManyJobsDoesNotGoBeforeOneWithFew() {
        hosts(2).queue("few", 1, Map.of()).queue("many", 1, Map.of());
        for (int i = 0; i < 4; i++) {
            world.job(aJob("many" + i).queue("many").with(one).submitted(i));
        }
        world.job(aJob("few").queue("few").with(one).submitted(9));
        assertThat(started()).containsExactly("many0", "few");
    }

    @Test
    void weightsShareInTheirProportion() {
        hosts(8).queue("heavy", 3, Map.of()).queue("light", 1, Map.of());
        for (int i = 0; i < 8; i++) {
            world.job(aJob("heavy" + i).queue("heavy").with(one).submitted(i));
            world.job(aJob("light" + i).queue("light").with(one).submitted(i));
        }
        assertThat(started()).filteredOn(name -> name.startsWith("heavy")).hasSize(6);
    }

    @Test
    void whatWasUsedLatelyCountsAndIsForgotten() {
        hosts(1).queue("greedy", 1, Map.of()).queue("modest", 1, Map.of());
        world.tell(new Event.QueueUsed("greedy", 8)).tell(new Event.QueueUsed("modest", 1));
        world.job(aJob("blocks").with(one).queue("research")).decide();
        world.job(aJob("g").queue("greedy").with(one))
                .job(aJob("m").queue("modest").with(one).submitted(1))
                .decide();
        assertThat(world.later(60).gone("blocks").place("m").job()).isEqualTo(ref("m"));
        world.later(10 * 24 * HOUR).job(aJob("m2").queue("modest").with(one).submitted(2));
        assertThat(world.gone("m").place("g").job()).isEqualTo(ref("g"));
    }

    @Test
    void theUseOfLateCanBeKeptAcrossARestart() {
        hosts(1).queue("a", 1, Map.of());
        world.job(aJob("j").queue("a").with(one)).decide();
        world.later(24 * HOUR).tell(new Event.JobGone(ref("j"))).decide();
        assertThat(world.engine.averageUse())
                .hasEntrySatisfying("a", usd -> assertThat(usd).isBetween(3.99, 4.01));
    }

    @Test
    void insideAQueueTheShortestGoesFirst() {
        hosts(1).job(aJob("blocks").with(one)).decide();
        world.job(aJob("long").with(one).remaining(40 * HOUR).submitted(1))
                .job(aJob("short").with(one).remaining(HOUR).submitted(2))
                .decide();
        assertThat(world.gone("blocks").place("short").job()).isEqualTo(ref("short"));
    }

    @Test
    void waitingHalvesWhatCounts() {
        hosts(1).job(aJob("blocks").with(one)).decide();
        world.job(aJob("long").with(one).remaining(4 * HOUR)).decide();
        world.later(9 * HOUR)
                .job(aJob("short").with(one).remaining(HOUR).submitted(9 * HOUR))
                .decide();
        assertThat(world.gone("blocks").place("long").job()).isEqualTo(ref("long"));
    }

    @Test
    void sizesDecideNothingBetweenQueues() {
        hosts(1).queue("a", 1, Map.of()).queue("b", 1, Map.of());
        world.job(aJob("blocks").with(one)).decide();
        world.job(aJob("long").queue("a").with(one).remaining(99 * HOUR).submitted(1))
                .job(aJob("short").queue("b").with(one).remaining(60).submitted(2))
                .decide();
        assertThat(world.gone("blocks").place("long").job()).isEqualTo(ref("long"));
    }

    /** r0 to r2 run for 10 h, one host is free, and big waits for all four. */
    private void bigIsNext() {
        hosts(4);
        for (int i = 0; i < 3; i++) {
            world.runs(world.job(aJob("r" + i).with(one).remaining(10 * HOUR)).place("r" + i), 8)
                    .decide();
        }
        world.queue("other", 1, Map.of());
        world.job(aJob("big").queue("other").with(four).remaining(HOUR).submitted(1))
                .decide();
    }

    @Test
    void hostsAreKeptForWhoIsNext() {
        bigIsNext();
        assertThat(whyWaits(aJob("long").with(one).remaining(11 * HOUR).submitted(2), "long"))
                .isEqualTo(WaitReason.Reserved);
    }

    @Test
    void whatEndsInTimeMayStart() {
        bigIsNext();
        assertThat(world.job(aJob("short").with(one).remaining(HOUR).submitted(2))
                        .place("short")
                        .job())
                .isEqualTo(ref("short"));
    }

    @Test
    void whatIsNotNeededMayBeTaken() {
        hosts(4).queue("other", 1, Map.of());
        for (int i = 0; i < 2; i++) {
            world.runs(world.job(aJob("r" + i).with(one).remaining(10 * HOUR)).place("r" + i), 8)
                    .decide();
        }
        world.runs(world.job(aJob("r2").with(one).remaining(10 * HOUR)).place("r2"), 8)
                .decide();
        world.job(aJob("pair").queue("other").with(two).remaining(HOUR).submitted(1))
                .decide();
        assertThat(whyWaits(aJob("long").with(one).remaining(99 * HOUR).submitted(2), "long"))
                .as("with the next that ends the pair has both")
                .isEqualTo(WaitReason.Reserved);
    }

    @Test
    void afterThreeDaysNobodyPassesOnAnEstimate() {
        bigIsNext();
        world.later(73 * HOUR);
        assertThat(whyWaits(aJob("short").with(one).remaining(60).submitted(73 * HOUR), "short"))
                .isEqualTo(WaitReason.Reserved);
    }

    @Test
    void afterThreeDaysAJobGoesFirstInItsQueueAndTheOthersOfItWait() {
        bigIsNext();
        world.later(73 * HOUR).host("n4", "p", 8);
        assertThat(whyWaits(aJob("urgent").queue("other").priority(99).with(one).submitted(73 * HOUR), "urgent"))
                .isIn(WaitReason.WaitingForTurn, WaitReason.Reserved);
        assertThat(world.engine.wakeAt()).isPresent();
    }

    @Test
    void aGangStartsInBoundedTimeHoweverManySmallJobsCome() {
        hosts(4).queue("other", 1, Map.of());
        world.job(aJob("first").with(one).remaining(HOUR)).decide();
        world.job(aJob("big").queue("other").with(four).remaining(HOUR).submitted(1));
        Map<String, Long> ends = new HashMap<>();
        ends.put("first", (long) HOUR);
        boolean started = false;
        long at = 0;
        for (int i = 0; i < 200 && !started; i++) {
            at += 600;
            long nowAt = at;
            ends.entrySet().removeIf(end -> {
                boolean over = end.getValue() <= nowAt;
                if (over) {
                    world.gone(end.getKey());
                }
                return over;
            });
            world.later(600)
                    .job(aJob("small" + i).with(one).remaining(HOUR).submitted(at))
                    .job(aJob("tiny" + i).with(one).remaining(HOUR / 2).submitted(at));
            for (Decision decision : world.decide()) {
                if (decision instanceof Decision.Place place) {
                    started |= place.job().equals(ref("big"));
                    ends.put(place.job().name(), at + (place.job().name().startsWith("small") ? HOUR : HOUR / 2));
                }
            }
        }
        assertThat(started).isTrue();
        assertThat(at).as("the running ones end within the hour").isLessThanOrEqualTo(2 * HOUR);
    }

    @Test
    void aWaitSaysBetweenWhichTimesTheStartIsExpected() {
        hosts(1);
        world.job(aJob("runs").with(one).remaining(HOUR)).decide();
        VariantOffer unsure = World.guessed("unsure", "cpu", 1, 8, 0.5, 1, 2);
        world.job(aJob("next").with(unsure).remaining(HOUR).submitted(1)).decide();
        Decision.Wait last =
                world.job(aJob("last").with(one).remaining(HOUR).submitted(2)).waiting("last");
        assertThat(last.expectedStart())
                .contains(new Decision.Window(World.START.plusSeconds(HOUR), World.START.plusSeconds(3 * HOUR)));
        assertThat(last.position()).isEqualTo(2);
    }

    @Test
    void anExpectedStartThatHardlyMovesIsNotToldAgain() {
        hosts(1);
        world.job(aJob("runs").with(one).remaining(HOUR)).decide();
        world.job(aJob("next").with(one).remaining(HOUR).submitted(1)).decide();
        assertThat(world.later(30)
                        .job(aJob("runs").with(one).remaining(HOUR - 25))
                        .decide())
                .isEmpty();
        assertThat(world.job(aJob("runs").with(one).remaining(3 * HOUR)).decide())
                .singleElement()
                .satisfies(d -> assertThat(d.job()).isEqualTo(ref("next")));
    }
}
