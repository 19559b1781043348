package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of Kubernetes' own pod types that a job may use: only their schema is taken from here, the objects are Kubernetes' classes. What is not
 * named here (host paths, devices, foreign namespaces) is an unknown field to the API server.
 */
final class PodFields {
    private PodFields() {}

    record Variable(
            @JsonPropertyDescription("Name of the variable.")
            @Required
            @Size(min = 1, max = 256)
            @ValidationRule(
                    value = "!self.startsWith('REGAUGE_')",
                    messageExpression =
                            "'`env` has `%s`, but names that begin with REGAUGE_ are reserved'.format([self])",
                    message = "must not begin with REGAUGE_")
            String name,

            @JsonPropertyDescription("Its value.") @Size(max = 32_768) @Nullable
            String value,

            @JsonPropertyDescription("Where its value comes from.") @Nullable
            ValueSource valueFrom) {}

    @ValidationRule(
            value = "has(self.configMapKeyRef) != has(self.secretKeyRef)",
            message = "`valueFrom` must have exactly one of `configMapKeyRef` and `secretKeyRef`")
    record ValueSource(
            @JsonPropertyDescription("An entry of a ConfigMap.") @Nullable
            KeyRef configMapKeyRef,

            @JsonPropertyDescription("An entry of a Secret.") @Nullable
            KeyRef secretKeyRef) {}

    record KeyRef(
            @JsonPropertyDescription("Name of the object, in the job's namespace.")
            @Required
            @Size(min = 1, max = Limits.SUBDOMAIN)
            String name,

            @JsonPropertyDescription("The entry's key.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
            String key,

            @JsonPropertyDescription("Whether the object may be absent.") @Nullable
            Boolean optional) {}

    record VariableSource(
            @JsonPropertyDescription("Put before each name.") @Size(max = 256) @Nullable
            String prefix,

            @JsonPropertyDescription("A ConfigMap of the job's namespace.") @Nullable
            ObjectRef configMapRef,

            @JsonPropertyDescription("A Secret of the job's namespace.") @Nullable
            ObjectRef secretRef) {}

    record ObjectRef(
            @JsonPropertyDescription("Name of the object.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
            String name,

            @JsonPropertyDescription("Whether the object may be absent.") @Nullable
            Boolean optional) {}

    @ValidationRule(
            value = "(has(self.configMap) ? 1 : 0) + (has(self.secret) ? 1 : 0) + (has(self.emptyDir) ? 1 : 0)"
                    + " + (has(self.persistentVolumeClaim) ? 1 : 0) == 1",
            messageExpression =
                    "'volume `%s` must have exactly one of `configMap`, `secret`, `emptyDir` and `persistentVolumeClaim`'.format([self.name])",
            message = "a volume must have exactly one source")
    record PodVolume(
            @JsonPropertyDescription("Name of the volume.")
            @Required
            @Size(min = 1, max = Limits.LABEL)
            @Pattern(Names.OBJECT_OR_HEX)
            String name,

            @JsonPropertyDescription("A ConfigMap as files.") @Nullable
            ConfigMapVolume configMap,

            @JsonPropertyDescription("A Secret as files.") @Nullable
            SecretVolume secret,

            @JsonPropertyDescription("An empty folder that lives as long as the pod.") @Nullable
            ScratchVolume emptyDir,

            @JsonPropertyDescription("A claim of the job's namespace.") @Nullable
            ClaimVolume persistentVolumeClaim) {}

    record ConfigMapVolume(
            @JsonPropertyDescription("Name of the ConfigMap.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
            String name,

            @JsonPropertyDescription("Which entries under which path; all when empty.") @Size(max = 64) @Nullable
            List<PathItem> items,

            @JsonPropertyDescription("Whether it may be absent.") @Nullable
            Boolean optional) {}

    record SecretVolume(
            @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
            String secretName,

            @JsonPropertyDescription("Which entries under which path; all when empty.") @Size(max = 64) @Nullable
            List<PathItem> items,

            @JsonPropertyDescription("Whether it may be absent.") @Nullable
            Boolean optional) {}

    record PathItem(
            @JsonPropertyDescription("The entry's key.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
            String key,

            @JsonPropertyDescription("The file's path in the volume.") @Required @Size(min = 1, max = 1024)
            String path) {}

    record ScratchVolume(
            @JsonPropertyDescription("Memory for a folder in memory; on disk when absent.")
            @Size(max = 16)
            @Pattern("^(Memory)?$")
            @Nullable
            String medium,

            @JsonPropertyDescription("The most it may hold, such as 1Gi.")
            @Size(max = Limits.NUMBER)
            @Pattern(Names.QUANTITY)
            @Nullable
            String sizeLimit) {}

    record ClaimVolume(
            @JsonPropertyDescription("Name of the claim.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
            String claimName,

            @JsonPropertyDescription("Whether it is mounted read-only.") @Nullable
            Boolean readOnly) {}

    record Mount(
            @JsonPropertyDescription("Name of the volume.") @Required @Size(min = 1, max = Limits.LABEL)
            String name,

            @JsonPropertyDescription("Absolute path in the container; /checkpoints is Regauge's own.")
            @Required
            @Size(min = 1, max = 1024)
            @ValidationRule(
                    value = "self.startsWith('/') && self != '/checkpoints' && !self.startsWith('/checkpoints/')",
                    messageExpression =
                            "'`mountPath` is `%s`, but must begin with / and must not be under /checkpoints'.format([self])",
                    message = "must begin with / and must not be under /checkpoints")
            String mountPath,

            @JsonPropertyDescription("A path in the volume instead of its root.") @Size(max = 1024) @Nullable
            String subPath,

            @JsonPropertyDescription("Whether it is mounted read-only.") @Nullable
            Boolean readOnly) {}
}
