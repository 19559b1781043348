package dev.regauge.scheduler.placement;

/** Who forms slices of a pool: nobody (node pools fixed by the provider), any cubes of a pod as neighbours, or any cubes through optical switches. */
public enum Carving {
    Fixed,
    Blocks,
    Optical
}
