package dev.regauge.scheduler.placement.shape;

import java.util.Arrays;
import java.util.List;

/**
 * Which seats of a pool of carved pods are free, and which of them a slice takes. Seats are numbered 16 to a cube by {@link #seat}; the same free seats
 * always give the same choice, whatever happened before.
 */
public final class Pods {
    private static final int[] NONE = new int[0];

    private final Grid grid;
    private final boolean switched;
    private final int[] free;
    private final int[] freeCubes;
    private int freeSeats;

    /**
     * Nothing is free yet.
     *
     * @param spots of all hosts, pods in the order in which they are to be counted
     * @param switched cubes are joined by optical switches, so any of a pod can form a slice; without, they must be neighbours
     */
    public Pods(List<Spot> spots, boolean switched) {
        this(Grid.of(spots), switched);
    }

    private Pods(Grid grid, boolean switched) {
        this.grid = grid;
        this.switched = switched;
        this.free = new int[grid.cubes()];
        this.freeCubes = new int[grid.pods()];
    }

    public Pods copy() {
        Pods copy = new Pods(grid, switched);
        System.arraycopy(free, 0, copy.free, 0, free.length);
        System.arraycopy(freeCubes, 0, copy.freeCubes, 0, freeCubes.length);
        copy.freeSeats = freeSeats;
        return copy;
    }

    public int seats() {
        return grid.cubes() * CubeTable.SEATS;
    }

    public int seat(Spot spot) {
        return grid.seat(spot);
    }

    public void set(int seat, boolean isFree) {
        int cube = seat / CubeTable.SEATS;
        int bit = 1 << seat % CubeTable.SEATS;
        int before = free[cube];
        int after = isFree ? before | bit : before & ~bit;
        free[cube] = after;
        freeSeats += Integer.bitCount(after) - Integer.bitCount(before);
        freeCubes[grid.podOf(cube)] += (CubeTable.whole(after) ? 1 : 0) - (CubeTable.whole(before) ? 1 : 0);
    }

    public int freeSeats() {
        return freeSeats;
    }

    /** Cubes with all 16 seats free. */
    public int freeCubes() {
        int all = 0;
        for (int cubes : freeCubes) {
            all += cubes;
        }
        return all;
    }

    int freeCubes(int pod) {
        return freeCubes[pod];
    }

    boolean wholeCube(int cube) {
        return CubeTable.whole(free[cube]);
    }

    /** Whole cubes that are whole no longer when these seats are taken. */
    public int wholeCubesIn(int[] seats) {
        int broken = 0;
        int last = -1;
        for (int seat : sorted(seats)) {
            int cube = seat / CubeTable.SEATS;
            broken += cube != last && wholeCube(cube) ? 1 : 0;
            last = cube;
        }
        return broken;
    }

    private static int[] sorted(int[] seats) {
        int[] sorted = seats.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Seats for the slice in rank order; empty = there is no room. */
    public int[] choose(Shape shape) {
        return choose(shape, NONE);
    }

    /**
     * As {@link #choose(Shape)}, but keeps as many as it can of the seats that the slice had.
     *
     * @param before by rank, a negative one where the seat is lost; empty = there was no slice before
     */
    public int[] choose(Shape shape, int[] before) {
        SubCube part = shape.subCube().orElse(null);
        if (part != null) {
            return chooseIn(part, before);
        }
        return switched
                ? new SwitchedCubes(this, grid).choose(shape, before)
                : new BoxSearch(this, grid).choose(shape, before);
    }

    private int[] chooseIn(SubCube part, int[] before) {
        for (int seat : before) {
            if (seat >= 0) {
                int cube = seat / CubeTable.SEATS;
                int near = CubeTable.placeNear(part, free[cube], seatsIn(cube, before));
                if (near != 0) {
                    return seats(cube, near);
                }
            }
        }
        int best = cheapest(part);
        if (best < 0) {
            return NONE;
        }
        if (wholeCube(best)) {
            // a cube has to be broken: the one that a slice of a whole cube would take
            best = choose(new Shape(Shape.CUBE_SIDE, Shape.CUBE_SIDE, Shape.CUBE_SIDE))[0] / CubeTable.SEATS;
        }
        return seats(best, CubeTable.place(part, free[best]));
    }

    private int cheapest(SubCube part) {
        int best = -1;
        int least = CubeTable.NEVER;
        for (int cube = 0; cube < free.length; cube++) {
            int cost = CubeTable.cost(part, free[cube]);
            boolean fuller = best >= 0
                    && cost == least
                    && cost != CubeTable.NEVER
                    && freeCubes[grid.podOf(cube)] < freeCubes[grid.podOf(best)];
            if (cost < least || fuller) {
                best = cube;
                least = cost;
            }
        }
        return best;
    }

    private static int seatsIn(int cube, int[] seats) {
        int bits = 0;
        for (int seat : seats) {
            bits |= seat >= 0 && seat / CubeTable.SEATS == cube ? 1 << seat % CubeTable.SEATS : 0;
        }
        return bits;
    }

    private static int[] seats(int cube, int bits) {
        int[] seats = new int[Integer.bitCount(bits)];
        int left = bits;
        for (int i = 0; i < seats.length; i++) {
            seats[i] = cube * CubeTable.SEATS + Integer.numberOfTrailingZeros(left);
            left &= left - 1;
        }
        return seats;
    }
}
