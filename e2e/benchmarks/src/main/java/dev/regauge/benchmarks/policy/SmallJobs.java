package dev.regauge.benchmarks.policy;

import java.util.Arrays;

/** Up to which size jobs, from the smallest on, brought a given share of all work seen. */
final class SmallJobs {
    private final double share;
    private double[] sizes = new double[64];
    private int seen;
    private int seenAtCut;
    private double upTo;

    SmallJobs(double share) {
        this.share = share;
    }

    void seen(double size) {
        if (seen == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * seen);
        }
        sizes[seen++] = size;
        // sorting anew only when there is 2 % more keeps the whole linear but for a logarithm
        if (seen > 1.02 * seenAtCut) {
            seenAtCut = seen;
            upTo = cut();
        }
    }

    double upTo() {
        return upTo;
    }

    private double cut() {
        double[] sorted = Arrays.copyOf(sizes, seen);
        Arrays.sort(sorted);
        double left = share * Arrays.stream(sorted).sum();
        double last = 0;
        for (double size : sorted) {
            left -= size;
            if (left < 0) {
                break;
            }
            last = size;
        }
        return last;
    }
}
