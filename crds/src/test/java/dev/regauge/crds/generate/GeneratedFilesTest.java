package dev.regauge.crds.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.files.Repository;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratedFilesTest {
    @Test
    void committedFilesAreWhatTheClassesSay() {
        GenerateCrds.files().forEach((path, content) -> assertThat(Repository.text(path))
                .as(path + " is not up to date; run: mvn -pl crds -am -Pgenerate process-classes")
                .isEqualTo(content));
    }

    @Test
    void noGeneratedFileIsLeftOver() {
        Map<String, String> expected = new TreeMap<>(GenerateCrds.files());
        expected.remove("docs/reference.md");
        assertThat(Repository.manifests("crds/generated").stream()
                        .map(file -> "crds/generated/" + Objects.requireNonNull(file.getFileName()))
                        .collect(Collectors.toSet()))
                .isEqualTo(expected.keySet());
    }
}
