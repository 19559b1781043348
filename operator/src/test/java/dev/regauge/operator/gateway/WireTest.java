package dev.regauge.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regauge.operator.gateway.wire.Assignment;
import dev.regauge.operator.gateway.wire.CommandPoll;
import dev.regauge.operator.gateway.wire.Commands;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.Hello;
import dev.regauge.operator.gateway.wire.HelloAnswer;
import dev.regauge.operator.gateway.wire.WorkerEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Both languages read the same fixtures: what one writes, the other understands, field by field. */
class WireTest {
    private static final Path FIXTURES = Path.of("../worker-image/contract/fixtures");
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Map<String, Class<?>> MESSAGES = Map.of(
            "hello", Hello.class,
            "hello-answer", HelloAnswer.class,
            "assignment", Assignment.class,
            "heartbeat", Heartbeat.class,
            "commands-request", CommandPoll.class,
            "commands", Commands.class,
            "event", WorkerEvent.class);
    /** Numbers that are equal are equal however they are written. */
    private static final Comparator<JsonNode> SAME = (one, other) -> one.equals(other)
                    || (one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0)
            ? 0
            : 1;

    @TestFactory
    Stream<DynamicTest> everyFixtureComesBackAsItWas() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(FIXTURES)) {
            files = all.filter(file ->
                            MESSAGES.containsKey(file.getParent().getFileName().toString()))
                    .filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(MESSAGES.size());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(FIXTURES.relativize(file).toString(), () -> {
                    JsonNode written = JSON.readTree(file.toFile());
                    Object read = JSON.treeToValue(
                            written, MESSAGES.get(file.getParent().getFileName().toString()));
                    JsonNode again = JSON.valueToTree(read);
                    assertThat(again.equals(SAME, written))
                            .as("%s%nwas %s", again, written)
                            .isTrue();
                }));
    }

    @Test
    void aFieldThatIsNotKnownIsNoError() throws IOException {
        JsonNode hello = JSON.readTree(FIXTURES.resolve("hello/first.json").toFile());
        ((ObjectNode) hello).put("tomorrow", 1);

        assertThat(JSON.treeToValue(hello, Hello.class).forEpoch()).isZero();
    }
}
