package dev.regauge.scheduler.placement.shape;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbering of cubes and seats. Pods come one after another; in a pod, cubes count x fastest and z slowest, as seats do in a cube. Never changes.
 */
final class Grid {
    /** Cubes of one pod along each axis, and the number of its first cube. */
    record Pod(int number, int nx, int ny, int nz, int first) {
        int cubes() {
            return nx * ny * nz;
        }

        int cube(int x, int y, int z) {
            return first + x + nx * (y + ny * z);
        }
    }

    private final Map<List<String>, Pod> byName;
    private final Pod[] pods;
    private final int[] podOfCube;

    /** Pods in the order of their first spots; each as large as its spots need. */
    static Grid of(List<Spot> spots) {
        Map<List<String>, int[]> corners = new LinkedHashMap<>();
        for (Spot spot : spots) {
            int[] corner = corners.computeIfAbsent(spot.pod(), _ -> new int[3]);
            corner[0] = Math.max(corner[0], spot.x() / Shape.CUBE_SIDE);
            corner[1] = Math.max(corner[1], spot.y() / Shape.CUBE_SIDE);
            corner[2] = Math.max(corner[2], spot.z() / Shape.CUBE_SIDE);
        }
        Map<List<String>, Pod> pods = new LinkedHashMap<>();
        int first = 0;
        for (Map.Entry<List<String>, int[]> entry : corners.entrySet()) {
            int[] corner = entry.getValue();
            Pod pod = new Pod(pods.size(), corner[0] + 1, corner[1] + 1, corner[2] + 1, first);
            pods.put(entry.getKey(), pod);
            first += pod.cubes();
        }
        return new Grid(pods, first);
    }

    private Grid(Map<List<String>, Pod> byName, int cubes) {
        this.byName = byName;
        this.pods = byName.values().toArray(new Pod[0]);
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
        Pod pod = byName.get(spot.pod());
        if (pod == null) {
            throw new IllegalArgumentException(spot + " is in none of the pods " + byName.keySet());
        }
        int cube = pod.cube(spot.x() / Shape.CUBE_SIDE, spot.y() / Shape.CUBE_SIDE, spot.z() / Shape.CUBE_SIDE);
        int hx = spot.x() / 2 % 2;
        int hy = spot.y() / 2 % 2;
        return cube * CubeTable.SEATS + hx + 2 * hy + 4 * (spot.z() % Shape.CUBE_SIDE);
    }
}
