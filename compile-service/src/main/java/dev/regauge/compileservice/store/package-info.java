/**
 * Files on disk: blobs by digest, signed index entries by namespace and request key. Every file is complete or absent, whatever crashes.
 */
@NullMarked
package dev.regauge.compileservice.store;

import org.jspecify.annotations.NullMarked;
