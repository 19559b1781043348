package dev.regauge.scheduler.placement.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PodsPropertiesTest {
    private static final List<Shape> SHAPES = List.of(
            new Shape(2, 2, 1),
            new Shape(2, 2, 2),
            new Shape(2, 2, 4),
            new Shape(2, 4, 4),
            new Shape(4, 4, 4),
            new Shape(4, 4, 8),
            new Shape(4, 4, 12),
            new Shape(4, 8, 8),
            new Shape(4, 8, 12),
            new Shape(8, 8, 8));

    /** Where the compiler for v5p, asked for these topologies with 2x2x1 chips a host, puts the first chip of each process. */
    @Test
    void ranksAreInTheCompilersOrder() {
        assertThat(PlainPods.order(new Shape(2, 4, 4), false))
                .containsExactly(
                        List.of(0, 0, 0),
                        List.of(0, 2, 0),
                        List.of(0, 0, 1),
                        List.of(0, 2, 1),
                        List.of(0, 0, 2),
                        List.of(0, 2, 2),
                        List.of(0, 0, 3),
                        List.of(0, 2, 3));
        assertThat(PlainPods.order(new Shape(4, 8, 8), false))
                .startsWith(
                        List.of(0, 0, 0),
                        List.of(2, 0, 0),
                        List.of(0, 2, 0),
                        List.of(2, 2, 0),
                        List.of(0, 4, 0),
                        List.of(2, 4, 0),
                        List.of(0, 6, 0),
                        List.of(2, 6, 0),
                        List.of(0, 0, 1),
                        List.of(2, 0, 1));
        for (boolean switched : new boolean[] {true, false}) {
            PlainPods pods = new PlainPods(box(4, 8, 8), switched);
            pods.spots.forEach(spot -> pods.set(spot, true));
            assertThat(pods.choose(new Shape(4, 8, 8)))
                    .extracting(s -> List.of(s.x(), s.y(), s.z()))
                    .isEqualTo(PlainPods.order(new Shape(4, 8, 8), false));
        }
    }

    @Test
    void aBoxOfCubesMayBeTurnedButNeverTilted() {
        PlainPods wide = new PlainPods(box(8, 4, 4), false);
        wide.spots.forEach(spot -> wide.set(spot, true));
        assertThat(wide.choose(new Shape(4, 4, 8)))
                .as("hosts lie in x and y, so z stays z")
                .isEmpty();
        PlainPods turned = new PlainPods(box(8, 4, 8), false);
        turned.spots.forEach(spot -> turned.set(spot, true));
        List<Spot> slice = turned.choose(new Shape(4, 8, 8));
        turned.check(new Shape(4, 8, 8), slice);
        assertThat(slice.get(1))
                .as("rank 1 is next along the slice's x, the pod's y")
                .isEqualTo(new Spot(List.of("pod"), 0, 2, 0));
    }

    private static List<Spot> box(int sx, int sy, int sz) {
        List<Spot> spots = new ArrayList<>();
        for (int x = 0; x < sx; x += 2) {
            for (int y = 0; y < sy; y += 2) {
                for (int z = 0; z < sz; z++) {
                    spots.add(new Spot(List.of("pod"), x, y, z));
                }
            }
        }
        return spots;
    }

    @Property(tries = 120)
    void aSliceIsLegalAndFoundExactlyWhereThereIsRoom(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, random.nextBoolean());
        for (Shape shape : SHAPES) {
            List<Spot> slice = pods.choose(shape);
            assertThat(!slice.isEmpty()).as("%s", shape).isEqualTo(pods.hasRoom(shape, _ -> true));
            if (!slice.isEmpty()) {
                pods.check(shape, slice);
            }
        }
    }

    @Property(tries = 60)
    void aWholeCubeIsBrokenOnlyWhereNoBrokenOneHasRoom(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, random.nextBoolean());
        for (Shape shape : SHAPES.subList(0, 4)) {
            List<Spot> slice = pods.choose(shape);
            if (!slice.isEmpty()) {
                Set<List<Object>> whole = new HashSet<>();
                for (Spot spot : pods.spots) {
                    if (pods.wholeCube(spot.pod().getFirst(), spot.x() / 4, spot.y() / 4, spot.z() / 4)) {
                        whole.add(PlainPods.cube(spot));
                    }
                }
                assertThat(whole.contains(PlainPods.cube(slice.getFirst())))
                        .isEqualTo(!pods.hasRoom(shape, cube -> !whole.contains(cube)));
            }
        }
    }

    @Property(tries = 60)
    void wholeCubesComeFromTheFullestPodThatHasThem(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, true);
        for (Shape shape : SHAPES.subList(4, SHAPES.size())) {
            List<Spot> slice = pods.choose(shape);
            if (!slice.isEmpty()) {
                long here = pods.wholeCubes(slice.getFirst().pod().getFirst());
                long least = pods.podNames().stream()
                        .mapToLong(pods::wholeCubes)
                        .filter(cubes -> cubes >= shape.cubes())
                        .min()
                        .orElseThrow();
                assertThat(here).isEqualTo(least);
            }
        }
    }

    @Property(tries = 40)
    void moreFreeHostsNeverTakeRoomAway(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, random.nextBoolean());
        List<Boolean> before =
                SHAPES.stream().map(shape -> !pods.choose(shape).isEmpty()).toList();
        pods.spots.stream().filter(_ -> random.nextInt(4) == 0).forEach(spot -> pods.set(spot, true));
        for (int i = 0; i < SHAPES.size(); i++) {
            assertThat(!before.get(i) || !pods.choose(SHAPES.get(i)).isEmpty()).isTrue();
        }
    }

    @Property(tries = 40)
    void whatIsFreeDecidesNotHowItCameToBeFree(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods lived = PlainPods.random(random, random.nextBoolean());
        for (int i = 0; i < 40; i++) {
            Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
            List<Spot> slice = lived.choose(shape);
            slice.forEach(spot -> lived.set(spot, false));
            Spot other = lived.spots.get(random.nextInt(lived.spots.size()));
            lived.set(other, random.nextBoolean());
        }
        PlainPods fresh = new PlainPods(lived.spots, lived.switched);
        List<Spot> free = new ArrayList<>(lived.free);
        Collections.shuffle(free, random);
        free.forEach(spot -> fresh.set(spot, true));
        assertThat(lived.pods.freeSeats()).isEqualTo(free.size());
        assertThat(lived.pods.freeCubes()).isEqualTo(Math.toIntExact(lived.wholeCubes()));
        for (Shape shape : SHAPES) {
            assertThat(fresh.choose(shape)).isEqualTo(lived.choose(shape));
            assertThat(lived.pods.copy().choose(shape)).isEqualTo(lived.pods.choose(shape));
        }
    }

    /** The host of one rank falls ill after the slice was taken; the slice's other hosts are open to it. */
    @Property(tries = 100)
    void aMendedSliceIsLegalAndKeepsWhatItCan(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, random.nextBoolean());
        for (Shape shape : SHAPES) {
            int[] before = pods.pods.choose(shape);
            if (before.length == 0) {
                continue;
            }
            int lost = random.nextInt(before.length);
            Spot ill = pods.bySeat.get(before[lost]);
            pods.set(ill, false);
            int[] slots = before.clone();
            slots[lost] = -1;
            List<Spot> mended = new ArrayList<>();
            for (int seat : pods.pods.choose(shape, slots)) {
                mended.add(pods.bySeat.get(seat));
            }
            assertThat(!mended.isEmpty()).isEqualTo(pods.hasRoom(shape, _ -> true));
            if (!mended.isEmpty()) {
                pods.check(shape, mended);
            }
            if (pods.switched && shape.cubes() > 0 && pods.wholeCubes(ill.pod().getFirst()) >= shape.cubes()) {
                for (int rank = 0; rank < before.length; rank++) {
                    Spot was = pods.bySeat.get(before[rank]);
                    if (!PlainPods.cube(was).equals(PlainPods.cube(ill))) {
                        assertThat(mended.get(rank))
                                .as("only the lost cube is swapped")
                                .isEqualTo(was);
                    }
                }
            }
            pods.set(ill, true);
        }
    }

    @Property(tries = 30)
    void anUnharmedSliceComesBackWhereItWas(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, random.nextBoolean());
        for (Shape shape : SHAPES) {
            int[] before = pods.pods.choose(shape);
            pods.spots.stream().filter(_ -> random.nextInt(40) == 0).forEach(spot -> pods.set(spot, true));
            assertThat(pods.pods.choose(shape, before))
                    .isEqualTo(before.length == 0 ? pods.pods.choose(shape) : before);
        }
    }

    @Property(tries = 60)
    void hostsThatLieAsASliceAreRankedSoAndOthersAreNot(@ForAll long seed) {
        Random random = new Random(seed);
        PlainPods pods = PlainPods.random(random, false);
        for (Shape shape : SHAPES) {
            List<Spot> slice = pods.choose(shape);
            if (!slice.isEmpty()) {
                List<Spot> shuffled = new ArrayList<>(slice);
                Collections.shuffle(shuffled, random);
                int[] order = shape.rankOrder(shuffled);
                pods.check(shape, Arrays.stream(order).mapToObj(shuffled::get).toList());
                Spot moved = new Spot(slice.getFirst().pod(), 60, 60, 60);
                shuffled.set(0, moved);
                assertThat(shape.rankOrder(shuffled)).hasSize(shape.hosts() == 1 ? 1 : 0);
                assertThat(shape.rankOrder(shuffled.subList(1, shuffled.size())))
                        .isEmpty();
            }
        }
    }

    @Test
    void aBoxGoesWhereItFitsMostSnugly() {
        PlainPods pods = new PlainPods(box(4, 4, 20), false);
        pods.spots.forEach(spot -> pods.set(spot, spot.z() / 4 != 3));
        assertThat(pods.choose(new Shape(4, 4, 4))).contains(new Spot(List.of("pod"), 0, 0, 16));
        assertThat(pods.choose(new Shape(4, 4, 8))).contains(new Spot(List.of("pod"), 0, 0, 0));
    }

    @Test
    void aBoxAndABrokenCubeComeFromTheFullestPod() {
        List<Spot> spots = new ArrayList<>();
        for (String pod : List.of("roomy", "full", "roomier")) {
            box(4, 4, 8).forEach(s -> spots.add(new Spot(List.of(pod), s.x(), s.y(), s.z())));
        }
        PlainPods pods = new PlainPods(spots, false);
        pods.spots.forEach(spot -> pods.set(spot, !spot.pod().contains("full") || spot.z() >= 4));
        assertThat(pods.choose(new Shape(4, 4, 4))).contains(new Spot(List.of("full"), 0, 0, 4));
        assertThat(pods.choose(new Shape(2, 2, 2)))
                .containsExactly(new Spot(List.of("full"), 0, 0, 4), new Spot(List.of("full"), 0, 0, 5));
    }

    @Test
    void equallyBrokenCubesAreTakenInTheFullestPod() {
        List<Spot> spots = new ArrayList<>();
        for (String pod : List.of("roomy", "full")) {
            box(4, 4, 8).forEach(s -> spots.add(new Spot(List.of(pod), s.x(), s.y(), s.z())));
        }
        PlainPods pods = new PlainPods(spots, true);
        pods.spots.forEach(spot -> pods.set(spot, spot.pod().contains("roomy") ? spot.z() > 0 : spot.z() % 4 > 0));
        pods.set(new Spot(List.of("full"), 0, 0, 5), false);
        assertThat(pods.choose(new Shape(2, 2, 2)).getFirst().pod()).containsExactly("full");
        pods.set(new Spot(List.of("full"), 0, 0, 5), true);
        assertThat(pods.choose(new Shape(2, 2, 2)).getFirst().pod()).containsExactly("full");
    }
}
