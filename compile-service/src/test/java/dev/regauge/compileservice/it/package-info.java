/** The service as a process of its own, against a real API server. */
package dev.regauge.compileservice.it;
