package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.shape.PlainPods;
import dev.regauge.scheduler.placement.shape.Shape;
import dev.regauge.scheduler.placement.shape.Spot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The whole engine on carved pods: jobs come, run, lose hosts and go. */
class CarvedLivesTest {
    private static final List<String> SHAPES =
            List.of("2x2x1", "2x2x2", "2x2x4", "2x4x4", "4x4x4", "4x4x8", "4x8x8", "8x8x8");

    /** One life; {@code nodeName} says what the host at a place is called. */
    private static final class Life {
        final Random random;
        final World world = new World(Engine.create());
        final boolean switched;
        final Map<String, Host> hosts = new LinkedHashMap<>();
        final Map<JobRef, VariantOffer> wanted = new LinkedHashMap<>();
        final Map<JobRef, List<String>> taken = new LinkedHashMap<>();
        final List<String> story = new ArrayList<>();
        private int jobs;

        Life(long seed, UnaryOperator<String> nodeName) {
            random = new Random(seed);
            switched = random.nextBoolean();
            world.queue("research", Map.of())
                    .tell(new Event.PoolSeen(new Pool(
                            "pods", "v5p", 4, switched ? Carving.Optical : Carving.Blocks, random.nextInt(2) * 16)));
            for (String pod : List.of("p", "q")) {
                for (Host h : Grounds.pod("pods", pod, 8, 8, 8)) {
                    see(new Host(nodeName.apply(h.node()), h.pool(), h.chips(), true, h.topology()));
                }
            }
        }

        void see(Host host) {
            hosts.put(host.node(), host);
            world.tell(new Event.HostSeen(host));
        }

        void step() {
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> submit();
                case 3 -> finish();
                default -> {
                    Host h = new ArrayList<>(hosts.values()).get(random.nextInt(hosts.size()));
                    see(new Host(h.node(), h.pool(), h.chips(), !h.healthy(), h.topology()));
                }
            }
            world.later(1).decide().forEach(this::book);
            taken.forEach((job, nodes) -> world.held(job.name(), 1, World.chips(4, nodes.toArray(String[]::new))));
        }

        private void submit() {
            String name = "job" + jobs++;
            VariantOffer slice = Grounds.slice(SHAPES.get(random.nextInt(SHAPES.size())));
            wanted.put(World.ref(name), slice);
            world.job(World.aJob(name).with(slice).submitted(jobs));
        }

        private void finish() {
            if (!taken.isEmpty()) {
                JobRef job = List.copyOf(taken.keySet()).get(random.nextInt(taken.size()));
                taken.remove(job);
                world.tell(new Event.JobGone(job)).freed(job.name());
            }
        }

        private void book(Decision decision) {
            if (decision instanceof Decision.Place place) {
                Set<String> others = new HashSet<>();
                taken.values().forEach(others::addAll);
                assertThat(place.hostsInRankOrder()).noneMatch(others::contains).allMatch(n -> hosts.get(n)
                        .healthy());
                List<Spot> spots = place.hostsInRankOrder().stream()
                        .map(n -> Spot.read(hosts.get(n).topology()).orElseThrow())
                        .toList();
                assertThat(Shape.read(String.valueOf(wanted.get(place.job()).slice())))
                        .isInstanceOfSatisfying(
                                Shape.Reading.Legal.class,
                                legal -> PlainPods.checkSlice(legal.shape(), switched, spots));
                taken.put(place.job(), place.hostsInRankOrder());
                story.add(place.job().name() + " at " + spots);
            }
        }
    }

    @Property(tries = 30)
    void slicesAreLegalNoHostIsGivenTwiceAndNamesOfHostsDoNotMatter(@ForAll long seed) {
        Life life = new Life(seed, node -> node);
        Map<String, String> otherNames = new HashMap<>();
        Life renamed = new Life(seed, node -> otherNames.computeIfAbsent(node, n -> "z" + (9999 - otherNames.size())));
        Life again = new Life(seed, node -> node);
        for (int i = 0; i < 60; i++) {
            life.step();
            renamed.step();
            again.step();
        }
        assertThat(life.story).isNotEmpty().isEqualTo(again.story).isEqualTo(renamed.story);
    }
}
