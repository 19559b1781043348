package dev.regauge.scheduler.lifecycle;

import java.util.List;

/** What the placement engine says about the epoch after the newest attempt. */
public sealed interface Placement {
    /** Not asked, or no answer yet. */
    record Unknown() implements Placement {}

    record Waiting(String reason, String message) implements Placement {}

    /** The chips of these hosts, in rank order, are promised. */
    record Granted(long epoch, String variant, String pool, List<String> hosts, String why) implements Placement {
        public Granted {
            hosts = List.copyOf(hosts);
        }
    }
}
