package dev.regauge.cli.why;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what the API server knows of a job. */
public final class StoryReader {
    private final KubernetesClient client;

    public StoryReader(KubernetesClient client) {
        this.client = client;
    }

    public List<TrainingJob> jobs() {
        return client.resources(TrainingJob.class).inAnyNamespace().list().getItems();
    }

    public JobStory story(TrainingJob job) {
        String namespace = job.getMetadata().getNamespace();
        return new JobStory(
                job,
                client.resources(TrainingAttempt.class).inNamespace(namespace).list().getItems().stream()
                        .filter(attempt -> attempt.getSpec()
                                .job()
                                .uid()
                                .equals(job.getMetadata().getUid()))
                        .sorted(Comparator.comparing(
                                attempt -> attempt.getSpec().epoch()))
                        .toList(),
                client.resources(Executable.class).inNamespace(namespace).list().getItems().stream()
                        .collect(Collectors.toMap(e -> e.getMetadata().getName(), Function.identity())),
                Optional.ofNullable(client.resources(JobQueue.class)
                        .withName(job.getSpec().queue())
                        .get()),
                client.resources(AcceleratorPool.class).list().getItems());
    }
}
