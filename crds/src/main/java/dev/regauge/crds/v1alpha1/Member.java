package dev.regauge.crds.v1alpha1;

/** One worker of the gang; its place in the list is its rank, its pod's name follows from epoch and index. */
public record Member(String node, long podEpoch, int podIndex) {}
