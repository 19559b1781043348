package dev.regauge.scheduler.placement.queue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers of lanes, given once for ever, so that sets of lanes are bits. */
public final class Lanes {
    private final Map<Lane, Integer> numbers = new HashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Lane.Kind, BitSet> byKind = new LinkedHashMap<>();

    int number(Lane lane) {
        return numbers.computeIfAbsent(lane, fresh -> {
            int number = lanes.size();
            lanes.add(fresh);
            byKind.computeIfAbsent(fresh.kind(), _ -> new BitSet()).set(number);
            return number;
        });
    }

    public Lane lane(int number) {
        return lanes.get(number);
    }

    /** In the order in which they were first asked for. */
    public Map<Lane.Kind, BitSet> byKind() {
        return byKind;
    }
}
