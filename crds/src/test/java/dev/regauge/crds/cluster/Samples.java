package dev.regauge.crds.cluster;

import dev.regauge.crds.files.Repository;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/** Lawful objects under names of their own. */
final class Samples {
    private Samples() {}

    static GenericKubernetesResource job(String name) {
        var job = Requests.read(Repository.text("examples/byte-lm.yaml"));
        job.getMetadata().setName(name);
        return job;
    }

    static GenericKubernetesResource executable(String name) {
        return Requests.read("""
                apiVersion: regauge.dev/v1alpha1
                kind: Executable
                metadata: {name: %s, namespace: research}
                spec:
                  image: registry/worker@sha256:%s
                  entrypoint: regauge_programs.transformer:program
                  config: {layers: 2, width: 128}
                  globalBatch: 32
                  target:
                    platform: tpu
                    profile: tpu-v5p
                    hosts: 1
                    chipsPerHost: 4
                    slice: 2x2x1
                    chip: {name: v5p, peakBf16Flops: 459.0e+12, hbmBytes: 102005473280, hbmBytesPerSecond: 2.765e+12,
                           interconnectBytesPerSecond: 540.0e+9, source: documentation}
                    memoryFraction: 0.92
                    efficiency: {p10: 0.35, p50: 0.55, p90: 0.7}
                    deviceKind: TPU v5
                  mesh: [{axis: data, size: 2}, {axis: fsdp, size: 2}]
                """.formatted(name, "a".repeat(64)));
    }

    static GenericKubernetesResource attempt(String job, long epoch) {
        return Requests.read(
                """
                apiVersion: regauge.dev/v1alpha1
                kind: TrainingAttempt
                metadata: {name: %s-%d, namespace: research}
                spec:
                  job: {name: %s, uid: 8d5d5c1e-0000-0000-0000-000000000000}
                  epoch: %d
                  term: 1
                  variant: cpu-2x4
                  profile: cpu
                  pool: cpu-4
                  chipsPerHost: 4
                  members: [{node: cpu-4-a, podEpoch: 1, podIndex: 0}, {node: cpu-4-b, podEpoch: 1, podIndex: 1}]
                  executable: {name: e, requestKey: "%s", executableKey: "%s", digest: "sha256:%s"}
                  restore: {mode: Newest}
                  steps: 200
                  image: registry/worker@sha256:%s
                  templateHash: "0123456789abcdef"
                  placementReason: first in order
                """.formatted(job, epoch, job, epoch, "1".repeat(64), "2".repeat(64), "3".repeat(64), "a".repeat(64)));
    }
}
