package dev.regauge.scheduler.placement.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All 65,536 sets of free hosts of one cube, judged by search that knows nothing of the table. */
class CubeTableTest {
    private static final int SETS = 1 << 16;

    /** Sides in hosts of each part, as the compiler lays its hosts out: a 2x4x4 slice is one host wide, in x or, turned, in y. */
    private static final int[][][] SIDES = {{{1, 1, 1}}, {{1, 1, 2}}, {{1, 1, 4}}, {{1, 2, 4}, {2, 1, 4}}};

    private static List<Integer> boxes(SubCube part) {
        List<Integer> boxes = new ArrayList<>();
        for (int[] side : SIDES[part.ordinal()]) {
            for (int z = 0; z + side[2] <= 4; z++) {
                for (int y = 0; y + side[1] <= 2; y++) {
                    for (int x = 0; x + side[0] <= 2; x++) {
                        boxes.add(box(x, y, z, side));
                    }
                }
            }
        }
        return boxes;
    }

    private static int box(int x, int y, int z, int[] side) {
        int bits = 0;
        for (int k = z; k < z + side[2]; k++) {
            for (int j = y; j < y + side[1]; j++) {
                for (int i = x; i < x + side[0]; i++) {
                    bits |= 1 << (i + 2 * j + 4 * k);
                }
            }
        }
        return bits;
    }

    @Test
    void theLegalPlacesAreTheBoxesOfWholeHostsInTheCube() {
        for (SubCube part : SubCube.values()) {
            assertThat(Arrays.stream(part.places()).boxed()).containsExactlyInAnyOrderElementsOf(boxes(part));
        }
    }

    @Test
    void aPlaceIsFoundExactlyWhereOneIsFree() {
        for (SubCube part : SubCube.values()) {
            List<Integer> boxes = boxes(part);
            for (int free = 0; free < SETS; free++) {
                int set = free;
                int place = CubeTable.place(part, free);
                boolean any = boxes.stream().anyMatch(box -> (set & box) == box);
                assertThat(place != 0).isEqualTo(any);
                assertThat(place == 0 || (boxes.contains(place) && (free & place) == place))
                        .isTrue();
            }
        }
    }

    @Test
    void noOtherPlaceLeavesRoomForMoreLargerParts() {
        int[][] most = mostSideBySide();
        for (SubCube part : SubCube.values()) {
            List<Integer> boxes = boxes(part);
            for (int free = 0; free < SETS; free++) {
                int place = CubeTable.place(part, free);
                for (int other : boxes) {
                    if ((free & other) == other) {
                        assertThat(Arrays.compare(most[free & ~place], most[free & ~other]))
                                .isNotNegative();
                    }
                }
            }
        }
    }

    /** By set: how many halves, columns and pairs fit side by side. */
    private static int[][] mostSideBySide() {
        int[][] most = new int[SETS][3];
        SubCube[] parts = {SubCube.Half, SubCube.Column, SubCube.Pair};
        for (int free = 0; free < SETS; free++) {
            for (int p = 0; p < parts.length; p++) {
                for (int box : boxes(parts[p])) {
                    if ((free & box) == box) {
                        most[free][p] = Math.max(most[free][p], 1 + most[free & ~box][p]);
                    }
                }
            }
        }
        return most;
    }

    /** Hosts need no search: they fit as long as enough are left. */
    @Test
    void fromTheLargestToTheSmallestEverythingFitsThatCanFit() {
        BitSet[] fitting = fittingTogether();
        for (int free = 0; free < SETS; free++) {
            int set = free;
            assertThat(fitting[free].stream().allMatch(wish -> fitsByTable(set, wish)))
                    .as("free %x", free)
                    .isTrue();
        }
    }

    private static boolean fitsByTable(int free, int wish) {
        int left = free;
        SubCube[] parts = {SubCube.Half, SubCube.Column, SubCube.Pair};
        int[] wanted = {wish / 45, wish / 9 % 5, wish % 9};
        for (int p = 0; p < parts.length; p++) {
            for (int i = 0; i < wanted[p]; i++) {
                int place = CubeTable.place(parts[p], left);
                if (place == 0) {
                    return false;
                }
                left &= ~place;
            }
        }
        return true;
    }

    /** By set: the numbers of halves, columns and pairs, as 45 h + 9 c + p, that fit together some way. */
    private static BitSet[] fittingTogether() {
        BitSet[] fitting = new BitSet[SETS];
        int[] weight = {45, 9, 1};
        SubCube[] parts = {SubCube.Half, SubCube.Column, SubCube.Pair};
        for (int free = 0; free < SETS; free++) {
            BitSet here = new BitSet();
            here.set(0);
            for (int p = 0; p < parts.length; p++) {
                for (int box : boxes(parts[p])) {
                    if ((free & box) == box) {
                        int more = weight[p];
                        fitting[free & ~box].stream().forEach(wish -> here.set(wish + more));
                    }
                }
            }
            fitting[free] = here;
        }
        return fitting;
    }

    @Test
    void placingNearKeepsAsManySeatsAsAnyPlaceCould() {
        for (SubCube part : SubCube.values()) {
            List<Integer> boxes = boxes(part);
            for (int seed = 0; seed < SETS; seed += 7) {
                int free = seed;
                int wanted = seed * 31 & 0xFFFF;
                int most = boxes.stream()
                        .filter(box -> (free & box) == box)
                        .mapToInt(box -> Integer.bitCount(box & wanted))
                        .max()
                        .orElse(0);
                int place = CubeTable.placeNear(part, free, wanted);
                assertThat(Integer.bitCount(place & wanted)).isEqualTo(most);
                assertThat(free & place).isEqualTo(place);
            }
        }
    }

    @Test
    void aBrokenCubeIsAlwaysBetterThanAWholeOneAndTheFullestBest() {
        for (SubCube part : SubCube.values()) {
            int whole = CubeTable.cost(part, CubeTable.ALL);
            for (int free = 1; free < CubeTable.ALL; free++) {
                if (CubeTable.place(part, free) != 0) {
                    assertThat(CubeTable.cost(part, free)).isLessThan(whole);
                } else {
                    assertThat(CubeTable.cost(part, free)).isEqualTo(CubeTable.NEVER);
                }
            }
        }
        assertThat(CubeTable.cost(SubCube.Host, 0x0001)).isLessThan(CubeTable.cost(SubCube.Host, 0x0005));
    }
}
