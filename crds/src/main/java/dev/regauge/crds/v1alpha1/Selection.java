package dev.regauge.crds.v1alpha1;

/** How a variant is chosen among the ready ones. */
public enum Selection {
    Cheapest,
    Fastest,
    Ordered
}
