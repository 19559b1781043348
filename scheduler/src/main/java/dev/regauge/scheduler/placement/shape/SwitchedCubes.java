package dev.regauge.scheduler.placement.shape;

import java.util.Arrays;

/** Any whole cubes of one pod, in any order, form a slice: the switches join them. So counting decides, and nothing above a cube is fragmented. */
final class SwitchedCubes {
    private static final int NOT_YET = -1;

    private final Pods pods;
    private final Grid grid;

    SwitchedCubes(Pods pods, Grid grid) {
        this.pods = pods;
        this.grid = grid;
    }

    int[] choose(Shape shape, int[] before) {
        int[] cubes = kept(shape, before);
        if (!fill(cubes, podOf(cubes))) {
            Arrays.fill(cubes, NOT_YET);
            if (!fill(cubes, fullestPodWith(cubes.length))) {
                return new int[0];
            }
        }
        return Layout.seats(shape, cubes, false);
    }

    /** Cubes by place in the slice that it had and can have again; a cube of which no seat is known any more is lost. */
    private int[] kept(Shape shape, int[] before) {
        int[] cubes = new int[shape.cubes()];
        Arrays.fill(cubes, NOT_YET);
        for (int rank = 0; rank < before.length; rank++) {
            int cube = before[rank] < 0 ? NOT_YET : before[rank] / CubeTable.SEATS;
            if (cube >= 0 && pods.wholeCube(cube)) {
                cubes[Layout.cube(shape, rank)] = cube;
            }
        }
        return cubes;
    }

    private int podOf(int[] cubes) {
        for (int cube : cubes) {
            if (cube >= 0) {
                return grid.podOf(cube);
            }
        }
        return NOT_YET;
    }

    private int fullestPodWith(int cubes) {
        int fullest = NOT_YET;
        for (int pod = 0; pod < grid.pods(); pod++) {
            int here = pods.freeCubes(pod);
            if (here >= cubes && (fullest < 0 || here < pods.freeCubes(fullest))) {
                fullest = pod;
            }
        }
        return fullest;
    }

    /** Puts the pod's first whole cubes where none is yet. */
    private boolean fill(int[] cubes, int number) {
        if (number < 0) {
            return false;
        }
        Grid.Pod pod = grid.pod(number);
        int next = pod.first();
        for (int i = 0; i < cubes.length; i++) {
            if (cubes[i] == NOT_YET) {
                while (next < pod.first() + pod.cubes() && (!pods.wholeCube(next) || contains(cubes, next))) {
                    next++;
                }
                if (next == pod.first() + pod.cubes()) {
                    return false;
                }
                cubes[i] = next++;
            }
        }
        return true;
    }

    private static boolean contains(int[] cubes, int cube) {
        for (int known : cubes) {
            if (known == cube) {
                return true;
            }
        }
        return false;
    }
}
