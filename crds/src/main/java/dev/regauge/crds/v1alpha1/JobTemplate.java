package dev.regauge.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job may say about its pods. */
public record JobTemplate(
        List<EnvVar> env,
        List<EnvFromSource> envFrom,
        List<Volume> volumes,
        List<VolumeMount> volumeMounts,
        @Nullable String serviceAccountName,
        List<String> imagePullSecrets,
        @Nullable String cpu,
        @Nullable String memory,
        Map<String, String> labels) {
    public JobTemplate {
        env = env == null ? List.of() : List.copyOf(env);
        envFrom = envFrom == null ? List.of() : List.copyOf(envFrom);
        volumes = volumes == null ? List.of() : List.copyOf(volumes);
        volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
}
