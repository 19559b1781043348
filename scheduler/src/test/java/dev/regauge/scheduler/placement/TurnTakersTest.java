package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.notReady;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.turns.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who takes turns, with what, and on how many chips. */
class TurnTakersTest {
    private static final Lane.Kind CPU_8 = new Lane.Kind("cpu", 8);

    private final VariantOffer quick = variant("quick", "cpu", 4, 8, 1);
    private final VariantOffer thrifty = variant("thrifty", "cpu", 2, 8, 1.5);
    private final VariantOffer slow = variant("slow", "h100", 1, 8, 5);
    private final Fleet fleet = new Fleet();
    private final Map<String, Queue> queues = new HashMap<>();
    private final TurnTakers takers = new TurnTakers(fleet, queues);

    @BeforeEach
    void aQueueThatTakesTurns() {
        queue(true, Map.of());
    }

    private void queue(boolean takesTurns, Map<String, Queue.Share> shares) {
        queues.put("research", new Queue("research", Set.of("*"), shares, 1, 300, null, takesTurns));
    }

    private void pool(String name, int spares, int hosts, int sick) {
        fleet.see(new Pool(name, "cpu", 1, Carving.Fixed, spares));
        for (int h = 0; h < hosts; h++) {
            fleet.see(new Host(name + h, name, 8, h >= sick, List.of()));
        }
    }

    private Member waits(World.Job job) {
        return takers.waiting(job.build(), Set.of());
    }

    // waiting

    @Test
    void aJobIsMeasuredByTheVariantThatTakesTheLeastChipTime() {
        Member member = waits(aJob("a")
                .with(quick, thrifty, slow)
                .remaining(100)
                .priority(120)
                .submitted(7));
        assertThat(member.chips()).as("1.5 × 16 against 1 × 32 and 5 × 8").isEqualTo(16);
        assertThat(member.seconds()).isEqualTo(150);
        assertThat(member.needs())
                .containsExactly(Map.of(CPU_8, 4), Map.of(CPU_8, 2), Map.of(new Lane.Kind("h100", 8), 1));
        assertThat(member.stay()).isNull();
        assertThat(member.band()).isEqualTo(1);
        assertThat(member.submitted()).isEqualTo(World.START.plusSeconds(7));
    }

    @Test
    void ofEquallyThriftyVariantsTheFirstCounts() {
        VariantOffer alike = variant("alike", "cpu", 1, 8, 4);
        assertThat(waits(aJob("a").with(quick, alike)).chips()).isEqualTo(32);
        assertThat(waits(aJob("a").with(alike, quick)).chips()).isEqualTo(8);
    }

    @Test
    void onlyWhatCouldStartCounts() {
        Member member = waits(aJob("a").with(notReady(thrifty), slow).remaining(100));
        assertThat(member.seconds()).isEqualTo(500);
        assertThat(member.needs()).hasSize(1);
    }

    @Test
    void aJobThatIsAllButDoneHasASecondToGo() {
        assertThat(waits(aJob("a").with(quick).remaining(0)).seconds()).isEqualTo(1);
    }

    @Test
    void whatItLeavesAloneIsNotCounted() {
        Member member = takers.waiting(
                aJob("a").with(quick, thrifty, slow).remaining(100).build(), Set.of("cpu"));
        assertThat(member.profile()).isEqualTo("h100");
        assertThat(member.seconds()).isEqualTo(500);
        assertThat(member.needs()).containsExactly(Map.of(new Lane.Kind("h100", 8), 1));
        assertThat(member.chipSecondsPerStep()).as("but compared").isEqualTo(Map.of("cpu", 24.0, "h100", 40.0));
    }

    @Test
    void noTurnHasWhoCouldNotTakeOne() {
        World.Job job = aJob("a").with(quick);
        assertThat(takers.takesTurns(job.build())).isTrue();
        assertThat(takers.takesTurns(aJob("a").with(notReady(quick)).build()))
                .as("nothing is ready")
                .isFalse();
        assertThat(takers.takesTurns(aJob("a")
                        .with(quick)
                        .epoch(2)
                        .survivors("quick", "n0", "-", "-", "-")
                        .build()))
                .as("recovers")
                .isFalse();
        assertThat(takers.takesTurns(aJob("a").queue("other").with(quick).build()))
                .as("a queue that is not known")
                .isFalse();
        queue(false, Map.of());
        assertThat(takers.takesTurns(job.build()))
                .as("its queue runs to the end")
                .isFalse();
    }

    // running

    private @Nullable Member running(Map<Run.Kind, Integer> hosts, @Nullable VariantOffer variant) {
        JobRequest job = aJob("a").with(thrifty).committed(50).build();
        Run run = variant == null
                ? Run.leaving(ref("a"), hosts)
                : Run.expected(ref("a"), hosts, variant, World.START.plusSeconds(50), 150, World.START);
        return takers.running(job, run, World.START.plusSeconds(20));
    }

    @Test
    void whoRunsHasWhatItWillGiveBack() {
        Member member = Objects.requireNonNull(running(Map.of(new Run.Kind("p", 8), 2), thrifty));
        assertThat(member.chips()).isEqualTo(16);
        assertThat(member.seconds()).isEqualTo(150);
        assertThat(member.needs()).containsExactly(Map.of(CPU_8, 2));
        assertThat(member.stay())
                .isEqualTo(new Member.Stay(
                        World.START.plusSeconds(20), World.START.plusSeconds(50).toEpochMilli(), 60));
    }

    @Test
    void hostsOfTwoPoolsAreOneKind() {
        Member member = Objects.requireNonNull(
                running(Map.of(new Run.Kind("p", 8), 2, new Run.Kind("q", 8), 1, new Run.Kind("q", 4), 1), thrifty));
        assertThat(member.needs()).containsExactly(Map.of(CPU_8, 3, new Lane.Kind("cpu", 4), 1));
    }

    @Test
    void whoLeavesOrIsOfAQueueWithoutTurnsHasNone() {
        assertThat(running(Map.of(new Run.Kind("p", 8), 2), null)).isNull();
        queue(false, Map.of());
        assertThat(running(Map.of(new Run.Kind("p", 8), 2), thrifty)).isNull();
    }

    // what there is

    @Test
    void aQueueHasAllThatIsHealthyUpToItsMaximum() {
        pool("p", 1, 3, 1);
        pool("q", 0, 1, 0);
        assertThat(takers.chips("research", "cpu")).isEqualTo(24);
        assertThat(takers.chips("research", "h100")).isZero();
        queue(true, Map.of("cpu", new Queue.Share(0, 20)));
        assertThat(takers.chips("research", "cpu")).isEqualTo(20);
        queue(true, Map.of("cpu", new Queue.Share(0, 25)));
        assertThat(takers.chips("research", "cpu")).isEqualTo(24);
        assertThat(takers.chips("other", "cpu")).as("a queue that is not known").isEqualTo(24);
    }

    @Test
    void freeIsWhatIsFreeInEachPoolBesideItsSpares() {
        pool("p", 1, 4, 1);
        pool("q", 0, 2, 0);
        assertThat(takers.free(CPU_8)).isEqualTo(2 + 2);
        assertThat(takers.free(new Lane.Kind("cpu", 4))).isZero();
        assertThat(takers.free(new Lane.Kind("h100", 8))).isZero();
        fleet.hold(ref("a"), new Epoch(1), chips(8, "p1", "p2", "p3"));
        assertThat(takers.free(CPU_8))
                .as("a spare that is missing here is not missing there")
                .isEqualTo(2);
    }
}
