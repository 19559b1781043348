/** Tests of the kinds, roles and policies on a real API server: nothing else says whether a rule is affordable, understood and enforced. */
@NullMarked
package dev.regauge.crds.cluster;

import org.jspecify.annotations.NullMarked;
