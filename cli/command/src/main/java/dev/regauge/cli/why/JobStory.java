package dev.regauge.cli.why;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API server knows of one job.
 *
 * @param attempts of this job's UID, oldest epoch first
 * @param executables of its namespace by name
 * @param queue that it names, where there is one
 */
public record JobStory(
        TrainingJob job,
        List<TrainingAttempt> attempts,
        Map<String, Executable> executables,
        Optional<JobQueue> queue,
        List<AcceleratorPool> pools) {
    public JobStory {
        attempts = List.copyOf(attempts);
        executables = Map.copyOf(executables);
        pools = List.copyOf(pools);
    }
}
