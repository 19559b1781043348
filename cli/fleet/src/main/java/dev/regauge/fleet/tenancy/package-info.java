/** What an administrator does in the cluster: applies manifests and opens namespaces for jobs. */
@NullMarked
package dev.regauge.fleet.tenancy;

import org.jspecify.annotations.NullMarked;
