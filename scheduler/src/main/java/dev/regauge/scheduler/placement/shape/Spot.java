package dev.regauge.scheduler.placement.shape;

import java.util.List;
import java.util.Optional;

/** Where a host is: the pod, and the coordinates of its first chip in it. */
public record Spot(List<String> pod, int x, int y, int z) {
    /** Sides of a pod end here; a v5p pod has 16x20x28 chips. */
    static final int MOST_CHIPS_A_SIDE = 128;

    private static final int COORDINATES = 3;

    public static final String ALLOWED =
            "pod, x, y, z with even x and y, all below " + MOST_CHIPS_A_SIDE + ", each place once";

    public Spot {
        pod = List.copyOf(pod);
    }

    /** The last three values are x, y and z; what stands before names the pod. Empty = not so. */
    public static Optional<Spot> read(List<String> topology) {
        int names = topology.size() - COORDINATES;
        if (names < 1 || topology.subList(0, names).contains("")) {
            return Optional.empty();
        }
        int x = coordinate(topology.get(names));
        int y = coordinate(topology.get(names + 1));
        int z = coordinate(topology.get(names + 2));
        boolean legal = x >= 0 && y >= 0 && z >= 0 && x % 2 == 0 && y % 2 == 0;
        return legal ? Optional.of(new Spot(topology.subList(0, names), x, y, z)) : Optional.empty();
    }

    /** Negative = none. */
    private static int coordinate(String text) {
        int number = text.equals("0") ? 0 : Shape.number(text);
        boolean legal = number > 0 ? number < MOST_CHIPS_A_SIDE : text.equals("0");
        return legal ? number : -1;
    }
}
