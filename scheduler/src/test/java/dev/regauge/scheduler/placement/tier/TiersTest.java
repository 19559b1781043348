package dev.regauge.scheduler.placement.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TiersTest {
    /** A random tree of spine groups, units and racks; some hosts know only part of their path. */
    private static List<List<String>> paths(Random random, int depth) {
        List<List<String>> paths = new ArrayList<>();
        grow(paths, List.of(), depth, random);
        paths.sort((a, b) -> String.join("/", a).compareTo(String.join("/", b)));
        return paths;
    }

    private static void grow(List<List<String>> paths, List<String> here, int depth, Random random) {
        if (depth == 0) {
            paths.addAll(Collections.nCopies(random.nextInt(9), here));
            return;
        }
        if (random.nextInt(5) == 0) {
            paths.addAll(Collections.nCopies(1 + random.nextInt(2), here));
        }
        for (int child = 0; child < 1 + random.nextInt(4); child++) {
            List<String> below = new ArrayList<>(here);
            below.add("d" + child);
            grow(paths, below, depth - 1, random);
        }
    }

    private static Tiers free(List<List<String>> paths, boolean[] free) {
        Tiers tiers = new Tiers(paths);
        for (int at = 0; at < free.length; at++) {
            tiers.set(at, free[at]);
        }
        return tiers;
    }

    private static boolean[] randomlyFree(int hosts, Random random) {
        boolean[] free = new boolean[hosts];
        int percent = random.nextInt(101);
        for (int at = 0; at < hosts; at++) {
            free[at] = random.nextInt(100) < percent;
        }
        return free;
    }

    /** Free hosts by every domain that there is, from brute force. */
    private static Map<List<String>, Integer> freeByDomain(List<List<String>> paths, boolean[] free) {
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        for (int at = 0; at < free.length; at++) {
            for (int level = 0; free[at] && level <= paths.get(at).size(); level++) {
                counts.merge(paths.get(at).subList(0, level), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static List<String> common(List<List<String>> paths, int[] chosen) {
        List<String> common = paths.get(chosen[0]);
        for (int at : chosen) {
            int same = 0;
            while (same < common.size()
                    && same < paths.get(at).size()
                    && common.get(same).equals(paths.get(at).get(same))) {
                same++;
            }
            common = common.subList(0, same);
        }
        return common;
    }

    @Property(tries = 300)
    void aGangLiesInTheTightestDomainThatHoldsItAndTheFullestOfThose(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<String>> paths = paths(random, random.nextInt(4));
        boolean[] free = randomlyFree(paths.size(), random);
        Tiers tiers = free(paths, free);
        Map<List<String>, Integer> counts = freeByDomain(paths, free);
        int all = counts.getOrDefault(List.of(), 0);
        assertThat(tiers.free()).isEqualTo(all);
        for (int hosts = 1; hosts <= Math.min(all, Tiers.WHOLE_DOMAINS_ABOVE); hosts++) {
            int[] chosen = tiers.choose(hosts);
            assertThat(Arrays.stream(chosen).distinct().filter(at -> free[at]).count())
                    .isEqualTo(hosts);
            assertThat(chosen).isSorted();
            int wanted = hosts;
            int deepest = counts.entrySet().stream()
                    .filter(e -> e.getValue() >= wanted)
                    .mapToInt(e -> e.getKey().size())
                    .max()
                    .orElseThrow();
            int fullest = counts.entrySet().stream()
                    .filter(e -> e.getValue() >= wanted && e.getKey().size() == deepest)
                    .mapToInt(Map.Entry::getValue)
                    .min()
                    .orElseThrow();
            List<String> domain = common(paths, chosen);
            assertThat(domain.size()).as("hosts %d", hosts).isGreaterThanOrEqualTo(deepest);
            assertThat(counts.get(domain.subList(0, deepest))).isEqualTo(fullest);
            assertThat(tiers.tier(chosen)).isEqualTo(domain.size());
        }
        assertThat(tiers.choose(all + 1)).isEmpty();
    }

    /** Two tiers, as H100 fleets have them, and gangs that no unit holds. */
    @Property(tries = 200)
    void alargeGangSpansAsFewUnitsOfOneSpineGroupAsAnyChoiceCould(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<String>> paths = new ArrayList<>();
        for (int spine = 0; spine < 3; spine++) {
            for (int unit = 0; unit < 5; unit++) {
                paths.addAll(Collections.nCopies(1 + random.nextInt(32), List.of("s" + spine, "u" + unit)));
            }
        }
        boolean[] free = randomlyFree(paths.size(), random);
        Tiers tiers = free(paths, free);
        Map<List<String>, Integer> counts = freeByDomain(paths, free);
        int roomiest = counts.entrySet().stream()
                .filter(e -> e.getKey().size() == 1)
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
        for (int hosts = Tiers.WHOLE_DOMAINS_ABOVE + 1; hosts <= roomiest; hosts += 1 + random.nextInt(10)) {
            int[] chosen = tiers.choose(hosts);
            assertThat(common(paths, chosen)).as("one spine group").hasSize(1);
            long units = Arrays.stream(chosen).mapToObj(paths::get).distinct().count();
            assertThat(units).isEqualTo(fewestUnits(counts, hosts));
        }
    }

    private static long fewestUnits(Map<List<String>, Integer> counts, int hosts) {
        int fewest = Integer.MAX_VALUE;
        for (int spine = 0; spine < 3; spine++) {
            for (int subset = 1; subset < 1 << 5; subset++) {
                int held = 0;
                for (int unit = 0; unit < 5; unit++) {
                    held += (subset >> unit & 1) * counts.getOrDefault(List.of("s" + spine, "u" + unit), 0);
                }
                fewest = held >= hosts ? Math.min(fewest, Integer.bitCount(subset)) : fewest;
            }
        }
        return fewest;
    }

    @Test
    void wholeUnitsComeFirstAndTheRestGoesWhereItFitsBest() {
        List<List<String>> paths = new ArrayList<>();
        int[] sizes = {32, 20, 32, 8, 9};
        for (int unit = 0; unit < sizes.length; unit++) {
            paths.addAll(Collections.nCopies(sizes[unit], List.of("s", "u" + unit)));
        }
        boolean[] free = new boolean[paths.size()];
        Arrays.fill(free, true);
        Map<String, Integer> taken = new TreeMap<>();
        for (int at : free(paths, free).choose(72)) {
            taken.merge(paths.get(at).get(1), 1, Integer::sum);
        }
        assertThat(taken).isEqualTo(Map.of("u0", 32, "u2", 32, "u3", 8));
    }

    @Property(tries = 100)
    void lostSlotsAreFilledAsNearTheLivingAsCanBe(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<String>> paths = paths(random, 1 + random.nextInt(3));
        boolean[] free = randomlyFree(paths.size(), random);
        Tiers tiers = free(paths, free);
        if (paths.size() < 4 || tiers.free() == 0) {
            return;
        }
        int living = random.nextInt(paths.size());
        tiers.set(living, false);
        free[living] = false;
        Map<List<String>, Integer> counts = freeByDomain(paths, free);
        for (int hosts = 1; hosts <= tiers.free(); hosts++) {
            int[] near = tiers.chooseNear(hosts, new int[] {living});
            int[] all = Arrays.copyOf(near, hosts + 1);
            all[hosts] = living;
            int tightest = paths.get(living).size();
            while (counts.getOrDefault(paths.get(living).subList(0, tightest), 0) < hosts) {
                tightest--;
            }
            assertThat(common(paths, all)).hasSize(tightest);
            assertThat(Arrays.stream(near).distinct().filter(at -> free[at]).count())
                    .isEqualTo(hosts);
        }
    }

    @Property(tries = 100)
    void anotherFreeHostNeverWidensTheTier(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<String>> paths = paths(random, 3);
        if (paths.isEmpty()) {
            return;
        }
        Tiers tiers = free(paths, randomlyFree(paths.size(), random));
        int hosts = 1 + random.nextInt(paths.size());
        int[] before = tiers.choose(hosts);
        tiers.set(random.nextInt(paths.size()), true);
        int[] after = tiers.choose(hosts);
        assertThat(before.length == 0 || tiers.tier(after) >= tiers.tier(before))
                .isTrue();
    }

    @Property(tries = 100)
    void whatIsFreeDecidesNotHowItCameToBeFree(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<String>> paths = paths(random, 3);
        boolean[] free = randomlyFree(paths.size(), random);
        Tiers lived = free(paths, randomlyFree(paths.size(), random));
        for (int at = free.length - 1; at >= 0; at--) {
            lived.set(at, free[at]);
        }
        Tiers fresh = free(paths, free);
        for (int hosts = 1; hosts <= paths.size(); hosts++) {
            assertThat(lived.choose(hosts)).isEqualTo(fresh.choose(hosts));
            assertThat(lived.copy().choose(hosts)).isEqualTo(fresh.choose(hosts));
        }
    }
}
