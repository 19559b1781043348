package dev.regauge.scheduler.placement.shape;

import java.util.Arrays;
import java.util.List;

/**
 * Seats of a slice of whole cubes in rank order. The compiler numbers the hosts of a slice by the slice's own coordinates, z slowest and x fastest, and
 * counts x and y of a host in pairs of chips; which cube of the pod is where in the slice is the pool's business.
 */
final class Layout {
    private Layout() {}

    /** Cubes of the slice along x. */
    static int cubesAlongX(Shape shape) {
        return shape.x() / Shape.CUBE_SIDE;
    }

    static int cubesAlongY(Shape shape) {
        return shape.y() / Shape.CUBE_SIDE;
    }

    static int cubesAlongZ(Shape shape) {
        return shape.z() / Shape.CUBE_SIDE;
    }

    /**
     * @param cubes the pod's cubes by their place in the slice, x fastest and z slowest
     * @param turned the slice's x runs along the pod's y, and the other way round
     */
    static int[] seats(Shape shape, int[] cubes, boolean turned) {
        int[] seats = new int[shape.hosts()];
        for (int rank = 0; rank < seats.length; rank++) {
            int hx = x(shape, rank);
            int hy = y(shape, rank);
            int inCube = turned ? hy % 2 + 2 * (hx % 2) : hx % 2 + 2 * (hy % 2);
            int seat = inCube + 4 * (z(shape, rank) % Shape.CUBE_SIDE);
            seats[rank] = cubes[cube(shape, rank)] * CubeTable.SEATS + seat;
        }
        return seats;
    }

    /** Which of these comes at each rank; empty = they are not a box of this shape. */
    static int[] rankOrder(Shape shape, List<Spot> spots, boolean turned) {
        int[] order = new int[shape.hosts()];
        Arrays.fill(order, -1);
        int left = spots.stream().mapToInt(Spot::x).min().orElse(0);
        int front = spots.stream().mapToInt(Spot::y).min().orElse(0);
        int low = spots.stream().mapToInt(Spot::z).min().orElse(0);
        boolean onePod = spots.stream().map(Spot::pod).distinct().count() == 1;
        if (!onePod || spots.size() != order.length) {
            return new int[0];
        }
        for (int i = 0; i < order.length; i++) {
            Spot spot = spots.get(i);
            int x = turned ? spot.y() - front : spot.x() - left;
            int y = turned ? spot.x() - left : spot.y() - front;
            int z = spot.z() - low;
            int rank = x / 2 + shape.x() / 2 * (y / 2 + shape.y() / 2 * z);
            if (x >= shape.x() || y >= shape.y() || z >= shape.z() || order[rank] >= 0) {
                return new int[0];
            }
            order[rank] = i;
        }
        return order;
    }

    /** Where in the slice the cube of this rank is. */
    static int cube(Shape shape, int rank) {
        return x(shape, rank) / 2
                + cubesAlongX(shape) * (y(shape, rank) / 2 + cubesAlongY(shape) * (z(shape, rank) / Shape.CUBE_SIDE));
    }

    private static int x(Shape shape, int rank) {
        return rank % (shape.x() / 2);
    }

    private static int y(Shape shape, int rank) {
        return rank / (shape.x() / 2) % (shape.y() / 2);
    }

    private static int z(Shape shape, int rank) {
        return rank / (shape.x() / 2) / (shape.y() / 2);
    }
}
