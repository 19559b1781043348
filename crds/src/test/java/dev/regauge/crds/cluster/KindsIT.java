package dev.regauge.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindsIT {
    private final ApiServer server = ApiServer.shared();

    @Test
    void everyKindIsEstablishedWithoutAWarning() {
        var definitions = server.admin()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .list()
                .getItems();
        assertThat(definitions).hasSize(6).allMatch(ApiServer::isEstablished);
        assertThat(definitions)
                .flatMap(definition -> definition.getStatus().getConditions())
                .noneMatch(condition -> condition.getType().equals("NonStructuralSchema"));
    }

    @Test
    void theCategoryHoldsAllKinds() {
        assertThat(resources())
                .allSatisfy(resource ->
                        assertThat(resource.path("categories").toString()).contains("regauge"));
        assertThat(resources().stream()
                        .map(resource -> resource.path("shortNames").path(0).asText()))
                .containsExactlyInAnyOrder("tjob", "rgexec", "attempt", "accpool", "jobqueue", "hwprofile");
    }

    /** `kubectl explain` prints what this document says. */
    @Test
    void explainHasATextForEveryField() {
        JsonNode schemas = json("/openapi/v3/apis/regauge.dev/v1alpha1").at("/components/schemas");
        var kinds = new ArrayList<String>();
        schemas.fields().forEachRemaining(entry -> {
            String kind = entry.getValue()
                    .at("/x-kubernetes-group-version-kind/0/kind")
                    .asText();
            if (entry.getKey().startsWith("dev.regauge.") && !kind.endsWith("List")) {
                kinds.add(kind);
                explained(kind, entry.getValue());
            }
        });
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "TrainingJob",
                        "TrainingAttempt",
                        "Executable",
                        "AcceleratorPool",
                        "JobQueue",
                        "HardwareProfile");
    }

    private static void explained(String path, JsonNode schema) {
        assertThat(schema.path("description").asText() + schema.path("allOf").toString())
                .as(path)
                .isNotBlank();
        schema.path("properties").fields().forEachRemaining(field -> {
            if (!field.getKey().equals("metadata")) {
                explained(path + "." + field.getKey(), field.getValue());
            }
        });
        schema.at("/items/properties")
                .fields()
                .forEachRemaining(field -> explained(path + "[]." + field.getKey(), field.getValue()));
    }

    private List<JsonNode> resources() {
        var resources = new ArrayList<JsonNode>();
        json("/apis/regauge.dev/v1alpha1").path("resources").forEach(resource -> {
            if (!resource.path("name").asText().contains("/")) {
                resources.add(resource);
            }
        });
        assertThat(resources).hasSize(6);
        return resources;
    }

    private JsonNode json(String path) {
        return Serialization.unmarshal(server.admin().raw(path), JsonNode.class);
    }
}
