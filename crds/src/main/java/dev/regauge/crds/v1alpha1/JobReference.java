package dev.regauge.crds.v1alpha1;

/** The job by name and UID: a job created again under the same name is another job. */
public record JobReference(String name, String uid) {}
