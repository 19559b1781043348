/**
 * Who goes before whom: queues by band and fair share, the jobs of a queue by priority, remaining chip-time and age, and the index that finds the next
 * one without looking at all. Knows jobs and queues, but no hosts.
 */
@NullMarked
package dev.regauge.scheduler.placement.queue;

import org.jspecify.annotations.NullMarked;
