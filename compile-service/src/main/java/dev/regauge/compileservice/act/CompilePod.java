package dev.regauge.compileservice.act;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.Platform;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pod of one try: runs a tenant's code in the tenant's namespace, with nothing but its request and the right to upload one bundle. */
public final class CompilePod {
    public static final String ROLE = "regauge.dev/role";
    public static final String ROLE_COMPILE = "compile";
    public static final String EXECUTABLE = "regauge.dev/executable";
    public static final String EXECUTABLE_UID = "regauge.dev/executable-uid";
    public static final String TRY = "regauge.dev/try";
    public static final String CPU_FEATURES = "regauge.dev/cpu-features";
    private static final String POOL_TAINT = "regauge.dev/pool";
    private static final String CACHE = "/var/cache/regauge";
    private static final long USER = 65532;
    private static final int NAME_PREFIX = 20;
    private static final Duration KUBELET_SLACK = Duration.ofSeconds(30);

    private CompilePod() {}

    /** What every compile pod of this service has in common. */
    public record Common(String compileUrl, String caPem, Duration deadline, String memory, String scratch) {}

    /** The pod's name. A name cut in the middle may end in a dot or dash, which a pod's must not before "-". */
    public static String name(String executable, int attempt) {
        String prefix = executable
                .substring(0, Math.min(NAME_PREFIX, executable.length()))
                .replaceAll("[.-]+$", "");
        return "rgc-" + prefix + "-" + attempt;
    }

    /** Builds it. */
    public static Pod of(Executable executable, int attempt, String request, String ticket, Common common) {
        var meta = executable.getMetadata();
        return new PodBuilder()
                .withNewMetadata()
                .withName(name(meta.getName(), attempt))
                .withNamespace(meta.getNamespace())
                .withLabels(labels(executable, attempt))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(executable.getApiVersion())
                        .withKind(executable.getKind())
                        .withName(meta.getName())
                        .withUid(meta.getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                // The compiler ends itself at its deadline and says so; the kubelet ends one that does not.
                .withActiveDeadlineSeconds(common.deadline().plus(KUBELET_SLACK).toSeconds())
                .withTerminationGracePeriodSeconds(5L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTolerations(new TolerationBuilder()
                        .withKey(POOL_TAINT)
                        .withOperator("Exists")
                        .withEffect("NoSchedule")
                        .build())
                .withAffinity(affinity(executable))
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(executable, attempt, request, ticket, common))
                .withVolumes(
                        new VolumeBuilder()
                                .withName("tmp")
                                .withEmptyDir(scratch(common))
                                .build(),
                        new VolumeBuilder()
                                .withName("cache")
                                .withEmptyDir(scratch(common))
                                .build())
                .endSpec()
                .build();
    }

    private static Map<String, String> labels(Executable executable, int attempt) {
        return Map.of(
                ROLE, ROLE_COMPILE,
                EXECUTABLE, labelValue(executable.getMetadata().getName()),
                EXECUTABLE_UID, executable.getMetadata().getUid(),
                TRY, Integer.toString(attempt));
    }

    // A label's value is shorter than a name may be.
    private static String labelValue(String name) {
        return name.length() <= 63 ? name : name.substring(0, 63).replaceAll("[.-]+$", "");
    }

    private static Container container(
            Executable executable, int attempt, String request, String ticket, Common common) {
        return new ContainerBuilder()
                .withName("compile")
                .withImage(executable.getSpec().image())
                .withImagePullPolicy("IfNotPresent")
                .withCommand("python", "-m", "regauge.compile")
                .withEnv(
                        env("REGAUGE_COMPILE_REQUEST", request),
                        env("REGAUGE_COMPILE_URL", common.compileUrl()),
                        env("REGAUGE_CA_PEM", common.caPem()),
                        env("REGAUGE_EXECUTABLE_UID", executable.getMetadata().getUid()),
                        env("REGAUGE_TRY", Integer.toString(attempt)),
                        env("REGAUGE_TICKET", ticket),
                        env(
                                "REGAUGE_COMPILE_TIMEOUT_SECONDS",
                                Long.toString(common.deadline().toSeconds())),
                        env("REGAUGE_CACHE_DIR", CACHE),
                        env("HOME", "/tmp"),
                        env("TMPDIR", "/tmp"),
                        env("XDG_CACHE_HOME", CACHE))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewResources()
                // Little is asked for, so that compiles find room beside workers; what they may take is bounded.
                .withRequests(Map.of("cpu", new Quantity("10m"), "memory", new Quantity("256Mi")))
                .withLimits(Map.of("memory", new Quantity(common.memory())))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(
                        new VolumeMountBuilder()
                                .withName("tmp")
                                .withMountPath("/tmp")
                                .build(),
                        new VolumeMountBuilder()
                                .withName("cache")
                                .withMountPath(CACHE)
                                .build())
                .build();
    }

    // Machine code for one CPU may not run on another one, so it is made where the workers' kind of CPU is.
    private static @Nullable Affinity affinity(Executable executable) {
        var target = executable.getSpec().target();
        if (target.platform() != Platform.CPU) {
            return null;
        }
        return new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey(CPU_FEATURES)
                .withOperator("In")
                .withValues(target.cpuFeatures())
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();
    }

    private static EmptyDirVolumeSource scratch(Common common) {
        return new EmptyDirVolumeSource(null, new Quantity(common.scratch()));
    }

    private static EnvVar env(String name, String value) {
        return new EnvVar(name, value, null);
    }
}
