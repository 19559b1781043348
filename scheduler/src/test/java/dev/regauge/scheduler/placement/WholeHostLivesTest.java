package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The whole engine on H100 nodes in units and spine groups, and on slices of the provider: every gang lies as tight as it could at that moment. */
class WholeHostLivesTest {
    private static final int CHIPS = 8;

    private static final class Life {
        final Random random;
        final World world = new World(Engine.create()).queue("research", Map.of());
        final Map<String, Host> hosts = new LinkedHashMap<>();
        final Map<JobRef, JobRequest> wanted = new HashMap<>();
        final Map<JobRef, List<String>> taken = new LinkedHashMap<>();
        private int jobs;

        Life(long seed) {
            random = new Random(seed);
        }

        void see(Host host) {
            hosts.put(host.node(), host);
            world.tell(new Event.HostSeen(host));
        }

        void submit(VariantOffer variant) {
            String name = "job" + jobs++;
            World.Job job = World.aJob(name).with(variant).submitted(jobs).remaining(1 + random.nextInt(10_000));
            wanted.put(World.ref(name), job.build());
            world.job(job);
        }

        void finishOne() {
            if (!taken.isEmpty()) {
                JobRef job = List.copyOf(taken.keySet()).get(random.nextInt(taken.size()));
                taken.remove(job);
                wanted.remove(job);
                world.gone(job.name());
            }
        }

        void flipOne() {
            Host h = List.copyOf(hosts.values()).get(random.nextInt(hosts.size()));
            see(new Host(h.node(), h.pool(), h.chips(), !h.healthy(), h.topology(), h.slice()));
        }

        List<Host> free() {
            Set<String> used = new HashSet<>();
            taken.values().forEach(used::addAll);
            return hosts.values().stream()
                    .filter(host -> host.healthy() && !used.contains(host.node()))
                    .toList();
        }

        List<Decision.Place> placed(int chipsPerHost) {
            List<Decision.Place> places = new ArrayList<>();
            for (Decision decision : world.later(1).decide()) {
                if (decision instanceof Decision.Place place) {
                    places.add(place);
                    world.runs(place, chipsPerHost);
                }
            }
            return places;
        }

        void take(Decision.Place place) {
            taken.put(place.job(), place.hostsInRankOrder());
        }

        List<Host> hosts(Decision.Place place) {
            return place.hostsInRankOrder().stream().map(hosts::get).toList();
        }

        List<Host> inSlice(Host.FixedSlice slice) {
            return hosts.values().stream()
                    .filter(host -> slice.equals(host.slice()))
                    .toList();
        }

        String shapeOf(JobRef job) {
            return String.valueOf(wanted.get(job).variants().getFirst().slice());
        }
    }

    @Property(tries = 30)
    void aGangLiesInTheTightestDomainThatHasRoomForIt(@ForAll long seed) {
        Life life = new Life(seed);
        Random random = life.random;
        life.world.pool("h100", "h100", 3);
        for (int spine = 0; spine < 2; spine++) {
            for (int unit = 0; unit < 4; unit++) {
                for (int node = 0; node < 3 + random.nextInt(10); node++) {
                    String name = "n-" + spine + "-" + unit + "-" + node;
                    life.see(new Host(
                            name, "h100", CHIPS, true, List.of("spine-" + spine, "unit-" + spine + "-" + unit)));
                }
            }
        }
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> life.submit(World.variant("v", "h100", 1 + random.nextInt(14), CHIPS, 1));
                case 3, 4 -> life.finishOne();
                default -> life.flipOne();
            }
            for (Decision.Place place : life.placed(CHIPS)) {
                List<Host> free = life.free();
                List<Host> chosen = life.hosts(place);
                assertThat(chosen).isSubsetOf(free);
                assertThat(depth(chosen)).isEqualTo(tightest(free, chosen.size()));
                life.take(place);
            }
        }
    }

    /** How many values of their topology the hosts share. */
    private static int depth(List<Host> hosts) {
        int depth = 0;
        while (depth < 2 && hosts.stream().map(domain(depth + 1)).distinct().count() == 1) {
            depth++;
        }
        return depth;
    }

    private static Function<Host, List<String>> domain(int depth) {
        return host -> host.topology().subList(0, depth);
    }

    private static int tightest(List<Host> free, int hosts) {
        for (int depth = 2; depth > 0; depth--) {
            Map<List<String>, Long> counts =
                    free.stream().collect(Collectors.groupingBy(domain(depth), Collectors.counting()));
            if (counts.values().stream().anyMatch(count -> count >= hosts)) {
                return depth;
            }
        }
        return 0;
    }

    @Property(tries = 30)
    void aSliceOfTheProviderIsTakenWholeAndByItsShapeAndIsNotIdleWhileSomebodyWantsIt(@ForAll long seed) {
        Life life = new Life(seed);
        Random random = life.random;
        life.world.tell(new Event.PoolSeen(new Pool("tpu", "v5p", 4, Carving.Fixed)));
        Map<String, Integer> hostsOf = Map.of("2x2x2", 2, "2x2x4", 4, "2x4x4", 8);
        List<String> shapes = List.of("2x2x2", "2x2x4", "2x4x4");
        for (int s = 0; s < 9; s++) {
            String shape = shapes.get(random.nextInt(3));
            for (int h = 0; h < hostsOf.get(shape); h++) {
                life.see(new Host(
                        "s" + s + "-" + h, "tpu", 4, true, List.of("" + h), new Host.FixedSlice("s" + s, shape)));
            }
        }
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> life.submit(Grounds.slice(shapes.get(random.nextInt(3))));
                case 3, 4 -> life.finishOne();
                default -> life.flipOne();
            }
            for (Decision.Place place : life.placed(4)) {
                List<Host> chosen = life.hosts(place);
                Host.FixedSlice slice = Objects.requireNonNull(chosen.getFirst().slice());
                assertThat(slice.shape()).isEqualTo(life.shapeOf(place.job()));
                assertThat(chosen).isEqualTo(life.inSlice(slice)).isSubsetOf(life.free());
                life.take(place);
            }
            List<Host> free = life.free();
            Set<String> wanted = life.wanted.keySet().stream()
                    .filter(job -> !life.taken.containsKey(job))
                    .map(life::shapeOf)
                    .collect(Collectors.toSet());
            free.stream()
                    .map(Host::slice)
                    .filter(slice -> free.containsAll(life.inSlice(slice)))
                    .forEach(slice -> assertThat(wanted).doesNotContain(slice.shape()));
        }
    }
}
