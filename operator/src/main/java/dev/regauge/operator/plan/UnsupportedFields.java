package dev.regauge.operator.plan;

import dev.regauge.crds.v1alpha1.CheckpointSpec;
import dev.regauge.crds.v1alpha1.JobTemplate;
import dev.regauge.crds.v1alpha1.MismatchPolicy;
import dev.regauge.crds.v1alpha1.OnDelete;
import dev.regauge.crds.v1alpha1.TrainingJobSpec;
import dev.regauge.crds.v1alpha1.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fields of the schema whose behaviour is not there yet. One that is set would be ignored, so it is refused instead. */
final class UnsupportedFields {
    private UnsupportedFields() {}

    /** The fields that are set, by path. */
    static List<String> in(TrainingJobSpec spec) {
        List<String> found = new ArrayList<>();
        add(
                found,
                spec.initFrom() != null
                        && (spec.initFrom().job() != null || spec.initFrom().checkpoint() != null),
                "initFrom");
        add(found, spec.evaluation() != null, "evaluation");
        add(found, set(spec.restartNonce()), "restartNonce");
        add(found, spec.migration() != null && spec.migration().parity() != null, "migration.parity");
        add(found, spec.onExecutableMismatch() != MismatchPolicy.Stop, "onExecutableMismatch");
        add(found, spec.ttlSecondsAfterFinished() != null, "ttlSecondsAfterFinished");
        add(found, set(spec.managedBy()), "managedBy");
        add(found, spec.slices() != null && spec.slices() > 1, "slices");
        add(
                found,
                spec.program().source() != null && spec.program().source().bundle() != null,
                "program.source.bundle");
        add(found, spec.recovery() != null && !spec.recovery().rules().isEmpty(), "recovery.rules");
        checkpoint(found, spec.checkpoint());
        template(found, "template", spec.template());
        for (Variant variant : spec.variants()) {
            template(found, "variants[" + variant.name() + "].template", variant.template());
            boolean over = variant.mesh().stream().anyMatch(axis -> axis.over() != null);
            add(found, over, "variants[" + variant.name() + "].mesh[].over");
        }
        return found;
    }

    private static void checkpoint(List<String> found, CheckpointSpec checkpoint) {
        add(found, checkpoint.store().url() != null, "checkpoint.store.url");
        add(found, checkpoint.onDelete() == OnDelete.Delete, "checkpoint.onDelete");
        boolean every = Optional.ofNullable(checkpoint.keep())
                .map(keep -> keep.everySteps())
                .isPresent();
        add(found, every, "checkpoint.keep.everySteps");
    }

    private static void template(List<String> found, String path, @Nullable JobTemplate template) {
        if (template != null) {
            add(found, set(template.serviceAccountName()), path + ".serviceAccountName");
        }
    }

    private static boolean set(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    private static void add(List<String> found, boolean set, String path) {
        if (set) {
            found.add(path);
        }
    }
}
