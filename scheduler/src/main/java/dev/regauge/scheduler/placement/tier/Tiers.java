package dev.regauge.scheduler.placement.tier;

import java.util.Arrays;
import java.util.List;

/**
 * Which hosts of a cluster are free, counted in every domain, and which of them a gang takes: those of the tightest domain that holds it, the fullest
 * such domain first so that large rooms stay whole. Where a gang has to span domains, it takes whole ones and the fullest that holds the rest. The
 * same free hosts always give the same choice, whatever happened before.
 */
public final class Tiers {
    /** Larger gangs go where they span the fewest domains, even if that domain is less full: more hosts than a scalable unit of 32 has. */
    public static final int WHOLE_DOMAINS_ABOVE = 32;

    private final Domains domains;
    private final long[] free;
    private final int[][] freeIn;

    /**
     * Nothing is free yet.
     *
     * @param paths domains of each host, the widest first; hosts sorted in rank order, so that those of one domain are neighbours
     */
    public Tiers(List<List<String>> paths) {
        this(new Domains(paths));
    }

    private Tiers(Domains domains) {
        this.domains = domains;
        this.free = new long[(domains.positions() + Long.SIZE - 1) / Long.SIZE];
        this.freeIn = new int[domains.deepest() + 1][];
        for (int level = 0; level < freeIn.length; level++) {
            freeIn[level] = new int[domains.count(level)];
        }
    }

    public Tiers copy() {
        Tiers copy = new Tiers(domains);
        System.arraycopy(free, 0, copy.free, 0, free.length);
        for (int level = 0; level < freeIn.length; level++) {
            System.arraycopy(freeIn[level], 0, copy.freeIn[level], 0, freeIn[level].length);
        }
        return copy;
    }

    public void set(int position, boolean isFree) {
        if (isFree(position) == isFree) {
            return;
        }
        free[position / Long.SIZE] ^= 1L << position;
        for (int level = 0; level < freeIn.length; level++) {
            int domain = domains.at(level, position);
            if (domain != Domains.NO_DOMAIN) {
                freeIn[level][domain] += isFree ? 1 : -1;
            }
        }
    }

    public boolean isFree(int position) {
        return (free[position / Long.SIZE] >>> position & 1) != 0;
    }

    public int free() {
        return freeIn[0].length == 0 ? 0 : freeIn[0][0];
    }

    /** Positions of {@code hosts} free hosts in rank order; empty = fewer are free. */
    public int[] choose(int hosts) {
        if (hosts < 1 || hosts > free()) {
            return new int[0];
        }
        int level = domains.deepest();
        while (tightest(level, hosts) == Domains.NO_DOMAIN) {
            level--;
        }
        int[] chosen = new int[hosts];
        new Taking(chosen).from(level, tightest(level, hosts), hosts, 0);
        Arrays.sort(chosen);
        return chosen;
    }

    /** As {@link #choose}, but in the tightest domain that also holds these. */
    public int[] chooseNear(int hosts, int[] living) {
        if (living.length == 0 || hosts > free()) {
            return choose(hosts);
        }
        int level = tier(living);
        while (freeIn[level][domains.at(level, living[0])] < hosts) {
            level--;
        }
        int[] chosen = new int[hosts];
        new Taking(chosen).from(level, domains.at(level, living[0]), hosts, 0);
        Arrays.sort(chosen);
        return chosen;
    }

    /** How deep the tightest domain is that holds all of these; 0 = only the whole holds them. */
    public int tier(int[] positions) {
        int level = domains.deepest();
        while (level > 0 && !inOneDomain(level, positions)) {
            level--;
        }
        return level;
    }

    public int deepest() {
        return domains.deepest();
    }

    private boolean inOneDomain(int level, int[] positions) {
        int domain = domains.at(level, positions[0]);
        if (domain == Domains.NO_DOMAIN) {
            return false;
        }
        for (int position : positions) {
            if (domains.at(level, position) != domain) {
                return false;
            }
        }
        return true;
    }

    private int tightest(int level, int hosts) {
        boolean wholeFirst = hosts > WHOLE_DOMAINS_ABOVE && level < domains.deepest();
        int best = Domains.NO_DOMAIN;
        int bestSpan = Integer.MAX_VALUE;
        for (int domain = 0; domain < freeIn[level].length; domain++) {
            int here = freeIn[level][domain];
            if (here < hosts) {
                continue;
            }
            int span = wholeFirst ? span(level, domain, hosts) : 0;
            if (span < bestSpan || (span == bestSpan && here < freeIn[level][best])) {
                best = domain;
                bestSpan = span;
            }
        }
        return best;
    }

    /** The fewest domains of the next level, inside this one, that hold so many. Hosts in none of them count as one more each. */
    private int span(int level, int domain, int hosts) {
        int first = firstChild(level, domain);
        int[] sizes = Arrays.copyOfRange(freeIn[level + 1], first, endOfChildren(level, domain, first));
        Arrays.sort(sizes);
        int missing = hosts;
        int span = 0;
        for (int i = sizes.length - 1; i >= 0 && missing > 0; i--) {
            missing -= sizes[i];
            span++;
        }
        return span + Math.max(0, missing);
    }

    /** The first domain of the next level that starts in this one, or the one after the last of all. */
    private int firstChild(int level, int domain) {
        int at = domains.from(level, domain);
        int low = 0;
        int high = domains.count(level + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (domains.from(level + 1, middle) < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int endOfChildren(int level, int domain, int first) {
        int end = first;
        while (end < domains.count(level + 1) && domains.from(level + 1, end) < domains.to(level, domain)) {
            end++;
        }
        return end;
    }

    /** One gang in the making. */
    private final class Taking {
        private final int[] chosen;

        private Taking(int[] chosen) {
            this.chosen = chosen;
        }

        /** Takes {@code hosts} of the domain, the {@code already}-th and on; tells how many there are then. */
        private int from(int level, int domain, int hosts, int already) {
            if (level == domains.deepest() || freeIn[level][domain] == hosts) {
                return take(domains.from(level, domain), domains.to(level, domain), hosts, already);
            }
            int first = firstChild(level, domain);
            int end = endOfChildren(level, domain, first);
            boolean[] used = new boolean[end - first];
            int count = already;
            int missing = hosts;
            while (missing > 0) {
                int child = next(level + 1, first, used, missing);
                if (child == Domains.NO_DOMAIN) {
                    return takeOutside(level, domain, missing, count);
                }
                used[child - first] = true;
                int part = Math.min(missing, freeIn[level + 1][child]);
                count = from(level + 1, child, part, count);
                missing -= part;
            }
            return count;
        }

        /** The fullest one that holds all, else the roomiest. */
        private int next(int level, int first, boolean[] used, int hosts) {
            int snug = Domains.NO_DOMAIN;
            int roomiest = Domains.NO_DOMAIN;
            for (int i = 0; i < used.length; i++) {
                int here = freeIn[level][first + i];
                if (used[i] || here == 0) {
                    continue;
                }
                if (here >= hosts && (snug == Domains.NO_DOMAIN || here < freeIn[level][snug])) {
                    snug = first + i;
                }
                if (roomiest == Domains.NO_DOMAIN || here > freeIn[level][roomiest]) {
                    roomiest = first + i;
                }
            }
            return snug == Domains.NO_DOMAIN ? roomiest : snug;
        }

        private int take(int from, int to, int hosts, int already) {
            int count = already;
            int end = already + hosts;
            for (int at = nextFree(from); count < end && at < to; at = nextFree(at + 1)) {
                chosen[count++] = at;
            }
            return count;
        }

        /** Hosts of the domain that are in no domain of the next level. */
        private int takeOutside(int level, int domain, int hosts, int already) {
            int count = already;
            int end = already + hosts;
            int to = domains.to(level, domain);
            for (int at = nextFree(domains.from(level, domain)); count < end && at < to; at = nextFree(at + 1)) {
                if (domains.at(level + 1, at) == Domains.NO_DOMAIN) {
                    chosen[count++] = at;
                }
            }
            return count;
        }
    }

    private int nextFree(int from) {
        int word = from / Long.SIZE;
        if (word >= free.length) {
            return Integer.MAX_VALUE;
        }
        long bits = free[word] & -1L << from;
        while (bits == 0) {
            if (++word == free.length) {
                return Integer.MAX_VALUE;
            }
            bits = free[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
}
