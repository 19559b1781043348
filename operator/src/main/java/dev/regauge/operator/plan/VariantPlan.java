package dev.regauge.operator.plan;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.Variant;
import dev.regauge.scheduler.lifecycle.VariantView;
import java.util.Optional;

/**
 * One variant on its profile.
 *
 * @param image that its workers run
 * @param profileGeneration from which the facts were taken
 * @param placeable some pool has the profile
 * @param spec of its executable; empty while a fact is missing that the key needs
 * @param name of its executable
 * @param executable as last seen
 */
public record VariantPlan(
        Variant variant,
        HardwareProfileSpec profile,
        long profileGeneration,
        VariantShape shape,
        String image,
        boolean placeable,
        Optional<ExecutableSpec> spec,
        Optional<String> name,
        Optional<Executable> executable) {

    public VariantView view() {
        return new VariantView(variant.name(), placeable, build());
    }

    private VariantView.Build build() {
        if (executable.isEmpty()) {
            return name.isPresent() ? new VariantView.Build.Missing() : new VariantView.Build.InWork();
        }
        var status = executable.get().getStatus();
        if (status == null || status.phase() == null) {
            return new VariantView.Build.InWork();
        }
        return switch (status.phase()) {
            case Pending, Compiling -> new VariantView.Build.InWork();
            case Ready -> new VariantView.Build.Ready();
            case Failed ->
                new VariantView.Build.Failed(
                        Optional.ofNullable(status.reason()).orElse("CompileFailed"),
                        Optional.ofNullable(status.message()).orElse(""));
        };
    }

    /** Ready or failed. */
    public boolean decided() {
        return executable
                .map(Executable::getStatus)
                .filter(status -> status.phase() == ExecutablePhase.Ready || status.phase() == ExecutablePhase.Failed)
                .isPresent();
    }

    public boolean ready() {
        return executable
                .map(Executable::getStatus)
                .filter(status -> status.phase() == ExecutablePhase.Ready)
                .isPresent();
    }
}
