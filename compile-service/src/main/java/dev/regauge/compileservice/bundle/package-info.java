/**
 * What a bundle must look like before it is stored. Bytes of tenants are parsed strictly and never executed.
 */
@NullMarked
package dev.regauge.compileservice.bundle;

import org.jspecify.annotations.NullMarked;
