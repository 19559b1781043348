package dev.regauge.scheduler.placement.shape;

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
