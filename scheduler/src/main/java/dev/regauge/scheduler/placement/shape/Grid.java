package dev.regauge.scheduler.placement.shape;

import java.util.Arrays;
import java.util.List;

/**
 * The numbering of cubes and seats. Pods come one after another; in a pod, cubes count x fastest and z slowest, as seats do in a cube. Never changes.
 */
final class Grid {
    /** Cubes of one pod along each axis, and the number of its first cube. */
    record Pod(List<String> name, int nx, int ny, int nz, int first) {
        int cubes() {
            return nx * ny * nz;
        }

        int cube(int x, int y, int z) {
            return first + x + nx * (y + ny * z);
        }
    }

    private final Pod[] pods;
    private final int[] podOfCube;

    /** Pods in the order of their first spots; each as large as its spots need. */
    static Grid of(List<Spot> spots) {
        List<List<String>> names = spots.stream().map(Spot::pod).distinct().toList();
        Pod[] pods = new Pod[names.size()];
        int first = 0;
        for (int p = 0; p < pods.length; p++) {
            List<String> name = names.get(p);
            int[] most = new int[3];
            for (Spot spot : spots) {
                if (spot.pod().equals(name)) {
                    most[0] = Math.max(most[0], spot.x());
                    most[1] = Math.max(most[1], spot.y());
                    most[2] = Math.max(most[2], spot.z());
                }
            }
            pods[p] = new Pod(
                    name,
                    1 + most[0] / Shape.CUBE_SIDE,
                    1 + most[1] / Shape.CUBE_SIDE,
                    1 + most[2] / Shape.CUBE_SIDE,
                    first);
            first += pods[p].cubes();
        }
        return new Grid(pods, first);
    }

    private Grid(Pod[] pods, int cubes) {
        this.pods = pods;
        this.podOfCube = new int[cubes];
        for (int p = 0; p < pods.length; p++) {
            Arrays.fill(podOfCube, pods[p].first(), pods[p].first() + pods[p].cubes(), p);
        }
    }

    int pods() {
        return pods.length;
    }

    int cubes() {
        return podOfCube.length;
    }

    Pod pod(int number) {
        return pods[number];
    }

    int podOf(int cube) {
        return podOfCube[cube];
    }

    int seat(Spot spot) {
        for (Pod pod : pods) {
            if (pod.name().equals(spot.pod())) {
                int cube = pod.cube(spot.x() / Shape.CUBE_SIDE, spot.y() / Shape.CUBE_SIDE, spot.z() / Shape.CUBE_SIDE);
                int hx = spot.x() / 2 % 2;
                int hy = spot.y() / 2 % 2;
                return cube * CubeTable.SEATS + hx + 2 * hy + 4 * (spot.z() % Shape.CUBE_SIDE);
            }
        }
        throw new IllegalArgumentException(spot + " is in none of the pods");
    }
}
