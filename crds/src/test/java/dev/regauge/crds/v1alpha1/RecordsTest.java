package dev.regauge.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordsTest {
    /** What Java takes for granted the API server must grant: a component that cannot be null is required, has a default, or is a list or map. */
    @Test
    void whatIsNeverNullIsRequiredOrHasADefault() {
        records().forEach((name, type) -> {
            for (RecordComponent component : type.getRecordComponents()) {
                Class<?> raw = component.getType();
                if (raw == List.class
                        || raw == Map.class
                        || component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    continue;
                }
                assertThat(component.getAccessor().isAnnotationPresent(Required.class)
                                || component.getAccessor().isAnnotationPresent(Default.class))
                        .as(name + "." + component.getName())
                        .isTrue();
            }
        });
    }

    @Test
    void whatIsAbsentIsNotWrittenAsNull() {
        var job = Serialization.unmarshal("""
                {"apiVersion": "regauge.dev/v1alpha1", "kind": "TrainingJob", "metadata": {"name": "a", "namespace": "b"},
                 "spec": {"queue": "q", "steps": 1, "globalBatch": 1, "program": {"entrypoint": "a:b", "config": {"kept": null}},
                          "variants": [{"name": "v", "profile": "cpu", "hosts": 1, "mesh": [{"axis": "data", "size": 1}]}]}}
                """, TrainingJob.class);
        assertThat(Serialization.asJson(job).replace("\"kept\":null", "")).doesNotContain("null");
    }

    @Test
    void theConfigurationOfAProgramIsKeptAsItIs() {
        String config = "{\"nested\":{\"list\":[1,2.5,\"x\",true,null]},\"empty\":{}}";
        var program =
                Serialization.unmarshal("{\"entrypoint\": \"a:b\", \"config\": " + config + "}", ProgramSpec.class);
        assertThat(Serialization.asJson(program)).contains(config);
    }

    private static Map<String, Class<?>> records() {
        var found = new TreeMap<String, Class<?>>();
        var open = new ArrayDeque<Class<?>>(List.of(
                HardwareProfileSpec.class,
                HardwareProfileStatus.class,
                AcceleratorPoolSpec.class,
                AcceleratorPoolStatus.class,
                JobQueueSpec.class,
                JobQueueStatus.class,
                TrainingJobSpec.class,
                TrainingJobStatus.class,
                ExecutableSpec.class,
                ExecutableStatus.class,
                TrainingAttemptSpec.class,
                TrainingAttemptStatus.class));
        while (!open.isEmpty()) {
            Class<?> type = open.pop();
            if (found.put(type.getSimpleName(), type) != null) {
                continue;
            }
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getType().isRecord()) {
                    open.push(component.getType());
                }
                if (component.getAnnotatedType() instanceof AnnotatedParameterizedType generic) {
                    for (var argument : generic.getAnnotatedActualTypeArguments()) {
                        if (argument.getType() instanceof Class<?> inner && inner.isRecord()) {
                            open.push(inner);
                        }
                    }
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(40);
        return found;
    }
}
