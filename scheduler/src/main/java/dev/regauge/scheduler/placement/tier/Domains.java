package dev.regauge.scheduler.placement.tier;

import java.util.Arrays;
import java.util.List;

/**
 * The domains of each level, as ranges of positions. Level 0 is one domain with all hosts; the deepest level has the narrowest domains. A host whose
 * path ends early belongs to no domain below its end. Never changes.
 */
final class Domains {
    static final int NO_DOMAIN = -1;

    /** By level and domain: the first position, and the one after the last. */
    private final int[][] from;

    private final int[][] to;

    /** By level and position. */
    private final int[][] domainAt;

    /** @param paths by position, the widest domain first, sorted so that domains are ranges */
    Domains(List<List<String>> paths) {
        int depth = paths.stream().mapToInt(List::size).max().orElse(0);
        int[] sharedWithLast = new int[paths.size()];
        for (int at = 1; at < paths.size(); at++) {
            sharedWithLast[at] = shared(paths.get(at - 1), paths.get(at));
        }
        from = new int[depth + 1][];
        to = new int[depth + 1][];
        domainAt = new int[depth + 1][paths.size()];
        for (int level = 0; level <= depth; level++) {
            int[] starts = new int[paths.size()];
            int[] ends = new int[paths.size()];
            int domains = 0;
            for (int at = 0; at < paths.size(); at++) {
                if (paths.get(at).size() < level) {
                    domainAt[level][at] = NO_DOMAIN;
                    continue;
                }
                if (at == 0 || sharedWithLast[at] < level) {
                    starts[domains++] = at;
                }
                ends[domains - 1] = at + 1;
                domainAt[level][at] = domains - 1;
            }
            from[level] = Arrays.copyOf(starts, domains);
            to[level] = Arrays.copyOf(ends, domains);
        }
    }

    private static int shared(List<String> a, List<String> b) {
        int shared = 0;
        while (shared < a.size() && shared < b.size() && a.get(shared).equals(b.get(shared))) {
            shared++;
        }
        return shared;
    }

    int deepest() {
        return from.length - 1;
    }

    int count(int level) {
        return from[level].length;
    }

    int from(int level, int domain) {
        return from[level][domain];
    }

    int to(int level, int domain) {
        return to[level][domain];
    }

    int at(int level, int position) {
        return domainAt[level][position];
    }

    int positions() {
        return domainAt[0].length;
    }
}
