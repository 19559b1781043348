package dev.regauge.crds.v1alpha1;

/** Who forms slices: nobody (fixed node pools), any cubes of a pod, or optical switches. */
public enum Carving {
    Fixed,
    Blocks,
    Optical
}
