package dev.regauge.scheduler.placement.shape;

import java.util.function.IntUnaryOperator;

/** Sums over boxes of cubes of one pod, each in constant time. */
final class Sums {
    private final Grid.Pod pod;
    private final int[] below;

    Sums(Grid.Pod pod, IntUnaryOperator ofCube) {
        this.pod = pod;
        this.below = new int[(pod.nx() + 1) * (pod.ny() + 1) * (pod.nz() + 1)];
        for (int z = 1; z <= pod.nz(); z++) {
            for (int y = 1; y <= pod.ny(); y++) {
                int row = 0;
                for (int x = 1; x <= pod.nx(); x++) {
                    row += ofCube.applyAsInt(pod.cube(x - 1, y - 1, z - 1));
                    below[at(x, y, z)] = row + below(x, y - 1, z) + below(x, y, z - 1) - below(x, y - 1, z - 1);
                }
            }
        }
    }

    private int at(int x, int y, int z) {
        return x + (pod.nx() + 1) * (y + (pod.ny() + 1) * z);
    }

    private int below(int x, int y, int z) {
        return below[at(x, y, z)];
    }

    /** From the first corner up to, not including, the second; what lies outside the pod counts nothing. */
    int in(int x0, int y0, int z0, int x1, int y1, int z1) {
        int ax = Math.max(0, x0);
        int ay = Math.max(0, y0);
        int az = Math.max(0, z0);
        int bx = Math.min(pod.nx(), x1);
        int by = Math.min(pod.ny(), y1);
        int bz = Math.min(pod.nz(), z1);
        if (ax >= bx || ay >= by || az >= bz) {
            return 0;
        }
        return below(bx, by, bz)
                - below(ax, by, bz)
                - below(bx, ay, bz)
                - below(bx, by, az)
                + below(ax, ay, bz)
                + below(ax, by, az)
                + below(bx, ay, az)
                - below(ax, ay, az);
    }
}
