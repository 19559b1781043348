package dev.regauge.scheduler.placement;

/** How a variant is chosen among those that are ready and have room. */
public enum Selection {
    Cheapest,
    Fastest,
    Ordered
}
