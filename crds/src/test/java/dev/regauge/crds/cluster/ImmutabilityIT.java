package dev.regauge.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImmutabilityIT {
    private final ApiServer server = ApiServer.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /program/entrypoint             | "other.module:program"       | `program` must not be changed
            /program/config/width           | 256                          | `program` must not be changed
            /program/config/new             | {"deep": 1}                  | `program` must not be changed
            /seed                           | 2                            | `seed` is 2, but must stay 1
            /globalBatch                    | 64                           | `globalBatch` is 64, but must stay 32
            /horizon                        | 300                          | `horizon` must not be changed
            /steps                          | 300                          | `steps` is 300, but must stay 160
            /checkpoint/store/claim         | "elsewhere"                  | `checkpoint.store` must not be changed
            """)
    void aJobsIdentityIsRefusedToChange(String pointer, String value, String message) {
        var job = job();
        assertThat(Requests.refusalOfChange(server.admin(), with(job, pointer, value)))
                .hasValueSatisfying(said -> assertThat(said).contains(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /priority                       | 7
            /suspend                        | true
            /pinVariant                     | "cpu-8"
            /restartNonce                   | "again"
            /selection                      | "Fastest"
            /checkpoint/interval/steps      | 50
            /variants/0/gradientAccumulation| 2
            /recovery/maxRestarts           | 3
            /ttlSecondsAfterFinished        | 60
            """)
    void policiesStayEditable(String pointer, String value) {
        var job = job();
        assertThat(Requests.refusalOfChange(server.admin(), with(job, pointer, value)))
                .isEmpty();
    }

    @Test
    void stepsMayChangeWhereSchedulesDoNotSeeThem() {
        var job = Requests.create(server.admin(), with(Samples.job(name()), "/horizon", "1000"));
        assertThat(Requests.refusalOfChange(server.admin(), with(job, "/steps", "400")))
                .isEmpty();
        assertThat(Requests.refusalOfChange(server.admin(), with(job, "/horizon", "2000")))
                .hasValueSatisfying(said -> assertThat(said).contains("`horizon` must not be changed"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /globalBatch             | 64
            /config/width            | 256
            /target/memoryFraction   | 0.5
            /compilerOptions/flag    | "1"
            /priority                | 3
            """)
    void nothingOfAnExecutableChanges(String pointer, String value) {
        var executable = Requests.create(server.admin(), Samples.executable(name()));
        assertThat(Requests.refusalOfChange(server.admin(), with(executable, pointer, value)))
                .hasValueSatisfying(said -> assertThat(said).contains("`spec` of an Executable must not be changed"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /steps                   | 300
            /members/0/node          | "elsewhere"
            /restore                 | {"mode": "AtMost", "epoch": 1, "step": 20}
            """)
    void nothingOfAnAttemptChanges(String pointer, String value) {
        var attempt = Requests.create(server.admin(), Samples.attempt(name(), 1));
        assertThat(Requests.refusalOfChange(server.admin(), with(attempt, pointer, value)))
                .hasValueSatisfying(
                        said -> assertThat(said).contains("`spec` of a TrainingAttempt must not be changed"));
    }

    private GenericKubernetesResource job() {
        return Requests.create(server.admin(), Samples.job(name()));
    }

    private static String name() {
        return "sample-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** A copy with one value of the spec set or replaced. */
    private static GenericKubernetesResource with(GenericKubernetesResource object, String pointer, String value) {
        JsonNode copy = Serialization.jsonMapper().valueToTree(object);
        JsonPointer place = JsonPointer.compile("/spec" + pointer);
        ObjectNode parent = copy.withObject(place.head());
        parent.set(place.last().getMatchingProperty(), Serialization.unmarshal(value, JsonNode.class));
        return Serialization.unmarshal(copy.toString(), GenericKubernetesResource.class);
    }
}
