package dev.regauge.e2e.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A job of `examples/`, changed here and there: tests run what users are shown. */
public final class Example {
    private final ObjectNode root;

    private Example(ObjectNode root) {
        this.root = root;
    }

    /** Reads the first TrainingJob of the file. */
    public static Example of(Path file) {
        try {
            for (String document : Files.readString(file).split("(?m)^---\\s*$")) {
                JsonNode node = Serialization.unmarshal(document, JsonNode.class);
                if (node instanceof ObjectNode object
                        && "TrainingJob".equals(object.path("kind").asText())) {
                    return new Example(object);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException(file + " holds no TrainingJob");
    }

    public Example named(String namespace, String name) {
        ObjectNode metadata = root.withObject("/metadata");
        metadata.put("namespace", namespace);
        metadata.put("name", name);
        return this;
    }

    public Example steps(long steps) {
        spec().put("steps", steps);
        spec().put("horizon", steps);
        return this;
    }

    /** Sets any field of the spec by its JSON pointer, such as `/program/entrypoint`; objects on the way are made. */
    public Example with(String pointer, JsonNode value) {
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = last == 0 ? spec() : spec().withObject(pointer.substring(0, last));
        parent.set(pointer.substring(last + 1), value);
        return this;
    }

    public Example with(String pointer, String value) {
        return with(pointer, spec().textNode(value));
    }

    public Example with(String pointer, int value) {
        return with(pointer, spec().numberNode(value));
    }

    /** Keeps only these variants, in this order. */
    public Example variants(String... names) {
        ArrayNode all = (ArrayNode) spec().get("variants");
        ArrayNode kept = root.arrayNode();
        for (String name : List.of(names)) {
            Iterator<JsonNode> each = all.elements();
            while (each.hasNext()) {
                JsonNode variant = each.next();
                if (name.equals(variant.path("name").asText())) {
                    kept.add(variant);
                }
            }
        }
        spec().set("variants", kept);
        return this;
    }

    public TrainingJob job() {
        return Serialization.unmarshal(root.toString(), TrainingJob.class);
    }

    private ObjectNode spec() {
        return root.withObject("/spec");
    }
}
