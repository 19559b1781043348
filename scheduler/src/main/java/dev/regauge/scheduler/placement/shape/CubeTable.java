package dev.regauge.scheduler.placement.shape;

/**
 * The best place for each part of a cube, for each of the 65,536 sets of free seats. The best place leaves the most room for larger parts: first
 * halves that fit side by side, then columns, then pairs; among equals, the most positions to choose from, and then the lowest seats.
 *
 * <p>Taken from the largest part to the smallest, this fits everything into a cube that can be fitted into it at all.
 */
final class CubeTable {
    static final int SEATS = 16;
    static final int ALL = (1 << SEATS) - 1;

    /** The cost of what cannot be placed. */
    static final int NEVER = 0xFFFF;

    private static final CubeTable TABLE = new CubeTable();

    private final int[] room = new int[ALL + 1];
    private final char[][] place = new char[SubCube.values().length][ALL + 1];
    private final char[][] cost = new char[SubCube.values().length][ALL + 1];

    private CubeTable() {
        for (int free = 0; free <= ALL; free++) {
            room[free] = countRoom(free);
        }
        for (SubCube part : SubCube.values()) {
            for (int free = 0; free <= ALL; free++) {
                int best = search(part, free);
                place[part.ordinal()][free] = (char) best;
                cost[part.ordinal()][free] =
                        (char) (best == 0 ? NEVER : loss(free, free & ~best) << 5 | Integer.bitCount(free));
            }
        }
    }

    /** Seats to take, as bits; 0 = there is no room. */
    static int place(SubCube part, int free) {
        return TABLE.place[part.ordinal()][free];
    }

    /**
     * What it costs to place here rather than in another cube, the least being best: room lost for a whole cube, for halves, columns and pairs, the
     * largest first; then the seats that are free, so that cubes fill up one by one.
     */
    static int cost(SubCube part, int free) {
        return TABLE.cost[part.ordinal()][free];
    }

    static boolean whole(int free) {
        return free == ALL;
    }

    /** Of the best places those that keep the most of {@code wanted}; 0 = no free place keeps any. */
    static int placeNear(SubCube part, int free, int wanted) {
        int best = 0;
        int most = 0;
        for (int place : part.places()) {
            int kept = Integer.bitCount(place & wanted);
            boolean nearer = kept > most || (kept == most && kept > 0 && TABLE.better(free & ~place, free & ~best));
            if ((free & place) == place && nearer) {
                best = place;
                most = kept;
            }
        }
        return best;
    }

    private int loss(int before, int after) {
        int had = room[before];
        int has = room[after];
        return (halves(had) - halves(has)) << 8 | (columns(had) - columns(has)) << 4 | (pairs(had) - pairs(has));
    }

    private int search(SubCube part, int free) {
        int best = 0;
        for (int place : part.places()) {
            if ((free & place) == place && (best == 0 || better(free & ~place, free & ~best))) {
                best = place;
            }
        }
        return best;
    }

    private boolean better(int after, int than) {
        return room[after] != room[than] ? room[after] > room[than] : positions(after) > positions(than);
    }

    private static int positions(int free) {
        int positions = 0;
        for (SubCube part : SubCube.values()) {
            for (int place : part.places()) {
                positions += (free & place) == place ? 1 : 0;
            }
        }
        return positions;
    }

    // Room: how many halves, columns and pairs fit side by side, the first in the highest bits. A whole cube counts as
    // one half more than its two.

    private static int countRoom(int free) {
        int halves = whole(free) ? 3 : halvesSideBySide(free);
        int columns = 0;
        for (int column : SubCube.Column.places()) {
            columns += (free & column) == column ? 1 : 0;
        }
        int pairs = 0;
        int left = free;
        // from the bottom up, each pair as low as it goes, is the most
        for (int pair : SubCube.Pair.places()) {
            if ((left & pair) == pair) {
                left &= ~pair;
                pairs++;
            }
        }
        return halves << 8 | columns << 4 | pairs;
    }

    private static int halvesSideBySide(int free) {
        int most = 0;
        for (int one : SubCube.Half.places()) {
            if ((free & one) == one) {
                most = Math.max(most, 1);
                for (int other : SubCube.Half.places()) {
                    most = (one & other) == 0 && (free & other) == other ? 2 : most;
                }
            }
        }
        return most;
    }

    private static int halves(int room) {
        return room >> 8;
    }

    private static int columns(int room) {
        return room >> 4 & 0xF;
    }

    private static int pairs(int room) {
        return room & 0xF;
    }
}
