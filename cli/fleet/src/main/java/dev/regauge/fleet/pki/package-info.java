/** The fleet's own certificate authorities, the certificates they issue and the keys that sign tokens and bundles. */
@NullMarked
package dev.regauge.fleet.pki;

import org.jspecify.annotations.NullMarked;
