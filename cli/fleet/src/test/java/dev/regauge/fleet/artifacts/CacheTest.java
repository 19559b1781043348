package dev.regauge.fleet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheTest {
    @TempDir
    Path folder;

    @Test
    void aFolderIsMadeOnceForTwoCachesAtTheSameTime() {
        var made = new AtomicInteger();
        Cache.Maker maker = partial -> {
            made.incrementAndGet();
            Files.writeString(partial.resolve("content"), "made");
        };

        var first = CompletableFuture.supplyAsync(() -> new Cache(folder).once("kind", "key", maker));
        var second = CompletableFuture.supplyAsync(() -> new Cache(folder).once("kind", "key", maker));

        assertThat(first.join()).isEqualTo(second.join());
        assertThat(made).hasValue(1);
        assertThat(first.join().resolve("content")).hasContent("made");
    }

    @Test
    void whatAFailedMakerLeftIsNeverSeenAndIsRemovedByTheNext() throws IOException {
        var cache = new Cache(folder);
        Cache.Maker failing = partial -> {
            Files.writeString(partial.resolve("content"), "half");
            throw new IOException("no space left");
        };

        assertThatThrownBy(() -> cache.once("kind", "key", failing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");
        assertThat(cache.folder("kind", "key")).doesNotExist();

        var made = cache.once("kind", "key", partial -> Files.writeString(partial.resolve("other"), "whole"));
        try (var content = Files.list(made)) {
            assertThat(content.map(Path::getFileName)).containsExactly(Path.of("other"));
        }
        try (var siblings = Files.list(folder.resolve("kind"))) {
            assertThat(siblings).hasSize(1);
        }
    }
}
