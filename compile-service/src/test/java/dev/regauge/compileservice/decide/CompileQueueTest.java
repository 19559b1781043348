package dev.regauge.compileservice.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.compileservice.decide.CompileQueue.Busy;
import dev.regauge.compileservice.decide.CompileQueue.Waiting;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompileQueueTest {
    private static Waiting waiting(String uid, String key, int priority, int second) {
        return new Waiting(uid, "research", key, priority, Instant.ofEpochSecond(second), false);
    }

    @Test
    void as_many_start_as_there_are_slots_by_priority_then_age() {
        List<Waiting> all = List.of(
                waiting("old", "a", 0, 1),
                waiting("young", "b", 0, 2),
                waiting("urgent", "c", 5, 9),
                waiting("low", "d", -1, 0));
        assertThat(CompileQueue.turn("urgent", all, List.of(), 2)).isEqualTo(new Turn.Now());
        assertThat(CompileQueue.turn("old", all, List.of(), 2)).isEqualTo(new Turn.Now());
        assertThat(CompileQueue.turn("young", all, List.of(), 2)).isInstanceOf(Turn.Later.class);
        assertThat(CompileQueue.turn("low", all, List.of(), 2)).isInstanceOf(Turn.Later.class);
        assertThat(CompileQueue.turn("low", all, List.of(), 4)).isEqualTo(new Turn.Now());
    }

    @Test
    void slots_in_use_count() {
        List<Waiting> all = List.of(waiting("a", "a", 0, 1), waiting("b", "b", 0, 2));
        List<Busy> one = List.of(new Busy("x", "research", "x"));
        assertThat(CompileQueue.turn("a", all, one, 2)).isEqualTo(new Turn.Now());
        assertThat(CompileQueue.turn("b", all, one, 2)).isEqualTo(new Turn.Later("1 of 2 compile slots are in use"));
    }

    @Test
    void equal_requests_of_a_namespace_are_compiled_once() {
        List<Waiting> all =
                List.of(waiting("a", "same", 0, 1), waiting("b", "same", 0, 2), waiting("c", "other", 0, 3));
        assertThat(CompileQueue.turn("a", all, List.of(), 2)).isEqualTo(new Turn.Now());
        assertThat(CompileQueue.turn("b", all, List.of(), 9)).isInstanceOf(Turn.Later.class);
        assertThat(CompileQueue.turn("c", all, List.of(), 2)).isEqualTo(new Turn.Now());
        assertThat(CompileQueue.turn("a", all, List.of(new Busy("x", "research", "same")), 9))
                .isInstanceOf(Turn.Later.class);
        assertThat(CompileQueue.turn("a", all, List.of(new Busy("x", "elsewhere", "same")), 9))
                .isEqualTo(new Turn.Now());
    }

    @Test
    void whose_pod_was_refused_goes_behind_everybody_else() {
        Waiting refused = new Waiting("refused", "full", "r", 100, Instant.ofEpochSecond(0), true);
        List<Waiting> all = List.of(refused, waiting("a", "a", 0, 1));
        assertThat(CompileQueue.turn("a", all, List.of(), 1)).isEqualTo(new Turn.Now());
        assertThat(CompileQueue.turn("refused", all, List.of(), 1)).isInstanceOf(Turn.Later.class);
        assertThat(CompileQueue.turn("refused", all, List.of(), 2)).isEqualTo(new Turn.Now());
    }
}
