package dev.regauge.compileservice.controller;

import dev.regauge.compileservice.act.CompilePod;
import dev.regauge.crds.v1alpha1.Executable;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;

/** Questions to compile pods. */
final class CompilePods {
    private CompilePods() {}

    /** Those of an Executable, as the cache has them. */
    static List<Pod> of(Executable executable, Context<Executable> context) {
        return context.getSecondaryResourcesAsStream(Pod.class)
                .filter(p -> isOf(p, executable))
                .toList();
    }

    /** Whether a pod belongs to this very Executable and not to one of the same name before it. */
    static boolean isOf(Pod pod, Executable executable) {
        return executable.getMetadata().getUid().equals(label(pod, CompilePod.EXECUTABLE_UID));
    }

    /** Whether its processes have ended. */
    static boolean over(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** Which try it is. */
    static int attempt(Pod pod) {
        String text = label(pod, CompilePod.TRY);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    static String label(Pod pod, String name) {
        String value = pod.getMetadata().getLabels() == null
                ? null
                : pod.getMetadata().getLabels().get(name);
        return value == null ? "" : value;
    }
}
