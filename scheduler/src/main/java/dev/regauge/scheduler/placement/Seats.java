package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.shape.Pods;
import dev.regauge.scheduler.placement.shape.Shape;
import dev.regauge.scheduler.placement.shape.Spot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hosts of a carved v5p pool by where they are in their pods. */
final class Seats implements Ground {
    private static final int HOSTS_PER_CUBE = 16;

    private final @Nullable Berth[] bySeat;
    private final List<Berth> berths;
    private final Pods pods;

    /**
     * A host whose place is unknown, or claimed by another one too, gets no seat: no slice may count on it.
     *
     * @param candidates in rank order
     */
    Seats(Carving carving, List<Berth> candidates) {
        Map<Spot, List<Berth>> bySpot = new LinkedHashMap<>();
        for (Berth berth : candidates) {
            Spot spot = berth.spot();
            if (spot != null && berth.host().chips() == Shape.CHIPS_PER_HOST) {
                bySpot.computeIfAbsent(spot, _ -> new ArrayList<>(1)).add(berth);
            }
        }
        bySpot.values().removeIf(claimants -> claimants.size() > 1);
        this.pods = new Pods(List.copyOf(bySpot.keySet()), carving == Carving.Optical);
        this.bySeat = new Berth[pods.seats()];
        this.berths = bySpot.values().stream().map(List::getFirst).toList();
        bySpot.forEach((spot, claimants) -> {
            Berth berth = claimants.getFirst();
            berth.seat = pods.seat(spot);
            bySeat[berth.seat] = berth;
            pods.set(berth.seat, berth.free());
        });
    }

    private Seats(Seats original) {
        this.bySeat = original.bySeat;
        this.berths = original.berths;
        this.pods = original.pods.copy();
    }

    @Override
    public Seats copy() {
        return new Seats(this);
    }

    @Override
    public void set(Berth berth, boolean free) {
        pods.set(berth.seat, free);
    }

    @Override
    public boolean holds(Berth berth) {
        return berth.seat >= 0 && berth.seat < bySeat.length && bySeat[berth.seat] == berth;
    }

    @Override
    public List<Berth> berths() {
        return berths;
    }

    int freeHosts() {
        return pods.freeSeats();
    }

    int freeCubes() {
        return pods.freeCubes();
    }

    @Override
    public List<Host> choose(Wish wish) {
        if (!(Shape.read(String.valueOf(wish.variant().slice())) instanceof Shape.Reading.Legal(Shape shape))
                || wish.variant().chipsPerHost() != Shape.CHIPS_PER_HOST
                || wish.variant().hosts() != shape.hosts()
                || pods.freeSeats() - wish.kept() < shape.hosts()) {
            return List.of();
        }
        int[] before = wish.before().stream()
                .mapToInt(b -> b == null || !holds(b) ? Berth.NOWHERE : b.seat)
                .toArray();
        int[] seats = pods.choose(shape, before);
        // what can replace a lost cube is a cube, not as many hosts here and there
        boolean cubesKept = pods.freeCubes() - pods.wholeCubesIn(seats) >= wish.kept() / HOSTS_PER_CUBE;
        return cubesKept ? hosts(seats) : List.of();
    }

    private List<Host> hosts(int[] seats) {
        List<Host> hosts = new ArrayList<>(seats.length);
        for (int seat : seats) {
            hosts.add(Objects.requireNonNull(bySeat[seat]).host());
        }
        return hosts;
    }
}
