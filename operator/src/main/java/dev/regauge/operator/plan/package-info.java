/** What a job's spec comes to on the profiles that there are: refusals, shapes, executables. Pure. */
@NullMarked
package dev.regauge.operator.plan;

import org.jspecify.annotations.NullMarked;
