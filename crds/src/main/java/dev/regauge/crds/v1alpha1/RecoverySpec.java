package dev.regauge.crds.v1alpha1;

import java.util.List;

/** How often the job may come back. */
public record RecoverySpec(int maxRestarts, List<RecoveryRule> rules) {
    public RecoverySpec {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }
}
