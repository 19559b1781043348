package dev.regauge.crds.v1alpha1;

/** The frozen executable of the attempt. */
public record ExecutableReference(String name, String requestKey, String executableKey, String digest) {}
