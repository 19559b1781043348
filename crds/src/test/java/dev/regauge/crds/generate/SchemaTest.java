package dev.regauge.crds.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds of every field of every kind. */
class SchemaTest {
    private static final Map<String, CustomResourceDefinition> DEFINITIONS = Definitions.all();

    @Test
    void everyFieldHasADescription() {
        fields().forEach((path, schema) -> {
            if (!path.endsWith("[]") && !path.endsWith("{}")) {
                assertThat(schema.getDescription()).as(path).isNotBlank();
            }
        });
    }

    @Test
    void everyStringHasAMostLength() {
        fields().forEach((path, schema) -> {
            if ("string".equals(schema.getType())
                    && (schema.getEnum() == null || schema.getEnum().isEmpty())) {
                assertThat(schema.getMaxLength()).as(path).isNotNull();
            }
        });
    }

    @Test
    void everyNumberHasALeastAndAMost() {
        fields().forEach((path, schema) -> {
            if (("integer".equals(schema.getType()) || "number".equals(schema.getType())) && !path.endsWith("{}")) {
                assertThat(schema.getMinimum()).as(path).isNotNull();
                assertThat(schema.getMaximum()).as(path).isNotNull();
            }
        });
    }

    @Test
    void everyListAndMapHasAMostSize() {
        fields().forEach((path, schema) -> {
            if ("array".equals(schema.getType())) {
                assertThat(schema.getMaxItems()).as(path).isNotNull();
                assertThat(schema.getXKubernetesListType()).as(path).isNotNull();
            }
            if (schema.getAdditionalProperties() != null) {
                assertThat(schema.getMaxProperties()).as(path).isNotNull();
            }
        });
    }

    @Test
    void noRuleIsThereTwice() {
        fields().forEach((path, schema) ->
                assertThat(schema.getXKubernetesValidations()).as(path).doesNotHaveDuplicates());
    }

    @Test
    void listsWhoseOrderHasAMeaningAreReplacedWhole() {
        for (String path : new String[] {
            "trainingjobs.spec.variants[].mesh",
            "trainingjobs.spec.variants[].axisRules",
            "executables.spec.mesh",
            "executables.spec.axisRules",
            "trainingattempts.spec.members"
        }) {
            assertThat(fields().get(path).getXKubernetesListType()).as(path).isEqualTo("atomic");
        }
    }

    @Test
    void listsThatMergeHaveTheirKey() {
        assertThat(fields().get("trainingjobs.spec.variants").getXKubernetesListMapKeys())
                .containsExactly("name");
        for (String plural : DEFINITIONS.keySet()) {
            var conditions = fields().get(plural + ".status.conditions");
            if (conditions != null) {
                assertThat(conditions.getXKubernetesListMapKeys()).as(plural).containsExactly("type");
            }
        }
    }

    @Test
    void everyKindIsInTheCategory() {
        DEFINITIONS.values().forEach(definition -> assertThat(
                        definition.getSpec().getNames().getCategories())
                .containsExactly("regauge"));
    }

    @Test
    void ageIsTheLastColumn() {
        DEFINITIONS.values().forEach(definition -> assertThat(definition
                        .getSpec()
                        .getVersions()
                        .getFirst()
                        .getAdditionalPrinterColumns()
                        .getLast()
                        .getName())
                .isEqualTo("AGE"));
    }

    private static Map<String, JSONSchemaProps> fields() {
        var fields = new TreeMap<String, JSONSchemaProps>();
        DEFINITIONS.forEach((plural, definition) -> {
            var root = definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
            collect(plural + ".spec", root.getProperties().get("spec"), fields);
            collect(plural + ".status", root.getProperties().get("status"), fields);
        });
        assertThat(fields).hasSizeGreaterThan(300);
        return fields;
    }

    private static void collect(String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> fields) {
        fields.put(path, schema);
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> collect(path + "." + name, property, fields));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            collect(path + "[]", schema.getItems().getSchema(), fields);
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            collect(path + "{}", schema.getAdditionalProperties().getSchema(), fields);
        }
    }
}
