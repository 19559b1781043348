package dev.regauge.scheduler.placement.turns;

import static dev.regauge.scheduler.placement.turns.Members.NOW;
import static dev.regauge.scheduler.placement.turns.Members.QUEUE;
import static dev.regauge.scheduler.placement.turns.Members.inQueue;
import static dev.regauge.scheduler.placement.turns.Members.ref;
import static dev.regauge.scheduler.placement.turns.Members.running;
import static dev.regauge.scheduler.placement.turns.Members.waiting;
import static dev.regauge.scheduler.placement.turns.Members.withPriority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.LineKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Duration ZERO = Duration.ZERO;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final LineKey LINE = new LineKey(QUEUE, 0);

    private int free;
    private final Turns turns = new Turns(new Turns.Supply() {
        @Override
        public long chips(String queue, String profile) {
            return 32;
        }

        @Override
        public int free(Lane.Kind kind) {
            return free;
        }
    });

    private void set(Member... members) {
        for (Member member : members) {
            turns.set(member.job(), member);
        }
    }

    private List<String> yielding(String comer) {
        List<String> names =
                turns.yielding(ref(comer), NOW).stream().map(job -> job.name()).toList();
        assertThat(turns.anyYields(ref(comer), NOW)).isEqualTo(!names.isEmpty());
        Double rank = turns.rank(ref(comer), NOW);
        if (rank != null && rank >= turns.mostToGo(LINE, NOW)) {
            assertThat(names).as("too much to go for anybody to yield").isEmpty();
        }
        return names;
    }

    @Test
    void whoTakesNoTurnsHasNoRank() {
        assertThat(turns.line(ref("nobody"))).isNull();
        assertThat(turns.rank(ref("nobody"), NOW)).isNull();
        assertThat(turns.patience(LINE)).isEqualTo(ZERO);
        assertThat(yielding("nobody")).isEmpty();
        assertThat(turns.lends(ref("nobody"), ref("nobody"))).isFalse();

        set(waiting("job", ZERO, 8, HOUR));
        assertThat(turns.line(ref("job"))).isEqualTo(LINE);
        assertThat(turns.rank(ref("job"), NOW)).isEqualTo(8 * 3600);
        turns.forget(ref("job"));
        assertThat(turns.line(ref("job"))).isNull();
        assertThat(turns.rank(ref("job"), NOW)).isNull();
        assertThat(turns.look(NOW)).isEmpty();
    }

    @Test
    void aLineIsStirredByWhatChangesInIt() {
        Member job = waiting("job", ZERO, 8, HOUR);
        set(job);
        assertThat(turns.stirred()).containsExactly(LINE);
        turns.settled();
        set(job);
        assertThat(turns.stirred()).as("no news").isEmpty();
        set(inQueue(job, "b", 1));
        assertThat(turns.stirred()).as("it left one for the other").containsExactly(LINE, new LineKey("b", 1));
        turns.settled();
        turns.set(job.job(), null);
        assertThat(turns.stirred()).containsExactly(new LineKey("b", 1));
    }

    @Test
    void aNewPatienceConcernsAllOfTheLine() {
        set(waiting("short", HOUR, 8, HOUR));
        assertThat(turns.look(NOW)).as("a day, as before").isEmpty();
        set(waiting("long", ZERO, 32, Duration.ofDays(10)));
        assertThat(turns.look(NOW)).containsExactly(ref("long"), ref("short"));
        assertThat(turns.patience(LINE)).isEqualTo(Duration.ofDays(13));
        assertThat(turns.look(NOW)).isEmpty();
    }

    @Test
    void whoIsGoneBeforeAnybodyLookedNeverCame() {
        set(waiting("long", ZERO, 32, Duration.ofDays(10)));
        turns.set(ref("long"), null);
        set(waiting("short", HOUR, 8, HOUR));
        turns.look(NOW);
        assertThat(turns.patience(LINE)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void aLineIsLookedAtEveryTenMinutesAndNotAllAtTheSameTime() {
        for (String queue : List.of("a", "b")) {
            set(
                    inQueue(waiting("waits-" + queue, ZERO, 8, HOUR), queue, 0),
                    inQueue(running("runs-" + queue, ZERO, ZERO, 8, HOUR), queue, 0));
        }
        assertThat(turns.nextLook()).isNull();
        turns.look(NOW);
        assertThat(turns.nextLook()).as("31 x 97 mod 60").isEqualTo(NOW.plusSeconds(80));
        turns.settled();
        turns.look(NOW.plusSeconds(79));
        assertThat(turns.stirred()).isEmpty();

        turns.look(NOW.plusSeconds(80));
        assertThat(turns.stirred()).containsExactly(LINE);
        assertThat(turns.nextLook()).as("31 x 98 mod 60").isEqualTo(NOW.plusSeconds(390));
        turns.look(NOW.plusSeconds(390));
        assertThat(turns.nextLook()).isEqualTo(NOW.plusSeconds(680));
    }

    @Test
    void anotherBandIsLookedAtAtAnotherTime() {
        set(inQueue(waiting("waits", ZERO, 8, HOUR), "a", 1), inQueue(running("runs", ZERO, ZERO, 8, HOUR), "a", 1));
        turns.look(NOW);
        assertThat(turns.nextLook()).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void aLineInWhichNobodyWaitsIsNotLookedAt() {
        set(running("runs", ZERO, ZERO, 8, HOUR));
        turns.look(NOW);
        assertThat(turns.nextLook()).isNull();
    }

    @Test
    void aGangComesForwardWhereTheLinesOwnHostsWouldMakeRoom() {
        free = 3;
        set(running("small", ZERO, ZERO, 8, HOUR), waiting("wide", ZERO, 32, HOUR));
        assertThat(turns.look(NOW))
                .as("three hosts are free, one is the line's")
                .containsExactly(ref("wide"));
        assertThat(turns.rank(ref("wide"), NOW)).isEqualTo(-1);
        assertThat(turns.lends(ref("wide"), ref("small")))
                .as("it goes before all")
                .isFalse();
        assertThat(turns.lends(ref("small"), ref("wide"))).isTrue();
    }

    @Test
    void hostsAreLentOnlyInsideALine() {
        set(waiting("holder", ZERO, 8, HOUR), waiting("other", ZERO, 8, HOUR));
        set(inQueue(waiting("stranger", ZERO, 8, HOUR), "b", 0));
        assertThat(turns.lends(ref("holder"), ref("other"))).isTrue();
        assertThat(turns.lends(ref("holder"), ref("stranger"))).isFalse();
    }

    @Test
    void whoHasTwiceAsMuchToGoAndItsRestartMakesRoom() {
        Duration held = Turns.STAY;
        set(waiting("comer", ZERO, 8, HOUR), running("runs", HOUR, held, 8, Duration.ofSeconds(7300)));
        assertThat(yielding("comer")).as("2 x 3600 + 100").containsExactly("runs");
        set(running("runs", HOUR, held, 8, Duration.ofSeconds(7299)));
        assertThat(yielding("comer")).isEmpty();
    }

    @Test
    void nobodyMakesRoomInItsFirstTenMinutesOrForALowerPriority() {
        Duration long_ = Duration.ofHours(9);
        Member runs = running("runs", HOUR, Turns.STAY, 8, long_);
        set(waiting("comer", ZERO, 8, HOUR), runs);
        assertThat(yielding("comer")).containsExactly("runs");
        set(running("runs", HOUR, Turns.STAY.minusSeconds(1), 8, long_));
        assertThat(yielding("comer")).isEmpty();
        set(withPriority(runs, 1));
        assertThat(yielding("comer")).isEmpty();
        set(withPriority(waiting("comer", ZERO, 8, HOUR), 1));
        assertThat(yielding("comer")).containsExactly("runs");
    }

    @Test
    void whoHasMostToGoMakesRoomFirstAndOfTwoAlikeTheYounger() {
        set(
                waiting("comer", ZERO, 8, HOUR),
                running("older", HOUR.multipliedBy(3), HOUR, 8, Duration.ofHours(5)),
                running("younger", HOUR.multipliedBy(2), HOUR, 8, Duration.ofHours(5)),
                running("longest", HOUR.multipliedBy(9), HOUR, 8, Duration.ofHours(6)));
        assertThat(yielding("comer")).containsExactly("longest", "younger", "older");
    }

    @Test
    void whoHasComeForwardNeedNotBeShorter() {
        free = 3;
        set(running("small", ZERO, HOUR, 8, HOUR), waiting("wide", ZERO, 32, HOUR));
        assertThat(yielding("wide")).isEmpty();
        turns.look(NOW);
        assertThat(yielding("wide")).containsExactly("small");
        assertThat(turns.compared(ref("wide"), ref("small"), NOW))
                .isEqualTo("team/wide (has waited long enough) comes before team/small (8 to go)");
    }

    @Test
    void theReasonNamesWhatBothHaveToGo() {
        set(waiting("comer", ZERO, 8, HOUR), running("runs", ZERO, HOUR, 8, HOUR.multipliedBy(3)));
        assertThat(turns.compared(ref("comer"), ref("runs"), NOW))
                .isEqualTo("team/comer (8 chip-hours to go) comes before team/runs (24 to go)");
        assertThat(turns.compared(ref("nobody"), ref("runs"), NOW)).isEqualTo("team/nobody comes before team/runs");
    }
}
