package dev.regauge.scheduler.placement.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Pods as a set of places, searched by coordinates alone, beside the real ones with the same hosts free. */
public final class PlainPods {
    final Pods pods;
    final boolean switched;
    final List<Spot> spots;
    final Map<Integer, Spot> bySeat = new HashMap<>();
    final Set<Spot> free = new HashSet<>();

    PlainPods(List<Spot> spots, boolean switched) {
        this.spots = spots;
        this.switched = switched;
        this.pods = new Pods(spots, switched);
        spots.forEach(spot -> bySeat.put(pods.seat(spot), spot));
    }

    /** One or two pods of at most 3x3x3 cubes, some hosts missing, some cubes whole and free, some in part. */
    static PlainPods random(Random random, boolean switched) {
        List<Spot> spots = new ArrayList<>();
        for (int p = 0; p < 1 + random.nextInt(2); p++) {
            int[] sides = {1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3)};
            for (int z = 0; z < 4 * sides[2]; z++) {
                for (int y = 0; y < 4 * sides[1]; y += 2) {
                    for (int x = 0; x < 4 * sides[0]; x += 2) {
                        if (random.nextInt(300) != 0) {
                            spots.add(new Spot(List.of("pod-" + p), x, y, z));
                        }
                    }
                }
            }
        }
        PlainPods pods = new PlainPods(spots, switched);
        Map<List<Object>, Integer> share = new LinkedHashMap<>();
        int whole = random.nextInt(5);
        for (Spot spot : spots) {
            int percent = share.computeIfAbsent(cube(spot), _ -> random.nextInt(4) < whole ? 100 : random.nextInt(90));
            if (random.nextInt(100) < percent) {
                pods.set(spot, true);
            }
        }
        return pods;
    }

    static List<Object> cube(Spot spot) {
        return List.of(spot.pod(), spot.x() / 4, spot.y() / 4, spot.z() / 4);
    }

    void set(Spot spot, boolean isFree) {
        pods.set(pods.seat(spot), isFree);
        if (isFree) {
            free.add(spot);
        } else {
            free.remove(spot);
        }
    }

    List<Spot> choose(Shape shape) {
        List<Spot> chosen = new ArrayList<>();
        for (int seat : pods.choose(shape)) {
            chosen.add(bySeat.get(seat));
        }
        return chosen;
    }

    boolean wholeCube(String pod, int cx, int cy, int cz) {
        return boxFree(pod, 4 * cx, 4 * cy, 4 * cz, 4, 4, 4);
    }

    private boolean boxFree(String pod, int x, int y, int z, int sx, int sy, int sz) {
        for (int k = z; k < z + sz; k++) {
            for (int j = y; j < y + sy; j += 2) {
                for (int i = x; i < x + sx; i += 2) {
                    if (!free.contains(new Spot(List.of(pod), i, j, k))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    long wholeCubes(String pod) {
        return count(pod, 4, (x, y, z) -> wholeCube(pod, x / 4, y / 4, z / 4));
    }

    long wholeCubes() {
        return podNames().stream().mapToLong(this::wholeCubes).sum();
    }

    List<String> podNames() {
        return spots.stream().map(s -> s.pod().getFirst()).distinct().toList();
    }

    private interface At {
        boolean test(int x, int y, int z);
    }

    private long count(String pod, int step, At at) {
        long count = 0;
        for (int z = 0; z < 12; z += step) {
            for (int y = 0; y < 12; y += step == 1 ? 2 : step) {
                for (int x = 0; x < 12; x += step == 1 ? 2 : step) {
                    count += at.test(x, y, z) ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** Whether some legal place of the shape is free; a part of a cube only where its cube is as wanted. */
    boolean hasRoom(Shape shape, Predicate<List<Object>> inCube) {
        for (String pod : podNames()) {
            if (shape.cubes() > 0 && switched) {
                if (wholeCubes(pod) >= shape.cubes()) {
                    return true;
                }
            } else if (count(pod, 1, (x, y, z) -> startsAt(pod, shape, x, y, z, inCube)) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean startsAt(String pod, Shape shape, int x, int y, int z, Predicate<List<Object>> inCube) {
        boolean atCube = x % 4 == 0 && y % 4 == 0 && z % 4 == 0;
        if (shape.cubes() > 0) {
            return atCube
                    && (boxFree(pod, x, y, z, shape.x(), shape.y(), shape.z())
                            || boxFree(pod, x, y, z, shape.y(), shape.x(), shape.z()));
        }
        return inCube.test(cube(new Spot(List.of(pod), x, y, z)))
                && (fitsInCube(pod, x, y, z, shape.x(), shape.y(), shape.z())
                        || fitsInCube(pod, x, y, z, shape.y(), shape.x(), shape.z()));
    }

    private boolean fitsInCube(String pod, int x, int y, int z, int sx, int sy, int sz) {
        return x % 4 + sx <= 4 && y % 4 + sy <= 4 && z % 4 + sz <= 4 && boxFree(pod, x, y, z, sx, sy, sz);
    }

    void check(Shape shape, List<Spot> slice) {
        assertThat(slice).allMatch(free::contains);
        checkSlice(shape, switched, slice);
    }

    /** That these are hosts of a legal slice, in the compiler's order. */
    public static void checkSlice(Shape shape, boolean switched, List<Spot> slice) {
        assertThat(slice).hasSize(shape.hosts()).doesNotHaveDuplicates();
        assertThat(slice.stream().map(Spot::pod).distinct()).as("pods").hasSize(1);
        if (shape.cubes() > 0 && switched) {
            checkSwitched(shape, slice);
            return;
        }
        assertThat(List.of(order(shape, false), order(shape, true)))
                .as("boxes in the compiler's order")
                .contains(relative(slice));
        if (shape.cubes() == 0) {
            assertThat(slice.stream().map(PlainPods::cube).distinct())
                    .as("cubes")
                    .hasSize(1);
        } else {
            Spot first = slice.getFirst();
            assertThat(first.x() % 4 + first.y() % 4 + first.z() % 4)
                    .as("at a cube's corner")
                    .isZero();
        }
    }

    /** Each cube of the slice is one cube of the pod, and hosts stand in it as they do in the pod. */
    private static void checkSwitched(Shape shape, List<Spot> slice) {
        List<List<Integer>> order = order(shape, false);
        Map<List<Integer>, List<Object>> cubes = new HashMap<>();
        for (int rank = 0; rank < slice.size(); rank++) {
            List<Integer> local = order.get(rank);
            Spot spot = slice.get(rank);
            List<Integer> localCube = List.of(local.get(0) / 4, local.get(1) / 4, local.get(2) / 4);
            List<Object> known = cubes.putIfAbsent(localCube, cube(spot));
            assertThat(known == null || known.equals(cube(spot))).isTrue();
            assertThat(List.of(spot.x() % 4, spot.y() % 4, spot.z() % 4))
                    .isEqualTo(List.of(local.get(0) % 4, local.get(1) % 4, local.get(2) % 4));
        }
        assertThat(cubes.values()).doesNotHaveDuplicates().hasSize(shape.cubes());
    }

    private static List<List<Integer>> relative(List<Spot> slice) {
        int x = slice.stream().mapToInt(Spot::x).min().orElseThrow();
        int y = slice.stream().mapToInt(Spot::y).min().orElseThrow();
        int z = slice.stream().mapToInt(Spot::z).min().orElseThrow();
        return slice.stream().map(s -> List.of(s.x() - x, s.y() - y, s.z() - z)).toList();
    }

    /** First chips of the slice's hosts by rank, as the compiler numbers them; turned: x and y change places in the pod. */
    static List<List<Integer>> order(Shape shape, boolean turned) {
        List<List<Integer>> order = new ArrayList<>();
        for (int z = 0; z < shape.z(); z++) {
            for (int y = 0; y < shape.y(); y += 2) {
                for (int x = 0; x < shape.x(); x += 2) {
                    order.add(turned ? List.of(y, x, z) : List.of(x, y, z));
                }
            }
        }
        return order;
    }
}
