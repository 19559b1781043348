/**
 * The HTTPS endpoints: upload for compile pods; index, blobs and reports for workers.
 */
@NullMarked
package dev.regauge.compileservice.http;

import org.jspecify.annotations.NullMarked;
