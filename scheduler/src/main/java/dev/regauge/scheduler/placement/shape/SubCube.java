package dev.regauge.scheduler.placement.shape;

/**
 * The slices that are part of a cube. A cube is 2x2x4 hosts; seat {@code hx + 2 hy + 4 z} of a cube is the host whose first chip is at (2 hx, 2 hy, z),
 * so ascending seats are in the compiler's order: z slowest, x fastest.
 */
public enum SubCube {
    Host(new Shape(2, 2, 1)),
    Pair(new Shape(2, 2, 2)),
    Column(new Shape(2, 2, 4)),
    Half(new Shape(2, 4, 4));

    /** One column of hosts: all four z at one (hx, hy). */
    private static final int COLUMN = 0x1111;

    /** Legal sets of seats, as bits. */
    private static final int[][] PLACES = {hosts(), pairs(), columns(), halves()};

    private final Shape shape;

    SubCube(Shape shape) {
        this.shape = shape;
    }

    public Shape shape() {
        return shape;
    }

    /** The legal sets of seats, as bits, in a fixed order. */
    int[] places() {
        return PLACES[ordinal()];
    }

    private static int[] hosts() {
        int[] places = new int[CubeTable.SEATS];
        for (int seat = 0; seat < places.length; seat++) {
            places[seat] = 1 << seat;
        }
        return places;
    }

    /** Two neighbours along z, at any height: every link between them is inside the cube. */
    private static int[] pairs() {
        int[] places = new int[12];
        for (int lower = 0; lower < places.length; lower++) {
            places[lower] = 0x11 << lower;
        }
        return places;
    }

    private static int[] columns() {
        return new int[] {COLUMN, COLUMN << 1, COLUMN << 2, COLUMN << 3};
    }

    /** Two neighbouring columns. Not the lower or upper half of the cube: hosts there lie across the short axis, which no executable expects. */
    private static int[] halves() {
        return new int[] {
            COLUMN | COLUMN << 1, COLUMN << 2 | COLUMN << 3, COLUMN | COLUMN << 2, COLUMN << 1 | COLUMN << 3
        };
    }
}
