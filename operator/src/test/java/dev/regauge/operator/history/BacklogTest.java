package dev.regauge.operator.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    /** {@code value}: what tells an old one from a new one. */
    private record Noted(String key, int value) implements Row {}

    private static Row row(String key, int value) {
        return new Noted(key, value);
    }

    @Test
    void theNewestRowOfAKeyIsWritten() {
        Backlog backlog = new Backlog(10);
        backlog.add(List.of(row("a", 1), row("b", 1)));
        backlog.add(List.of(row("a", 2)));

        assertThat(backlog.take(10)).containsExactly(row("b", 1), row("a", 2));
        assertThat(backlog.take(10)).isEmpty();
    }

    @Test
    void withoutRoomTheOldestGo() {
        Backlog backlog = new Backlog(2);
        backlog.add(List.of(row("a", 1), row("b", 1), row("c", 1)));

        assertThat(backlog.take(10)).containsExactly(row("b", 1), row("c", 1));
    }

    @Test
    void whatCouldNotBeWrittenComesFirstAgainUnlessSomethingNewerIsThere() {
        Backlog backlog = new Backlog(10);
        backlog.add(List.of(row("a", 1), row("b", 1)));
        List<Row> taken = backlog.take(10);
        backlog.add(List.of(row("b", 2), row("c", 1)));
        backlog.addOlder(taken);

        assertThat(backlog.take(10)).containsExactly(row("a", 1), row("b", 2), row("c", 1));
    }

    @Test
    void whatALaggingCacheHasNeverReplacesWhatWasNoted() {
        Backlog backlog = new Backlog(3);
        backlog.add(List.of(row("a", 2), row("b", 2)));
        backlog.addOlder(List.of(row("x", 1), row("c", 1), row("a", 1)));

        assertThat(backlog.take(10))
                .as("without room the oldest go")
                .containsExactly(row("c", 1), row("a", 2), row("b", 2));
    }
}
