/** Side effects on Kubernetes: idempotent, named by job and epoch, created if absent, deleted by UID. */
@NullMarked
package dev.regauge.operator.act;

import org.jspecify.annotations.NullMarked;
