package dev.regauge.scheduler.lifecycle;

import java.time.Duration;

/**
 * The numbers of the rules.
 *
 * @param silence a member not heard of for so long is lost
 * @param scheduling a pod not bound for so long, while kube-scheduler is alive, is refused
 * @param rendezvous a gang not complete so long after its pods were bound is released whole
 * @param draining a gang that was told to save and stop may take so long
 * @param replacement survivors keep their pods so long while a lost slot is being filled
 */
public record Bounds(
        Duration silence, Duration scheduling, Duration rendezvous, Duration draining, Duration replacement) {}
