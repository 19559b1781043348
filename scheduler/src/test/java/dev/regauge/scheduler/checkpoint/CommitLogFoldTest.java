package dev.regauge.scheduler.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.scheduler.Fixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommitLogFoldTest {
    static List<Path> fixtures() {
        return Fixtures.in("fixtures/commit-log");
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void foldsAsPythonDoes(Path file) {
        Map<?, ?> fixture = Fixtures.read(file);
        if ("LogDamaged".equals(fixture.get("error"))) {
            assertThatThrownBy(() -> fold(fixture)).isInstanceOf(LogDamaged.class);
        } else {
            assertThat(asJson(fold(fixture))).isEqualTo(widened(fixture.get("fold")));
        }
    }

    @Test
    void bothKindsOfFixturesAreThere() {
        List<Boolean> damaged = fixtures().stream()
                .map(f -> Fixtures.read(f).containsKey("error"))
                .toList();
        assertThat(damaged).contains(true, false).hasSizeGreaterThan(20);
    }

    private static CommitLogFold fold(Map<?, ?> fixture) {
        List<LogEntry> entries = new ArrayList<>();
        for (Object entry : (List<?>) fixture.get("entries")) {
            entries.add(LogEntry.read(entry));
        }
        return CommitLogFold.of(entries);
    }

    private static Object asJson(CommitLogFold fold) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(
                "newestFence",
                fold.newestFence()
                        .<Object>map(f -> Map.of("epoch", f.epoch(), "writer", f.writer()))
                        .orElse(null));
        json.put(
                "commits",
                fold.commits().stream().map(CommitLogFoldTest::asJson).toList());
        json.put("closed", fold.closed());
        return json;
    }

    private static Object asJson(LogEntry.Commit commit) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("sequence", commit.sequence());
        json.put("writer", commit.writer());
        json.put("epoch", commit.checkpoint().epoch());
        json.put("step", commit.checkpoint().step());
        Checkpoint parent = commit.parent();
        json.put("parent", parent == null ? null : Map.of("epoch", parent.epoch(), "step", parent.step()));
        json.put("manifestDigest", commit.manifestDigest());
        json.put(
                "digests",
                commit.digests().stream()
                        .map(d -> List.of(d.first(), d.second()))
                        .toList());
        json.put("productiveSeconds", commit.productiveSeconds());
        return json;
    }

    /** Integers as long, so that equal numbers are equal objects. */
    private static @Nullable Object widened(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> wide = new LinkedHashMap<>();
                map.forEach((k, v) -> wide.put(k, widened(v)));
                yield wide;
            }
            case List<?> list -> list.stream().map(CommitLogFoldTest::widened).toList();
            case Integer i -> i.longValue();
            case null -> null;
            default -> value;
        };
    }
}
