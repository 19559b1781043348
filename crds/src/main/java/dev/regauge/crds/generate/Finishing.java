package dev.regauge.crds.generate;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.regauge.crds.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Completes a generated definition. The generator sorts columns by path, writes rules of record components twice and knows neither list keys nor
 * categories.
 */
final class Finishing {
    /** Lists that merge by a key. All others are replaced whole: their order has a meaning. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("spec.variants", "name"),
            Map.entry("status.variants", "name"),
            Map.entry("status.conditions", "type"),
            Map.entry("spec.shares", "profile"),
            Map.entry("spec.template.env", "name"),
            Map.entry("spec.template.volumes", "name"),
            Map.entry("spec.template.volumeMounts", "mountPath"),
            Map.entry("spec.variants[].template.env", "name"),
            Map.entry("spec.variants[].template.volumes", "name"),
            Map.entry("spec.variants[].template.volumeMounts", "mountPath"));

    private static final List<String> SETS =
            List.of("spec.namespaces", "spec.template.imagePullSecrets", "spec.sliceShapes");

    private static final List<String> FREE_FORM = List.of("spec.config", "spec.program.config");

    private Finishing() {}

    static void finish(CustomResourceDefinition definition) {
        var spec = definition.getSpec();
        String kind = spec.getNames().getKind();
        spec.getNames().setCategories(List.of(Api.CATEGORY));
        for (var version : spec.getVersions()) {
            version.setAdditionalPrinterColumns(Objects.requireNonNull(Columns.OF_KIND.get(kind), kind).stream()
                    .map(Column::definition)
                    .toList());
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            describe(root, kind);
            root.getProperties().put("metadata", NAME_BOUND);
            visit("", root);
        }
    }

    private static void describe(JSONSchemaProps root, String kind) {
        KindText text = Objects.requireNonNull(KindText.OF_KIND.get(kind), kind);
        root.setDescription(text.kind());
        property(root, "spec").setDescription(text.spec());
        property(root, "status").setDescription(text.status());
    }

    private static void visit(String path, JSONSchemaProps schema) {
        var rules = schema.getXKubernetesValidations();
        if (rules != null && !rules.isEmpty()) {
            schema.setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(rules)));
        }
        if (FREE_FORM.contains(path)) {
            schema.setType("object");
            schema.setXKubernetesPreserveUnknownFields(true);
        }
        if ("array".equals(schema.getType())) {
            list(path, schema);
        }
        if (schema.getProperties() != null) {
            schema.getProperties()
                    .forEach((name, property) -> visit(path.isEmpty() ? name : path + "." + name, property));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            visit(path + "[]", schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            visit(path + "{}", schema.getAdditionalProperties().getSchema());
        }
    }

    private static void list(String path, JSONSchemaProps schema) {
        if (path.equals("status.conditions")) {
            schema.getItems().setSchema(CONDITION);
            schema.setMaxItems(16L);
        }
        String key = KEYS.get(path);
        if (key != null) {
            schema.setXKubernetesListType("map");
            schema.setXKubernetesListMapKeys(List.of(key));
        } else {
            schema.setXKubernetesListType(SETS.contains(path) ? "set" : "atomic");
        }
    }

    private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
        return Objects.requireNonNull(schema.getProperties().get(name), name);
    }

    /** Changes nothing, but CEL's cost estimate needs a bound on the name. */
    private static final JSONSchemaProps NAME_BOUND = new JSONSchemaPropsBuilder()
            .withType("object")
            .addToProperties(
                    "name",
                    new JSONSchemaPropsBuilder()
                            .withType("string")
                            .withMaxLength(253L)
                            .build())
            .build();

    /** Kubernetes' own class has no descriptions and no bounds. */
    private static final JSONSchemaProps CONDITION = new JSONSchemaPropsBuilder()
            .withType("object")
            .withRequired("type", "status", "reason", "lastTransitionTime")
            .addToProperties("type", text("What is said.", 1, 64, "^[A-Z][A-Za-z]*$"))
            .addToProperties(
                    "status",
                    new JSONSchemaPropsBuilder(text("True, False, or Unknown while it is not decided.", 1, 8, null))
                            .addToEnum(new TextNode("True"))
                            .addToEnum(new TextNode("False"))
                            .addToEnum(new TextNode("Unknown"))
                            .build())
            .addToProperties("reason", text("Why, one of the closed list of reasons.", 1, 64, "^[A-Z][A-Za-z]*$"))
            .addToProperties(
                    "message",
                    text("The same in a sentence, with what is allowed and what to do next.", 0, 32_768, null))
            .addToProperties(
                    "lastTransitionTime",
                    new JSONSchemaPropsBuilder(text("When the status became what it is.", 1, 40, null))
                            .withFormat("date-time")
                            .build())
            .addToProperties(
                    "observedGeneration",
                    new JSONSchemaPropsBuilder()
                            .withType("integer")
                            .withFormat("int64")
                            .withMinimum(0.0)
                            .withMaximum(9_007_199_254_740_991.0)
                            .withDescription("The generation of the spec that this speaks of.")
                            .build())
            .build();

    private static JSONSchemaProps text(String description, long least, long most, @Nullable String pattern) {
        return new JSONSchemaPropsBuilder()
                .withType("string")
                .withDescription(description)
                .withMinLength(least == 0 ? null : least)
                .withMaxLength(most)
                .withPattern(pattern)
                .build();
    }
}
