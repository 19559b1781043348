package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.shape.Shape;
import dev.regauge.scheduler.placement.shape.Spot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hosts in slices that the provider formed: all of one are used, or none. */
final class Slices implements Ground {
    /** Its hosts stand from here to there. */
    record Slice(String name, int from, int to, List<Berth> inRankOrder) {
        int hosts() {
            return to - from;
        }
    }

    private final List<Berth> berths;
    private final Map<String, List<Slice>> byShape = new TreeMap<>(NaturalOrder::compare);
    private final boolean[] free;

    /** @param candidates in rank order */
    Slices(List<Berth> candidates) {
        Comparator<Host.FixedSlice> byName = Comparator.comparing(Host.FixedSlice::shape, NaturalOrder::compare)
                .thenComparing(Host.FixedSlice::name, NaturalOrder::compare);
        List<Berth> sorted = new ArrayList<>(candidates);
        sorted.removeIf(b -> b.host().slice() == null);
        sorted.sort(Comparator.comparing((Berth b) -> b.host().slice(), Comparator.nullsFirst(byName)));
        berths = List.copyOf(sorted);
        free = new boolean[berths.size()];
        int from = 0;
        for (int at = 0; at < free.length; at++) {
            Berth berth = berths.get(at);
            berth.inSlices = at;
            free[at] = berth.free();
            Host.FixedSlice slice = berth.host().slice();
            boolean last = at + 1 == free.length
                    || !Objects.equals(slice, berths.get(at + 1).host().slice());
            if (slice != null && last) {
                byShape.computeIfAbsent(slice.shape(), _ -> new ArrayList<>())
                        .add(new Slice(
                                slice.name(), from, at + 1, inRankOrder(slice.shape(), berths.subList(from, at + 1))));
                from = at + 1;
            }
        }
    }

    /** By coordinates where they are those of the shape, else as they stand: by topology, as the provider numbers them. */
    private static List<Berth> inRankOrder(String text, List<Berth> berths) {
        List<Spot> spots = new ArrayList<>();
        for (Berth berth : berths) {
            Spot spot = berth.spot();
            if (spot != null) {
                spots.add(spot);
            }
        }
        int[] order = Shape.read(text) instanceof Shape.Reading.Legal(Shape shape) && spots.size() == berths.size()
                ? shape.rankOrder(spots)
                : new int[0];
        return order.length == 0
                ? List.copyOf(berths)
                : Arrays.stream(order).mapToObj(berths::get).toList();
    }

    private Slices(Slices original) {
        berths = original.berths;
        byShape.putAll(original.byShape);
        free = original.free.clone();
    }

    @Override
    public Slices copy() {
        return new Slices(this);
    }

    @Override
    public void set(Berth berth, boolean isFree) {
        free[berth.inSlices] = isFree;
    }

    @Override
    public boolean holds(Berth berth) {
        return berth.inSlices >= 0 && berth.inSlices < free.length && berths.get(berth.inSlices) == berth;
    }

    @Override
    public List<Berth> berths() {
        return berths;
    }

    /** In the order in which they are taken. */
    List<Slice> of(String shape) {
        return byShape.getOrDefault(shape, List.of());
    }

    Iterable<String> shapes() {
        return byShape.keySet();
    }

    List<Berth> berths(Slice slice) {
        return berths.subList(slice.from(), slice.to());
    }

    @Override
    public List<Host> choose(Wish wish) {
        Slice chosen = null;
        int freeHosts = 0;
        for (Slice slice : of(String.valueOf(wish.variant().slice()))) {
            if (slice.hosts() == wish.variant().hosts()
                    && free(slice)
                    && ofSize(slice, wish.variant().chipsPerHost())) {
                freeHosts += slice.hosts();
                chosen = chosen == null || hadBy(slice, wish.before()) ? slice : chosen;
            }
        }
        // what can replace a lost slice is a slice of its shape
        return chosen == null || freeHosts - chosen.hosts() < wish.kept()
                ? List.of()
                : chosen.inRankOrder().stream().map(Berth::host).toList();
    }

    /** All its hosts are. */
    boolean free(Slice slice) {
        for (int at = slice.from(); at < slice.to(); at++) {
            if (!free[at]) {
                return false;
            }
        }
        return true;
    }

    private boolean ofSize(Slice slice, int chips) {
        return berths(slice).stream().allMatch(b -> b.host().chips() == chips);
    }

    private boolean hadBy(Slice slice, List<@Nullable Berth> before) {
        return before.stream()
                .anyMatch(b -> b != null && holds(b) && slice.from() <= b.inSlices && b.inSlices < slice.to());
    }
}
