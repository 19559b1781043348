/** Reads the files that this module commits: definitions, profiles, roles, examples. */
@NullMarked
package dev.regauge.crds.files;

import org.jspecify.annotations.NullMarked;
