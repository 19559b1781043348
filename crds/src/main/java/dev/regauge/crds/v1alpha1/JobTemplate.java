package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job may say about its pods. */
public record JobTemplate(
        @JsonPropertyDescription(
                "Environment variables of the program. Names that begin with REGAUGE_ are Regauge's own.")
        @Size(max = 64)
        @SchemaFrom(type = PodFields.Variable[].class)
        List<EnvVar> env,

        @JsonPropertyDescription("ConfigMaps and Secrets whose entries become environment variables.")
        @Size(max = 16)
        @SchemaFrom(type = PodFields.VariableSource[].class)
        List<EnvFromSource> envFrom,

        @JsonPropertyDescription("Volumes: configMap, secret, emptyDir or persistentVolumeClaim.")
        @Size(max = 16)
        @SchemaFrom(type = PodFields.PodVolume[].class)
        List<Volume> volumes,

        @JsonPropertyDescription("Where the volumes are mounted.")
        @Size(max = 32)
        @SchemaFrom(type = PodFields.Mount[].class)
        List<VolumeMount> volumeMounts,

        @JsonPropertyDescription("The service account of the pods; without one they have none.")
        @Size(min = 1, max = Limits.SUBDOMAIN)
        @Pattern(Names.SUBDOMAIN)
        @Nullable
        String serviceAccountName,

        @JsonPropertyDescription("Secrets of the namespace with which images are pulled.") @Size(max = 16)
        List<@Size(max = Limits.SUBDOMAIN) @Pattern(Names.SUBDOMAIN) String> imagePullSecrets,

        @JsonPropertyDescription("Processor time of one worker, such as 2 or 500m.")
        @Size(max = Limits.NUMBER)
        @Pattern(Names.QUANTITY)
        @Nullable
        String cpu,

        @JsonPropertyDescription("Host memory of one worker, such as 4Gi.")
        @Size(max = Limits.NUMBER)
        @Pattern(Names.QUANTITY)
        @Nullable
        String memory,

        @JsonPropertyDescription("Labels of the pods. Keys of regauge.dev are Regauge's own.")
        @Size(max = 32)
        @ValidationRule(
                value = "self.all(k, k.size() <= 317 && !k.startsWith('regauge.dev/'))",
                message = "`labels` must not have keys that begin with regauge.dev/")
        Map<String, @Size(max = Limits.LABEL) String> labels) {
    public JobTemplate {
        env = env == null ? List.of() : List.copyOf(env);
        envFrom = envFrom == null ? List.of() : List.copyOf(envFrom);
        volumes = volumes == null ? List.of() : List.copyOf(volumes);
        volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
}
