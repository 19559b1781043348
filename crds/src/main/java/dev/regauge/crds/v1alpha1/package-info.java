/**
 * The six kinds of the API as Java records: what users and controllers write and read. An absent value reads as the
 * default that the API server would set; all other rules live in the schema (CEL) and in the operator.
 */
@NullMarked
package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
