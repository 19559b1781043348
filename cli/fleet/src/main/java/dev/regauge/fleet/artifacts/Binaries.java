package dev.regauge.fleet.artifacts;

import java.nio.file.Path;

/** The Kubernetes programs of a fleet: absolute paths of executables. */
public record Binaries(
        Path etcd, Path kubeApiserver, Path kubeControllerManager, Path kubeScheduler, Path kubelet, Path kubectl) {}
