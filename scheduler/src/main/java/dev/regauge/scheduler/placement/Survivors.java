package dev.regauge.scheduler.placement;

import java.util.List;
import java.util.Optional;

/**
 * Members of the failed attempt that still live, in rank order, lost slots empty. Their pods stay, so their hosts' chips, though held, are open to
 * this job and to no other.
 */
public record Survivors(String variant, List<Optional<String>> hosts) {
    public Survivors {
        hosts = List.copyOf(hosts);
    }

    public int living() {
        return (int) hosts.stream().filter(Optional::isPresent).count();
    }
}
