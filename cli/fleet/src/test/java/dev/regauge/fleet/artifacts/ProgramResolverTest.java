package dev.regauge.fleet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramResolverTest {
    @TempDir
    Path folder;

    @Test
    void theFirstSourceThatHasTheProgramWinsAndLaterOnesAreNotAsked() {
        var empty = new CountingSource(Optional.empty());
        var first = new CountingSource(Optional.of(Path.of("/first/etcd")));
        var second = new CountingSource(Optional.of(Path.of("/second/etcd")));

        var found = new ProgramResolver(List.of(empty, first, second)).resolve(Program.ETCD, Progress.silent());

        assertThat(found).isEqualTo(Path.of("/first/etcd"));
        assertThat(empty.asked).isEqualTo(1);
        assertThat(second.asked).isZero();
    }

    @Test
    void whenNoSourceHasItEachReasonIsNamed() {
        var resolver = new ProgramResolver(List.of(
                (program, progress) -> new ProgramSource.Absent("the cache is empty"),
                (program, progress) -> new ProgramSource.Absent("there is no Go")));

        assertThatThrownBy(() -> resolver.resolve(Program.KUBELET, Progress.silent()))
                .isInstanceOf(ArtifactMissing.class)
                .hasMessageContaining("kubelet")
                .hasMessageContaining("the cache is empty")
                .hasMessageContaining("there is no Go")
                .hasMessageContaining("REGAUGE_BIN");
    }

    @Test
    void aGivenFolderIsTakenOnlyForTheProgramsItHolds() throws IOException {
        var etcd = Files.writeString(folder.resolve("etcd"), "");
        var given = new GivenFolder(Optional.of(folder));

        assertThat(given.find(Program.ETCD, Progress.silent())).isInstanceOf(ProgramSource.Absent.class);
        assertThat(etcd.toFile().setExecutable(true)).isTrue();
        assertThat(given.find(Program.ETCD, Progress.silent())).isEqualTo(new ProgramSource.Found(etcd));
        assertThat(given.find(Program.KUBELET, Progress.silent()))
                .isInstanceOfSatisfying(ProgramSource.Absent.class, absent -> assertThat(absent.why())
                        .contains(folder.toString(), "kubelet"));
    }

    private static final class CountingSource implements ProgramSource {
        private final Optional<Path> has;
        private int asked;

        CountingSource(Optional<Path> has) {
            this.has = has;
        }

        @Override
        public Answer find(Program program, Progress progress) {
            asked++;
            return has.<Answer>map(Found::new).orElse(new Absent("not here"));
        }
    }
}
