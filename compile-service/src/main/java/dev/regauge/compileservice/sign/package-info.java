/**
 * The service's Ed25519 key, the DSSE envelopes made with it, and the upload tickets derived from it.
 */
@NullMarked
package dev.regauge.compileservice.sign;

import org.jspecify.annotations.NullMarked;
