package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.GangFit.Fit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A fleet that lived through many changes, beside one told only what is true in the end. */
class FleetModelTest {
    private static final List<VariantOffer> VARIANTS = List.of(
            Grounds.slice("2x2x1"),
            Grounds.slice("2x2x2"),
            Grounds.slice("2x4x4"),
            Grounds.slice("4x4x4"),
            Grounds.slice("4x4x8"),
            Grounds.slice("4x8x8"),
            Grounds.slice("3x3x3"),
            World.variant("one", "h100", 1, 8, 1),
            World.variant("five", "h100", 5, 8, 1),
            World.variant("forty", "h100", 40, 8, 1));

    /** What is true, told in few words. */
    private static final class Facts {
        final Map<String, Pool> pools = new LinkedHashMap<>();
        final Map<String, Host> hosts = new LinkedHashMap<>();
        final Map<JobRef, List<String>> held = new LinkedHashMap<>();

        Fleet fleet(Random random, Set<JobRef> without) {
            List<Runnable> tellings = new ArrayList<>();
            Fleet fleet = new Fleet();
            pools.values().forEach(pool -> tellings.add(() -> fleet.see(pool)));
            hosts.values().forEach(host -> tellings.add(() -> fleet.see(host)));
            held.forEach((job, nodes) -> {
                if (!without.contains(job)) {
                    tellings.add(() -> fleet.hold(job, new Epoch(1), chips(nodes)));
                }
            });
            Collections.shuffle(tellings, random);
            tellings.forEach(Runnable::run);
            return fleet;
        }

        Map<String, Integer> chips(List<String> nodes) {
            Map<String, Integer> chips = new HashMap<>();
            nodes.forEach(node ->
                    chips.put(node, hosts.containsKey(node) ? hosts.get(node).chips() : 1));
            return chips;
        }
    }

    private final Facts facts = new Facts();
    private final Fleet fleet = new Fleet();
    private int jobs;

    @Property(tries = 25)
    void aFleetThatLivedDecidesAsOneThatWasToldTheFacts(@ForAll long seed) {
        FleetModelTest life = new FleetModelTest();
        Random random = new Random(seed);
        life.begin(random);
        for (int i = 0; i < 60; i++) {
            life.happen(random);
            if (i % 6 == 0) {
                Fleet told = life.facts.fleet(random, Set.of());
                for (VariantOffer variant : VARIANTS) {
                    Asker asker = life.someAsker(variant, random);
                    assertThat(new GangFit(life.fleet).fit(variant, asker))
                            .isEqualTo(new GangFit(told).fit(variant, asker));
                }
            }
        }
    }

    @Property(tries = 25)
    void whatWouldBeIfJobsLeftIsWhatIsWithoutThem(@ForAll long seed) {
        FleetModelTest life = new FleetModelTest();
        Random random = new Random(seed);
        life.begin(random);
        for (int i = 0; i < 40; i++) {
            life.happen(random);
        }
        Supposition supposition = new Supposition(life.fleet);
        Set<JobRef> gone = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            any(life.facts.held.keySet(), random).forEach(job -> {
                if (gone.add(job)) {
                    supposition.leaves(job);
                } else {
                    gone.remove(job);
                    supposition.stays(job);
                }
            });
            GangFit without = new GangFit(life.facts.fleet(random, gone));
            for (VariantOffer variant : VARIANTS) {
                Asker asker = life.someAsker(variant, random);
                assertThat(supposition.fit(variant, asker)).isEqualTo(without.fit(variant, asker));
                for (Pool pool : life.fleet.poolsOf(variant.profile())) {
                    assertThat(supposition.room(pool, variant, asker)).isEqualTo(without.room(pool, variant, asker));
                }
            }
        }
    }

    @Property(tries = 25)
    void whatCouldEverFitIsWhatFitsWhenAllHaveLeft(@ForAll long seed) {
        FleetModelTest life = new FleetModelTest();
        Random random = new Random(seed);
        life.begin(random);
        for (int i = 0; i < 40; i++) {
            life.happen(random);
        }
        GangFit now = new GangFit(life.fleet);
        GangFit empty = new GangFit(life.facts.fleet(random, life.facts.held.keySet()));
        for (VariantOffer variant : VARIANTS) {
            Asker asker = life.someAsker(variant, random);
            boolean fits = now.fit(variant, asker) instanceof Fit.Room;
            boolean fitsEmpty = empty.fit(variant, asker) instanceof Fit.Room;
            assertThat(now.couldEverFit(variant, asker)).isEqualTo(fitsEmpty);
            assertThat(!fits || fitsEmpty).isTrue();
            assertThat(!fits || now.mayFit(variant)).isTrue();
            if (now.fit(variant, asker) instanceof Fit.NoRoom miss) {
                assertThat(miss.couldFree()).isEqualTo(fitsEmpty);
            }
        }
    }

    private void begin(Random random) {
        see(new Pool("pods", "v5p", 4, random.nextBoolean() ? Carving.Optical : Carving.Blocks, random.nextInt(3) * 8));
        see(new Pool("gpus", "h100", 4, Carving.Fixed, random.nextInt(2)));
        for (String pod : List.of("p", "q")) {
            Grounds.pod("pods", pod, 8, 4 + 4 * random.nextInt(2), 4 + 4 * random.nextInt(2))
                    .forEach(this::see);
        }
        for (int i = 0; i < 70; i++) {
            see(gpu(i, true));
        }
    }

    private static Host gpu(int i, boolean healthy) {
        return new Host("gpu-" + i, "gpus", 8, healthy, List.of("spine-" + i / 40, "unit-" + i / 8));
    }

    private void see(Pool pool) {
        facts.pools.put(pool.name(), pool);
        fleet.see(pool);
    }

    private void see(Host host) {
        facts.hosts.put(host.node(), host);
        fleet.see(host);
    }

    private void happen(Random random) {
        switch (random.nextInt(12)) {
            case 0 ->
                any(facts.hosts.values(), random)
                        .forEach(h -> see(new Host(h.node(), h.pool(), h.chips(), !h.healthy(), h.topology())));
            case 1 ->
                any(facts.hosts.values(), random).forEach(h -> {
                    facts.hosts.remove(h.node());
                    fleet.forgetHost(h.node());
                });
            case 2 ->
                any(facts.hosts.values(), random).forEach(h -> any(facts.hosts.values(), random)
                        .forEach(other -> see(new Host(h.node(), h.pool(), h.chips(), true, other.topology()))));
            case 3 -> see(gpu(random.nextInt(70), true));
            case 4 ->
                see(new Pool(
                        "pods",
                        "v5p",
                        4,
                        random.nextBoolean() ? Carving.Optical : Carving.Blocks,
                        random.nextInt(3) * 8));
            case 5, 6 ->
                any(facts.held.keySet(), random).forEach(job -> {
                    facts.held.remove(job);
                    fleet.free(job);
                });
            default -> start(random);
        }
    }

    private void start(Random random) {
        VariantOffer variant = VARIANTS.get(random.nextInt(VARIANTS.size()));
        if (!(new GangFit(fleet).fit(variant, someAsker(variant, random)) instanceof Fit.Room room)) {
            return;
        }
        List<String> nodes = room.hostsInRankOrder().stream().map(Host::node).toList();
        Set<String> taken = new HashSet<>();
        facts.held.values().forEach(taken::addAll);
        assertThat(nodes).hasSize(variant.hosts()).doesNotHaveDuplicates().noneMatch(taken::contains);
        assertThat(room.hostsInRankOrder()).allSatisfy(host -> {
            assertThat(host.healthy()).isTrue();
            assertThat(facts.hosts.get(host.node())).isEqualTo(host);
        });
        JobRef job = World.ref("job" + jobs++);
        facts.held.put(job, nodes);
        fleet.promise(job, Holdings.Promise.of(new Epoch(1), nodes, variant.chipsPerHost()));
        if (random.nextBoolean()) {
            fleet.hold(job, new Epoch(1), facts.chips(nodes));
        }
    }

    private Asker someAsker(VariantOffer variant, Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                Grounds.refusedBy(
                        variant,
                        new HashSet<>(facts.hosts.keySet().stream()
                                .filter(_ -> random.nextInt(20) == 0)
                                .toList()));
            case 1 -> new Asker(World.aJob("recovering").with(variant).build(), Map.of(), World.START, true);
            default -> Grounds.anyone(variant);
        };
    }

    /** One of them, or none. */
    private static <T> List<T> any(Collection<T> from, Random random) {
        return from.isEmpty() ? List.of() : List.of(new ArrayList<>(from).get(random.nextInt(from.size())));
    }
}
