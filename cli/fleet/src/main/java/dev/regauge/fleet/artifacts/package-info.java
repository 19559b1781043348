/**
 * What a local fleet is made of, brought onto this machine: programs, the worker image, the image store of a node.
 *
 * <p>Everything lands in one cache, under a name that contains the digest of what it was made from, by an atomic rename:
 * a half-made artifact is never seen and a finished one is never changed. The room uses the JDK alone, so that the entry
 * script can run {@link dev.regauge.fleet.artifacts.Prepare} from source while Maven is still fetching its plugins.
 */
@NullMarked
package dev.regauge.fleet.artifacts;

import org.jspecify.annotations.NullMarked;
