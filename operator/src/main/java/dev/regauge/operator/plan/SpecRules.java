package dev.regauge.operator.plan;

import dev.regauge.crds.v1alpha1.AxisRule;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.MeshAxis;
import dev.regauge.crds.v1alpha1.Platform;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobSpec;
import dev.regauge.crds.v1alpha1.Variant;
import dev.regauge.scheduler.lifecycle.JobState.Invalid;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the schema cannot check because it needs the profiles. The first thing wrong is the answer; every message names field, value and what is allowed. */
public final class SpecRules {
    /** Attempts and pods add an epoch and an index, and a pod's name is a label. */
    public static final int NAME_LENGTH = 40;

    /** One compile pod runs a process per host. */
    static final int CPU_HOSTS = 8;

    private SpecRules() {}

    public static Optional<Invalid> check(TrainingJob job, Map<String, HardwareProfileSpec> profiles) {
        String name = job.getMetadata().getName();
        TrainingJobSpec spec = job.getSpec();
        if (name.length() > NAME_LENGTH) {
            return refuse(
                    Reason.NameTooLong,
                    "metadata.name is " + name + " with " + name.length() + " characters; allowed: at most "
                            + NAME_LENGTH);
        }
        List<String> unsupported = UnsupportedFields.in(spec);
        if (!unsupported.isEmpty()) {
            return refuse(
                    Reason.NotSupportedYet,
                    "spec." + String.join(", spec.", unsupported)
                            + " is set; allowed: leave it out, its behaviour is not there yet");
        }
        return spec.variants().stream()
                .flatMap(variant -> check(spec, variant, profiles).stream())
                .findFirst();
    }

    private static Optional<Invalid> check(
            TrainingJobSpec spec, Variant variant, Map<String, HardwareProfileSpec> profiles) {
        String path = "spec.variants[" + variant.name() + "]";
        HardwareProfileSpec profile = profiles.get(variant.profile());
        if (profile == null) {
            return refuse(
                    Reason.UnknownProfile,
                    path + ".profile is " + variant.profile() + "; allowed: "
                            + String.join(", ", new TreeSet<>(profiles.keySet())));
        }
        return Stream.of(
                        slice(path, variant, profile),
                        hosts(path, variant, profile),
                        mesh(path, variant, profile),
                        batch(path, spec, variant),
                        image(path, spec, variant, profile))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Invalid> slice(String path, Variant variant, HardwareProfileSpec profile) {
        if (profile.platform() == Platform.TPU && variant.slice() == null) {
            return refuse(
                    Reason.IllegalSlice,
                    path + ".slice is missing; allowed for " + variant.profile() + ": "
                            + String.join(", ", profile.sliceShapes()));
        }
        if (profile.platform() != Platform.TPU && variant.slice() != null) {
            return refuse(
                    Reason.IllegalSlice,
                    path + ".slice is " + variant.slice() + "; allowed for " + variant.profile() + ": hosts instead");
        }
        if (variant.slice() != null && !profile.sliceShapes().contains(variant.slice())) {
            return refuse(
                    Reason.IllegalSlice,
                    path + ".slice is " + variant.slice() + "; allowed for " + variant.profile() + ": "
                            + String.join(", ", profile.sliceShapes()));
        }
        return Optional.empty();
    }

    private static Optional<Invalid> hosts(String path, Variant variant, HardwareProfileSpec profile) {
        VariantShape shape = VariantShape.of(variant, profile);
        if (profile.platform() == Platform.CPU && shape.hosts() > CPU_HOSTS) {
            return refuse(
                    Reason.TooManyHosts,
                    path + ".hosts is " + shape.hosts() + "; allowed for cpu: at most " + CPU_HOSTS);
        }
        if (shape.chipsPerHost() > profile.host().chips()) {
            return refuse(
                    Reason.TooManyChips,
                    path + ".chipsPerHost is " + shape.chipsPerHost() + "; allowed for " + variant.profile()
                            + ": at most " + profile.host().chips());
        }
        Integer most = profile.maxChipsPerJob();
        if (most != null && shape.chips() > most) {
            return refuse(
                    Reason.TooManyChips,
                    path + " asks for " + shape.chips() + " chips; allowed for " + variant.profile() + ": at most "
                            + most);
        }
        return Optional.empty();
    }

    private static Optional<Invalid> mesh(String path, Variant variant, HardwareProfileSpec profile) {
        BigInteger product = product(variant.mesh().stream().map(MeshAxis::size));
        VariantShape shape = VariantShape.of(variant, profile);
        if (product.equals(BigInteger.valueOf(shape.chips()))) {
            return Optional.empty();
        }
        return refuse(
                Reason.MeshMismatch,
                path + ".mesh has " + product + " places; allowed: " + shape.chips() + ", which is " + shape.hosts()
                        + " hosts x " + shape.chipsPerHost() + " chips");
    }

    private static Optional<Invalid> batch(String path, TrainingJobSpec spec, Variant variant) {
        Set<String> batchAxes = variant.axisRules().stream()
                .filter(rule -> rule.logical().equals("batch"))
                .findFirst()
                .map(AxisRule::mesh)
                .map(Set::copyOf)
                .orElse(Set.of());
        BigInteger parts = product(variant.mesh().stream()
                        .filter(axis -> batchAxes.contains(axis.axis()))
                        .map(MeshAxis::size))
                .multiply(BigInteger.valueOf(variant.gradientAccumulation()));
        if (BigInteger.valueOf(spec.globalBatch()).mod(parts).signum() == 0) {
            return Optional.empty();
        }
        return refuse(
                Reason.BatchNotDivisible,
                "spec.globalBatch is " + spec.globalBatch() + "; allowed for " + path + ": a multiple of " + parts
                        + ", the mesh axes of batch times gradientAccumulation");
    }

    private static Optional<Invalid> image(
            String path, TrainingJobSpec spec, Variant variant, HardwareProfileSpec profile) {
        Optional<String> image = Images.worker(spec, variant, profile);
        if (image.isEmpty()) {
            return refuse(
                    Reason.ImageMissing,
                    path + " has no image: neither it, nor spec.program.source.image, nor runtimeImage of profile "
                            + variant.profile() + " names one; allowed: one of them, by digest");
        }
        return image.get().contains("@sha256:")
                ? Optional.empty()
                : refuse(
                        Reason.InvalidSpec,
                        path + " has the image " + image.get() + "; allowed: a reference with @sha256:");
    }

    private static BigInteger product(Stream<Integer> sizes) {
        return sizes.map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
    }

    private static Optional<Invalid> refuse(Reason reason, String message) {
        return Optional.of(new Invalid(reason.name(), message));
    }
}
