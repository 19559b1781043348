package dev.regauge.cli.demo;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.crds.v1alpha1.VariantStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One job as the API shows it, and waits on it that fail with a readable message. */
final class JobView {
    private static final Duration POLL = Duration.ofMillis(250);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    JobView(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    KubernetesClient client() {
        return client;
    }

    Optional<TrainingJob> job() {
        return Optional.ofNullable(client.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    Optional<TrainingJobStatus> status() {
        return job().flatMap(job -> Optional.ofNullable(job.getStatus()));
    }

    Optional<TrainingAttempt> attempt(long epoch) {
        return Optional.ofNullable(client.resources(TrainingAttempt.class)
                .inNamespace(namespace)
                .withName(name + "-" + epoch)
                .get());
    }

    /** The executables of the job by variant, in the order of its variants. */
    Map<String, Executable> executables() {
        Map<String, Executable> found = new LinkedHashMap<>();
        for (VariantStatus variant : status().map(TrainingJobStatus::variants).orElseGet(java.util.List::of)) {
            if (variant.executable() != null) {
                Executable executable = client.resources(Executable.class)
                        .inNamespace(namespace)
                        .withName(variant.executable())
                        .get();
                if (executable != null) {
                    found.put(variant.name(), executable);
                }
            }
        }
        return found;
    }

    boolean finished() {
        return condition("Finished").map("True"::equals).orElse(false);
    }

    boolean succeeded() {
        return condition("Succeeded").map("True"::equals).orElse(false);
    }

    String lastWord() {
        return status().map(status -> status.status() + " (" + status.reason() + "): " + status.message())
                .orElse("no status yet");
    }

    /**
     * Asks again and again until `look` finds something.
     *
     * @throws DemoFailed when the job finished without success or the time is over
     */
    <T> T await(String what, Duration atMost, Function<JobView, Optional<T>> look) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> found = look.apply(this);
            if (found.isPresent()) {
                return found.get();
            }
            if (finished() && !succeeded()) {
                throw new DemoFailed("while waiting for " + what + ", the job ended: " + lastWord());
            }
            if (System.nanoTime() > end) {
                throw new DemoFailed(
                        "waited " + atMost.toSeconds() + " s for " + what + "; the job says " + lastWord());
            }
            pause();
        }
    }

    private Optional<String> condition(String type) {
        return status().flatMap(status -> status.conditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .map(condition -> condition.getStatus())
                .findFirst());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("interrupted");
        }
    }
}
