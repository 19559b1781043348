/**
 * Keys, digests and the bundle manifest: what the compiled bytes depend on, and what a bundle says about itself.
 */
@NullMarked
package dev.regauge.scheduler.executable;

import org.jspecify.annotations.NullMarked;
