package dev.regauge.operator.act;

import dev.regauge.crds.v1alpha1.JobTemplate;
import dev.regauge.crds.v1alpha1.PodOverlay;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.executable.Digest;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All of a worker pod that does not depend on its slot. A living pod is taken over by a later attempt only under an equal hash. */
public record PodTemplate(
        String image,
        String platform,
        int chips,
        String resource,
        String pool,
        String claim,
        String cpu,
        Optional<String> memory,
        List<EnvVar> env,
        List<EnvFromSource> envFrom,
        List<Volume> volumes,
        List<VolumeMount> volumeMounts,
        List<String> pullSecrets,
        Map<String, String> labels,
        Optional<PodOverlay> overlay) {
    private static final String CPU = "500m";
    private static final String CLAIM = "checkpoints";
    private static final JobTemplate EMPTY =
            new JobTemplate(List.of(), List.of(), List.of(), List.of(), null, List.of(), null, null, Map.of());

    public static PodTemplate of(TrainingJob job, VariantPlan plan, String pool) {
        JobTemplate own = Optional.ofNullable(plan.variant().template())
                .or(() -> Optional.ofNullable(job.getSpec().template()))
                .orElse(EMPTY);
        return new PodTemplate(
                plan.image(),
                plan.profile().platform().name().toLowerCase(Locale.ROOT),
                plan.shape().chipsPerHost(),
                plan.profile().resourceName(),
                pool,
                Optional.ofNullable(job.getSpec().checkpoint().store().claim()).orElse(CLAIM),
                Optional.ofNullable(own.cpu()).orElse(CPU),
                Optional.ofNullable(own.memory()),
                own.env(),
                own.envFrom(),
                own.volumes(),
                own.volumeMounts(),
                own.imagePullSecrets(),
                new TreeMap<>(own.labels()),
                Optional.ofNullable(plan.profile().podOverlay()));
    }

    /** A label value: at most 63 characters. */
    public String hash() {
        Map<String, Object> parts = new TreeMap<>();
        parts.put("image", image);
        parts.put("platform", platform);
        parts.put("chips", chips);
        parts.put("resource", resource);
        parts.put("pool", pool);
        parts.put("claim", claim);
        parts.put("cpu", cpu);
        parts.put("memory", memory.orElse(""));
        parts.put("env", env);
        parts.put("envFrom", envFrom);
        parts.put("volumes", volumes);
        parts.put("volumeMounts", volumeMounts);
        parts.put("pullSecrets", pullSecrets);
        parts.put("labels", labels);
        parts.put("overlay", overlay.map(Serialization::asJson).orElse(""));
        return Digest.sha256Hex(Serialization.asJson(parts).getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
    }
}
