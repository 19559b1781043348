package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.e2e.testkit.Example;
import dev.regauge.e2e.testkit.JobUnderTest;
import dev.regauge.e2e.testkit.TestFleet;
import dev.regauge.e2e.testkit.Until;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of bad input that the API server lets pass ends as its first two lines say, and a good job beside them all goes on. */
class BadExamplesE2E {
    private static final Duration SOON = Duration.ofMinutes(5);
    private static final Pattern EXECUTABLE = Pattern.compile("the Executable fails, reason (\\w+)");
    private static final Pattern CONDITION = Pattern.compile("(\\w+)=False, reason (\\w+)");

    private static TestFleet fleet;
    private static Map<String, JobUnderTest> bad;
    private static JobUnderTest good;

    /** What the first two lines of a file promise. */
    record Promise(Path file, String expect, String says) {
        static Promise read(Path file) {
            try {
                List<String> lines = Files.readAllLines(file);
                return new Promise(
                        file,
                        lines.get(0).replaceFirst("^# Expect: ", ""),
                        lines.get(1).replaceFirst("^# Says: ", ""));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return Objects.requireNonNull(file.getFileName()).toString();
        }
    }

    static Stream<Promise> refusedLater() throws IOException {
        try (Stream<Path> files = Files.list(TestFleet.shared().examples().resolve("bad"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(Promise::read)
                    .filter(promise -> !promise.expect().startsWith("refused by the API server"))
                    .toList()
                    .stream();
        }
    }

    @BeforeAll
    static void allAtOnce() throws IOException {
        fleet = TestFleet.shared();
        bad = new TreeMap<>();
        refusedLater().forEach(promise -> bad.put(promise.toString(), fleet.apply(Example.of(promise.file()))));
        good = fleet.apply(fleet.example("beside-bad-ones").steps(20).variants("cpu-8"));
    }

    @AfterAll
    static void deleted() {
        bad.values().forEach(job -> job.deleteAndAwaitGone(SOON));
    }

    @ParameterizedTest
    @MethodSource("refusedLater")
    void endsAsItsFirstLinesSay(Promise promise) {
        JobUnderTest job = Objects.requireNonNull(bad.get(promise.toString()));
        Matcher executable = EXECUTABLE.matcher(promise.expect());
        Matcher condition = CONDITION.matcher(promise.expect());
        if (executable.matches()) {
            job.awaitFinished(SOON);
            assertThat(job.is("Succeeded")).isFalse();
            assertThat(job.status().orElseThrow().message()).contains(promise.says());
            assertThat(executables(job)).allSatisfy(status -> {
                assertThat(status.reason()).isEqualTo(executable.group(1));
                assertThat(status.message()).contains(promise.says());
            });
        } else {
            assertThat(condition.matches()).as(promise.expect()).isTrue();
            Condition found = Until.found(
                    promise.expect(),
                    SOON,
                    () -> job.condition(condition.group(1))
                            .filter(c -> c.getStatus().equals("False"))
                            .filter(c -> c.getReason().equals(condition.group(2))),
                    job::seen);
            assertThat(found.getMessage()).contains(promise.says());
        }
        assertThat(job.attempts()).isEmpty();
    }

    @Test
    void aGoodJobBesideThemGoesOn() {
        good.awaitSucceeded(SOON);
    }

    private static List<ExecutableStatus> executables(JobUnderTest job) {
        List<ExecutableStatus> found = job.status().orElseThrow().variants().stream()
                .map(variant -> fleet.admin()
                        .resources(Executable.class)
                        .inNamespace(job.namespace())
                        .withName(variant.executable())
                        .get())
                .flatMap(each -> Optional.ofNullable(each).stream())
                .map(Executable::getStatus)
                .toList();
        assertThat(found).isNotEmpty();
        return found;
    }
}
