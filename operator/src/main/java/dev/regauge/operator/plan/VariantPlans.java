package dev.regauge.operator.plan;

import dev.regauge.crds.request.RequestInputs;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.Platform;
import dev.regauge.crds.v1alpha1.TargetFacts;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobSpec;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.crds.v1alpha1.Variant;
import dev.regauge.crds.v1alpha1.VariantStatus;
import dev.regauge.scheduler.executable.RequestKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Plans every variant of a job. What an admitted job uses is frozen: its executable stays the same until the variant itself is edited. */
public final class VariantPlans {
    /** Variants that nobody can place compile behind those that wait for it. */
    private static final int PLACEABLE_PRIORITY = 10;

    private final Function<String, Optional<Executable>> executables;
    private final Function<String, Optional<String>> cpuFeatures;
    private final Function<String, Boolean> hasPool;

    /**
     * @param executables by name, in the job's namespace
     * @param cpuFeatures of the hosts of a profile, where any host carries them
     * @param hasPool whether some pool has the profile
     */
    public VariantPlans(
            Function<String, Optional<Executable>> executables,
            Function<String, Optional<String>> cpuFeatures,
            Function<String, Boolean> hasPool) {
        this.executables = executables;
        this.cpuFeatures = cpuFeatures;
        this.hasPool = hasPool;
    }

    /** The profile of the variant must exist and an image be known: {@link SpecRules} passed. */
    public VariantPlan plan(TrainingJob job, Variant variant, HardwareProfile profile) {
        TrainingJobSpec spec = job.getSpec();
        HardwareProfileSpec facts = profile.getSpec();
        VariantShape shape = VariantShape.of(variant, facts);
        boolean placeable = hasPool.apply(variant.profile());
        Optional<Executable> frozen = frozen(job, variant, shape);
        Optional<ExecutableSpec> wanted = frozen.map(Executable::getSpec)
                .or(() -> target(variant, facts, shape).map(target -> spec(spec, variant, facts, target, placeable)));
        Optional<String> name = frozen.map(
                        executable -> executable.getMetadata().getName())
                .or(() -> wanted.map(s -> RequestKeys.of(RequestInputs.of(s)).executableName()));
        return new VariantPlan(
                variant,
                facts,
                profile.getMetadata().getGeneration() == null
                        ? 0
                        : profile.getMetadata().getGeneration(),
                shape,
                frozenImage(job, variant)
                        .orElseGet(() -> Images.worker(spec, variant, facts).orElseThrow()),
                placeable,
                wanted,
                name,
                frozen.or(() -> name.flatMap(executables)));
    }

    private Optional<Executable> frozen(TrainingJob job, Variant variant, VariantShape shape) {
        return recorded(job, variant)
                .flatMap(status -> Optional.ofNullable(status.executable()))
                .flatMap(executables)
                .filter(executable -> made(executable.getSpec(), job.getSpec(), variant, shape));
    }

    /** An image that the variant names itself is its own wish and follows it; one that came from elsewhere stays as it was. */
    private static Optional<String> frozenImage(TrainingJob job, Variant variant) {
        return variant.image() != null
                ? Optional.empty()
                : Optional.ofNullable(job.getStatus())
                        .map(TrainingJobStatus::frozen)
                        .map(frozen -> frozen.images().get(variant.name()));
    }

    private static Optional<VariantStatus> recorded(TrainingJob job, Variant variant) {
        return Optional.ofNullable(job.getStatus()).stream()
                .flatMap(status -> status.variants().stream())
                .filter(status -> status.name().equals(variant.name()))
                .findFirst();
    }

    /** The executable is still what the variant asks for; facts of the profile are left out on purpose. */
    private static boolean made(ExecutableSpec made, TrainingJobSpec job, Variant variant, VariantShape shape) {
        return made.entrypoint().equals(job.program().entrypoint())
                && Objects.equals(made.config(), job.program().config())
                && made.globalBatch() == job.globalBatch()
                && made.target().profile().equals(variant.profile())
                && made.target().hosts() == shape.hosts()
                && made.target().chipsPerHost() == shape.chipsPerHost()
                && Objects.equals(made.target().slice(), variant.slice())
                && made.mesh().equals(variant.mesh())
                && made.axisRules().equals(variant.axisRules())
                && made.remat() == variant.remat()
                && made.gradientAccumulation() == variant.gradientAccumulation()
                && made.compilerOptions()
                        .entrySet()
                        .containsAll(variant.compilerOptions().entrySet())
                && (variant.image() == null || variant.image().equals(made.image()));
    }

    private Optional<TargetFacts> target(Variant variant, HardwareProfileSpec facts, VariantShape shape) {
        Optional<String> features =
                facts.platform() == Platform.CPU ? cpuFeatures.apply(variant.profile()) : Optional.empty();
        if (facts.platform() == Platform.CPU && features.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TargetFacts(
                facts.platform(),
                variant.profile(),
                shape.hosts(),
                shape.chipsPerHost(),
                variant.slice(),
                facts.chip(),
                facts.memoryFraction(),
                facts.efficiency(),
                facts.compile().deviceKind(),
                facts.compile().gpuTargetConfig(),
                features.orElse(null)));
    }

    private static ExecutableSpec spec(
            TrainingJobSpec job, Variant variant, HardwareProfileSpec facts, TargetFacts target, boolean placeable) {
        Map<String, String> options = new HashMap<>(facts.compile().compilerOptions());
        options.putAll(variant.compilerOptions());
        return new ExecutableSpec(
                Images.compiler(job, variant, facts).orElseThrow(),
                job.program().entrypoint(),
                job.program().config(),
                job.globalBatch(),
                target,
                variant.mesh(),
                variant.axisRules(),
                variant.remat(),
                variant.gradientAccumulation(),
                options,
                placeable ? PLACEABLE_PRIORITY : 0);
    }
}
