package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.tier.Tiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Hosts of one pool with equally many chips in rank order, for gangs that take any of them. */
final class Row implements Ground {
    /** Rank order of hosts: by topology, the widest domain first. */
    static final Comparator<Host> RANK_ORDER = (a, b) -> {
        int byDomain = compare(domains(a), domains(b));
        return byDomain != 0 ? byDomain : NaturalOrder.compare(a.node(), b.node());
    };

    private final List<Berth> inOrder;
    private final Tiers tiers;

    /** @param berths in rank order */
    Row(List<Berth> berths) {
        this.inOrder = List.copyOf(berths);
        this.tiers = new Tiers(inOrder.stream().map(b -> domains(b.host())).toList());
        for (int at = 0; at < inOrder.size(); at++) {
            Berth berth = inOrder.get(at);
            berth.position = at;
            tiers.set(at, berth.free());
        }
    }

    private Row(Row original) {
        this.inOrder = original.inOrder;
        this.tiers = original.tiers.copy();
    }

    /** Values up to the first that is not known: what lies below an unknown domain is near to nothing. */
    private static List<String> domains(Host host) {
        int unknown = host.topology().indexOf("");
        return unknown < 0 ? host.topology() : host.topology().subList(0, unknown);
    }

    /** Value by value; numbers inside the values count as numbers ({@code rack-2} before {@code rack-10}). */
    private static int compare(List<String> a, List<String> b) {
        int shared = Math.min(a.size(), b.size());
        for (int i = 0; i < shared; i++) {
            int byValue = NaturalOrder.compare(a.get(i), b.get(i));
            if (byValue != 0) {
                return byValue;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    @Override
    public Row copy() {
        return new Row(this);
    }

    @Override
    public void set(Berth berth, boolean free) {
        tiers.set(berth.position, free);
    }

    @Override
    public boolean holds(Berth berth) {
        return berth.position >= 0 && berth.position < inOrder.size() && inOrder.get(berth.position) == berth;
    }

    @Override
    public List<Berth> berths() {
        return inOrder;
    }

    int free() {
        return tiers.free();
    }

    @Override
    public List<Host> choose(Wish wish) {
        int hosts = wish.variant().hosts();
        return tiers.free() - wish.kept() < hosts ? List.of() : hosts(tiers.choose(hosts));
    }

    /** Free hosts for the lost slots of a gang, as near as can be to those that live; empty = no room. */
    List<Host> chooseNear(int missing, List<Berth> living) {
        return hosts(tiers.chooseNear(
                missing, living.stream().mapToInt(b -> b.position).toArray()));
    }

    /** Whether they lie in one domain of the narrowest kind. */
    boolean tight(List<Host> hosts) {
        List<String> first = domains(hosts.getFirst());
        if (first.isEmpty()) {
            return false;
        }
        for (Host host : hosts) {
            if (!domains(host).equals(first)) {
                return false;
            }
        }
        return true;
    }

    private List<Host> hosts(int[] positions) {
        List<Host> hosts = new ArrayList<>(positions.length);
        for (int position : positions) {
            hosts.add(inOrder.get(position).host());
        }
        return hosts;
    }
}
