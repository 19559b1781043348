package dev.regauge.scheduler.placement.shape;

import org.jspecify.annotations.Nullable;

/**
 * Without switches a slice is a box of neighbouring whole cubes of one pod. Its x and y may be exchanged, but its z is the pod's: the hosts' chips lie
 * in x and y, and an executable expects them so. A box does not reach across the pod's edge.
 *
 * <p>The box with the fewest free neighbours is taken, in the fullest pod that has one: it fits in most snugly and leaves large rooms whole.
 */
final class BoxSearch {
    private final Pods pods;
    private final Grid grid;

    BoxSearch(Pods pods, Grid grid) {
        this.pods = pods;
        this.grid = grid;
    }

    /** Origin and sides in cubes. */
    private record Box(Grid.Pod pod, int x, int y, int z, int nx, int ny, int nz, boolean turned) {
        int sum(Sums sums) {
            return sums.in(x, y, z, x + nx, y + ny, z + nz);
        }

        int sumAround(Sums sums) {
            return sums.in(x - 1, y, z, x, y + ny, z + nz)
                    + sums.in(x + nx, y, z, x + nx + 1, y + ny, z + nz)
                    + sums.in(x, y - 1, z, x + nx, y, z + nz)
                    + sums.in(x, y + ny, z, x + nx, y + ny + 1, z + nz)
                    + sums.in(x, y, z - 1, x + nx, y + ny, z)
                    + sums.in(x, y, z + nz, x + nx, y + ny, z + nz + 1);
        }

        int[] seats(Shape shape) {
            int[] cubes = new int[shape.cubes()];
            int at = 0;
            for (int k = 0; k < Layout.cubesAlongZ(shape); k++) {
                for (int j = 0; j < Layout.cubesAlongY(shape); j++) {
                    for (int i = 0; i < Layout.cubesAlongX(shape); i++) {
                        cubes[at++] = turned ? pod.cube(x + j, y + i, z + k) : pod.cube(x + i, y + j, z + k);
                    }
                }
            }
            return Layout.seats(shape, cubes, turned);
        }
    }

    private record Found(Box box, int kept, int freeInPod, int freeAround) {
        boolean betterThan(@Nullable Found other) {
            if (other == null || kept != other.kept) {
                return other == null || kept > other.kept;
            }
            return freeInPod != other.freeInPod ? freeInPod < other.freeInPod : freeAround < other.freeAround;
        }
    }

    int[] choose(Shape shape, int[] before) {
        int[] held = seatsByCube(before);
        Found best = null;
        for (int p = 0; p < grid.pods(); p++) {
            boolean mayHave = pods.freeCubes(p) >= shape.cubes();
            boolean mayBeBetter = best == null || before.length > 0 || pods.freeCubes(p) < best.freeInPod();
            if (mayHave && mayBeBetter) {
                best = bestOf(p, shape, held, best);
            }
        }
        return best == null ? new int[0] : best.box().seats(shape);
    }

    private @Nullable Found bestOf(int number, Shape shape, int[] held, @Nullable Found before) {
        Grid.Pod pod = grid.pod(number);
        Sums free = new Sums(pod, cube -> pods.wholeCube(cube) ? 1 : 0);
        Sums kept = held.length == 0 ? null : new Sums(pod, cube -> held[cube]);
        Found best = before;
        for (boolean turned : new boolean[] {false, true}) {
            int nx = turned ? Layout.cubesAlongY(shape) : Layout.cubesAlongX(shape);
            int ny = turned ? Layout.cubesAlongX(shape) : Layout.cubesAlongY(shape);
            int nz = Layout.cubesAlongZ(shape);
            if (turned && nx == ny) {
                break;
            }
            for (int z = 0; z + nz <= pod.nz(); z++) {
                for (int y = 0; y + ny <= pod.ny(); y++) {
                    for (int x = 0; x + nx <= pod.nx(); x++) {
                        Box box = new Box(pod, x, y, z, nx, ny, nz, turned);
                        if (box.sum(free) == shape.cubes()) {
                            Found found = new Found(
                                    box, kept == null ? 0 : box.sum(kept), pods.freeCubes(number), box.sumAround(free));
                            best = found.betterThan(best) ? found : best;
                        }
                    }
                }
            }
        }
        return best;
    }

    /** How many of the seats are in each cube; empty = there are none. */
    private int[] seatsByCube(int[] seats) {
        int[] byCube = new int[seats.length == 0 ? 0 : grid.cubes()];
        for (int seat : seats) {
            if (seat >= 0) {
                byCube[seat / CubeTable.SEATS]++;
            }
        }
        return byCube;
    }
}
