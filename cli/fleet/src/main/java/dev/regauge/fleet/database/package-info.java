/** The fleet's own PostgreSQL, as an unprivileged user, on loopback. */
@NullMarked
package dev.regauge.fleet.database;

import org.jspecify.annotations.NullMarked;
