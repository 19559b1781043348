package dev.regauge.crds.v1alpha1;

/** How jobs of one queue share its chips over time. */
public enum WithinQueue {
    TakeTurns,
    RunToEnd
}
