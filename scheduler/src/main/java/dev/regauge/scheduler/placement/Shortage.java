package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.GangFit.Fit;
import dev.regauge.scheduler.placement.Ground.Wish;
import dev.regauge.scheduler.placement.shape.Shape;
import dev.regauge.scheduler.placement.shape.Spot;
import java.util.ArrayList;
import java.util.List;

/** Why a pool has no room for a gang, with the numbers. */
final class Shortage {
    private final Fleet fleet;
    private final Pool pool;
    private final VariantOffer variant;
    private final Asker asker;
    private final List<Berth> closed;
    private final Wish wish;

    Shortage(Fleet fleet, Pool pool, VariantOffer variant, Asker asker) {
        this.fleet = fleet;
        this.pool = pool;
        this.variant = variant;
        this.asker = asker;
        this.closed = asker.closedHosts(fleet, pool, variant.chipsPerHost());
        this.wish = new Wish(variant, asker.spares(pool), List.of());
    }

    /** Whether there would be room if all other jobs left. */
    boolean couldFree() {
        Ground empty = fleet.emptied(pool, variant);
        if (closed.isEmpty()) {
            return !empty.choose(wish).isEmpty();
        }
        Ground open = empty.copy();
        closed.stream().filter(open::holds).forEach(b -> open.set(b, false));
        return !open.choose(wish).isEmpty();
    }

    /** On a ground as it is for the asker. */
    Fit.NoRoom on(Ground ground) {
        return switch (ground) {
            case Row row -> onRow(row);
            case Slices slices -> onSlices(slices);
            case Seats seats -> onSeats(seats);
        };
    }

    private Fit.NoRoom onRow(Row row) {
        int hosts = row.berths().size();
        int unhealthy = fleet.unhealthy(pool, variant.chipsPerHost());
        int reachable = hosts - unhealthy - closed.size() - asker.spares(pool);
        WaitReason reason = hosts < variant.hosts()
                ? WaitReason.TooLargeForPools
                : reachable >= variant.hosts()
                        ? WaitReason.NotEnoughChips
                        : unhealthy > 0
                                ? WaitReason.HostsUnhealthy
                                : closed.isEmpty() ? WaitReason.NotEnoughChips : WaitReason.PlacementRefused;
        String detail = variant.name() + " needs " + variant.hosts() + " hosts of " + variant.chipsPerHost()
                + " chips; pool " + pool.name() + " has " + counts(hosts, row.free(), unhealthy);
        return new Fit.NoRoom(new Reason(reason, detail), reachable >= variant.hosts());
    }

    private String counts(int hosts, int free, int unhealthy) {
        int kept = asker.spares(pool);
        return hosts + ": " + free + " free" + (kept > 0 ? " (" + kept + " kept as spares)" : "") + ", "
                + (hosts - free - unhealthy - closed.size()) + " in use, " + unhealthy + " unhealthy, " + closed.size()
                + " closed to this job";
    }

    private Fit.NoRoom onSlices(Slices slices) {
        String shape = String.valueOf(variant.slice());
        List<Slices.Slice> all = slices.of(shape);
        int broken = 0;
        int busy = 0;
        int free = 0;
        for (Slices.Slice slice : all) {
            List<Berth> berths = slices.berths(slice);
            boolean whole = berths.size() == variant.hosts()
                    && berths.stream()
                            .allMatch(b -> b.host().healthy()
                                    && b.host().chips() == variant.chipsPerHost()
                                    && !closed.contains(b));
            if (!whole) {
                broken++;
            } else if (slices.free(slice)) {
                free++;
            } else {
                busy++;
            }
        }
        List<String> others = new ArrayList<>();
        slices.shapes().forEach(others::add);
        String have = all.isEmpty() && !others.isEmpty()
                ? " has none, but of " + String.join(", ", others)
                : " has " + all.size() + ": " + (free > 0 ? free + " free, kept as spares, " : "") + busy + " in use, "
                        + broken + " incomplete or closed to this job";
        return new Fit.NoRoom(
                new Reason(
                        WaitReason.NoFreeSlice,
                        variant.name() + " needs a " + shape + " slice; pool " + pool.name() + have),
                busy > 0);
    }

    private Fit.NoRoom onSeats(Seats seats) {
        switch (Shape.read(String.valueOf(variant.slice()))) {
            case Shape.Reading.Illegal(String why) -> {
                return illegal(why);
            }
            case Shape.Reading.Legal(Shape shape) -> {
                if (shape.hosts() != variant.hosts() || variant.chipsPerHost() != Shape.CHIPS_PER_HOST) {
                    return illegal("slice is " + shape + ", which is " + shape.hosts() + " hosts of "
                            + Shape.CHIPS_PER_HOST + " chips, but asked for are " + variant.hosts() + " of "
                            + variant.chipsPerHost());
                }
                return noSlice(seats, shape);
            }
        }
    }

    private Fit.NoRoom illegal(String why) {
        return new Fit.NoRoom(new Reason(WaitReason.IllegalSlice, variant.name() + ": " + why), false);
    }

    private Fit.NoRoom noSlice(Seats seats, Shape shape) {
        boolean couldFree = couldFree();
        int hosts = seats.berths().size();
        int unhealthy = hosts - ((Seats) fleet.emptied(pool, variant)).freeHosts();
        int unseated = fleet.count(pool) - hosts;
        String detail = variant.name() + " needs a " + shape + " slice, " + shape.hosts() + " hosts"
                + (shape.cubes() > 0 ? " in " + shape.cubes() + " whole cubes" : "") + "; pool " + pool.name() + " has "
                + counts(hosts, seats.freeHosts(), unhealthy) + "; whole free cubes: " + seats.freeCubes()
                + (unseated > 0 ? "; " + unseated + " without a place, allowed: " + Spot.ALLOWED : "");
        return new Fit.NoRoom(new Reason(whyNot(seats, shape, couldFree), detail), couldFree);
    }

    private WaitReason whyNot(Seats seats, Shape shape, boolean couldFree) {
        if (couldFree) {
            boolean enough = seats.freeHosts() - asker.spares(pool) >= shape.hosts();
            return enough ? WaitReason.NoFreeSlice : WaitReason.NotEnoughChips;
        }
        if (!closed.isEmpty() && !fleet.emptied(pool, variant).choose(wish).isEmpty()) {
            return WaitReason.PlacementRefused;
        }
        boolean tooLarge = fleet.healed(pool, variant).choose(wish).isEmpty();
        return tooLarge ? WaitReason.TooLargeForPools : WaitReason.HostsUnhealthy;
    }
}
