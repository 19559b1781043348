package dev.regauge.crds.v1alpha1;

/** Where an attempt stands. The last four are final. */
public enum AttemptPhase {
    Placing,
    Rendezvous,
    Running,
    Completed,
    Failed,
    Superseded,
    Released
}
