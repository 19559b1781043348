/**
 * What scenarios share: one fleet for the whole test run, jobs made from the examples, waits that say what they wait for, and the commit log as an
 * auditor reads it.
 */
@NullMarked
package dev.regauge.e2e.testkit;

import org.jspecify.annotations.NullMarked;
