package dev.regauge.scheduler.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts of one pool laid out so that a gang's place is found quickly. Which ones are free is kept with every change; a copy can be changed to see what
 * would be if.
 */
sealed interface Ground permits Row, Seats, Slices {
    Ground copy();

    /** Only for hosts that {@link #holds}. */
    void set(Berth berth, boolean free);

    boolean holds(Berth berth);

    /** All hosts. */
    List<Berth> berths();

    /**
     * Where the gang goes.
     *
     * @return hosts in rank order; empty = no room
     */
    List<Host> choose(Wish wish);

    /**
     * What a gang wants of a ground.
     *
     * @param kept hosts that have to stay free
     * @param before hosts of a slice that failed, by rank, null where lost; as many of them as can be are taken again. Empty = none
     */
    record Wish(VariantOffer variant, int kept, List<@Nullable Berth> before) {}
}
