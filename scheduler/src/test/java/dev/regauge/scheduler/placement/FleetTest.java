package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted of pools and hosts, whatever becomes of them. */
class FleetTest {
    private static final Epoch FIRST = new Epoch(1);

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final Pool pool = new Pool("p", "cpu", 2, Carving.Fixed);
    private final Fleet fleet = new Fleet();

    @BeforeEach
    void twoHosts() {
        fleet.see(pool);
        see("n0", "p", 8, true);
        see("n1", "p", 8, true);
    }

    private void see(String node, String of, int chips, boolean healthy, String... topology) {
        fleet.see(new Host(node, of, chips, healthy, List.of(topology)));
    }

    /** Hosts of 8 chips of the pool: how many, how many ill, how many free, and its healthy chips. */
    private List<Integer> counts(Pool of) {
        return List.of(fleet.count(of, 8), fleet.unhealthy(of, 8), fleet.free(of, 8), fleet.healthyChips(of));
    }

    private List<String> room(VariantOffer variant, Ground ground) {
        return ground.choose(new Ground.Wish(variant, 0, List.of())).stream()
                .map(Host::node)
                .toList();
    }

    private List<String> room(VariantOffer variant) {
        return room(variant, fleet.ground(pool, variant));
    }

    @Test
    void aHostIsFreeIllOrTaken() {
        assertThat(counts(pool)).containsExactly(2, 0, 2, 16);
        see("n0", "p", 8, false);
        assertThat(counts(pool)).containsExactly(2, 1, 1, 8);
        fleet.hold(ref("a"), FIRST, chips(1, "n1"));
        assertThat(counts(pool)).as("one chip is enough").containsExactly(2, 1, 0, 8);
        see("n0", "p", 8, true);
        assertThat(counts(pool)).containsExactly(2, 0, 1, 16);
        fleet.free(ref("a"));
        assertThat(counts(pool)).containsExactly(2, 0, 2, 16);
        see("n2", "p", 4, true);
        assertThat(counts(pool)).as("of another size").containsExactly(2, 0, 2, 20);
        assertThat(fleet.count(pool)).isEqualTo(3);
        assertThat(fleet.free(pool, 4)).isEqualTo(1);
        assertThat(List.of(fleet.count(pool, 2), fleet.unhealthy(pool, 2), fleet.free(pool, 2)))
                .containsOnly(0);
    }

    @Test
    void aHostThatGoesIsCountedNoMore() {
        see("n1", "p", 8, false);
        fleet.forgetHost("n0");
        assertThat(counts(pool)).containsExactly(1, 1, 0, 0);
        fleet.forgetHost("n1");
        assertThat(counts(pool)).containsExactly(0, 0, 0, 0);
        fleet.forgetHost("n1");
        assertThat(fleet.count(pool)).isZero();
        see("n1", "p", 8, true);
        assertThat(counts(pool)).containsExactly(1, 0, 1, 8);
    }

    @Test
    void aHostThatIsIllIsNotFreeWhenItsJobEnds() {
        fleet.hold(ref("a"), FIRST, chips(8, "n0"));
        see("n0", "p", 8, false);
        fleet.free(ref("a"));
        assertThat(counts(pool)).containsExactly(2, 1, 1, 8);
        assertThat(room(one)).containsExactly("n1");
    }

    @Test
    void aHostThatComesBackIsTakenByWhoeverHasItsChips() {
        fleet.hold(ref("a"), FIRST, chips(8, "n0"));
        fleet.forgetHost("n0");
        see("n0", "p", 8, true);
        assertThat(fleet.free(pool, 8)).isEqualTo(1);
        assertThat(room(two)).isEmpty();
    }

    @Test
    void aHostInAnotherPoolHasLeftItsOwn() {
        Pool other = new Pool("q", "cpu", 1, Carving.Fixed);
        fleet.see(other);
        see("n0", "q", 8, true);
        assertThat(counts(pool)).containsExactly(1, 0, 1, 8);
        assertThat(counts(other)).containsExactly(1, 0, 1, 8);
        assertThat(room(two)).isEmpty();
        assertThat(room(one, fleet.ground(other, one))).containsExactly("n0");
    }

    @Test
    void aHostWithOtherChipsIsOfAnotherSize() {
        see("n0", "p", 4, true);
        assertThat(counts(pool)).containsExactly(1, 0, 1, 12);
        assertThat(fleet.free(pool, 4)).isEqualTo(1);
    }

    @Test
    void aHostThatLiesElsewhereIsRankedThere() {
        see("n0", "p", 8, true, "rack-2");
        see("n1", "p", 8, true, "rack-1");
        assertThat(room(two)).containsExactly("n1", "n0");
        see("n1", "p", 8, true, "rack-3");
        assertThat(room(two)).containsExactly("n0", "n1");
    }

    @Test
    void aHostThatIsGivenToAnotherSliceIsOfThatOne() {
        VariantOffer pair = Grounds.slice("2x2x2");
        Pool tpus = new Pool("t", "v5p", 4, Carving.Fixed);
        fleet.see(tpus);
        slice("t0", "s0");
        slice("t1", "s1");
        assertThat(room(pair, fleet.ground(tpus, pair))).isEmpty();
        slice("t1", "s0");
        assertThat(room(pair, fleet.ground(tpus, pair))).containsExactly("t0", "t1");
    }

    private void slice(String node, @Nullable String name) {
        fleet.see(new Host(node, "t", 4, true, List.of(), name == null ? null : new Host.FixedSlice(name, "2x2x2")));
    }

    @Test
    void whatOnlyFallsIllIsNotLaidOutAnew() {
        Ground ground = fleet.ground(pool, one);
        Berth berth = fleet.berth("n0");
        see("n0", "p", 8, false);
        fleet.hold(ref("a"), FIRST, chips(8, "n1"));
        assertThat(fleet.ground(pool, one)).isSameAs(ground);
        assertThat(fleet.berth("n0")).isSameAs(berth);
        assertThat(room(one)).isEmpty();
        see("n2", "p", 8, true);
        assertThat(fleet.ground(pool, one)).isNotSameAs(ground);
    }

    @Test
    void ifAllLeftAllThatIsHealthyWouldBeFree() {
        fleet.hold(ref("a"), FIRST, chips(8, "n0", "n1"));
        assertThat(room(two)).isEmpty();
        assertThat(room(two, fleet.emptied(pool, two))).containsExactly("n0", "n1");
        see("n0", "p", 8, false);
        assertThat(room(two, fleet.emptied(pool, two))).isEmpty();
        assertThat(room(one, fleet.emptied(pool, one))).containsExactly("n1");
        assertThat(room(two, fleet.healed(pool, two)))
                .as("and if it were well again")
                .containsExactly("n0", "n1");
        see("n0", "p", 8, true);
        assertThat(room(two, fleet.emptied(pool, two))).containsExactly("n0", "n1");
        assertThat(room(one)).as("which is only supposed").isEmpty();
    }

    @Test
    void aPoolThatIsCarvedOtherwiseIsLaidOutOtherwise() {
        VariantOffer cube = Grounds.slice("4x4x4");
        Pool optical = new Pool("pod", "v5p", 4, Carving.Optical);
        fleet.see(optical);
        Grounds.pod("pod", "pod", 4, 4, 12).forEach(fleet::see);
        Grounds.pod("pod", "pod", 4, 4, 8).stream()
                .filter(host -> Integer.parseInt(host.topology().get(3)) >= 4)
                .forEach(host -> fleet.hold(ref("on-" + host.node()), FIRST, chips(4, host.node())));
        VariantOffer twoCubes = Grounds.slice("4x4x8");
        assertThat(room(twoCubes, fleet.ground(optical, twoCubes)))
                .as("with switches the two outer cubes are one slice")
                .hasSize(32);
        Pool blocks = new Pool("pod", "v5p", 4, Carving.Blocks);
        fleet.see(blocks);
        assertThat(room(twoCubes, fleet.ground(blocks, twoCubes))).isEmpty();
        assertThat(room(cube, fleet.ground(blocks, cube))).hasSize(16);
        assertThat(room(twoCubes, fleet.emptied(blocks, twoCubes))).hasSize(32);
    }

    @Test
    void poolsOfAProfileComeByPriceAndThenByName() {
        fleet.see(new Pool("b", "cpu", 1, Carving.Fixed));
        fleet.see(new Pool("a", "cpu", 2, Carving.Fixed));
        fleet.see(new Pool("h", "h100", 1, Carving.Fixed));
        assertThat(names("cpu")).containsExactly("b", "a", "p");
        fleet.see(new Pool("b", "cpu", 3, Carving.Fixed));
        assertThat(names("cpu")).containsExactly("a", "p", "b");
        fleet.forgetPool("a");
        assertThat(names("cpu")).containsExactly("p", "b");
        assertThat(names("v5p")).isEmpty();
    }

    private List<String> names(String profile) {
        return fleet.poolsOf(profile).stream().map(Pool::name).toList();
    }

    @Test
    void whatIsPromisedCountsAsHadUntilThePromiseIsBroken() {
        Holdings.Promise promise = Holdings.Promise.of(FIRST, List.of("n0"), 8);
        assertThat(fleet.promised(ref("a"))).isFalse();
        fleet.promise(ref("a"), promise);
        assertThat(fleet.promiseOf(ref("a"))).isEqualTo(promise);
        assertThat(fleet.promised(ref("a"))).isTrue();
        assertThat(fleet.has(ref("a"), FIRST)).isTrue();
        assertThat(fleet.holdersOn("n0")).containsExactly(ref("a"));
        assertThat(fleet.holders()).containsExactly(ref("a"));
        assertThat(fleet.useByProfile(ref("a"))).isEqualTo(Map.of("cpu", 8));
        assertThat(fleet.onlyHeldBy(Set.of(ref("a")), "n0")).isTrue();
        assertThat(fleet.onlyHeldBy(Set.of(ref("b")), "n0")).isFalse();
        assertThat(fleet.free(pool, 8)).isEqualTo(1);
        fleet.breakPromise(ref("a"));
        assertThat(fleet.promiseOf(ref("a"))).isNull();
        assertThat(fleet.holdersOn("n0")).isEmpty();
        assertThat(fleet.free(pool, 8)).isEqualTo(2);
    }

    @Test
    void whatIsHeldOnHostsThatAreNotKnownIsUseOfNoProfile() {
        fleet.hold(ref("a"), FIRST, chips(4, "n0", "lost"));
        assertThat(fleet.useByProfile(ref("a"))).isEqualTo(Map.of("cpu", 4));
        assertThat(fleet.chipsByNode(ref("a"))).isEqualTo(chips(4, "n0", "lost"));
        fleet.forgetPool("p");
        assertThat(fleet.useByProfile(ref("a"))).isEmpty();
    }

    @Test
    void ifAllLeftAProvidersSliceWouldBeWholeUnlessAHostOfItIsIll() {
        VariantOffer pair = Grounds.slice("2x2x2");
        Pool tpus = new Pool("t", "v5p", 4, Carving.Fixed);
        fleet.see(tpus);
        slice("t0", "s0");
        slice("t1", "s0");
        fleet.hold(ref("a"), FIRST, chips(4, "t0", "t1"));
        assertThat(room(pair, fleet.ground(tpus, pair))).isEmpty();
        assertThat(room(pair, fleet.emptied(tpus, pair))).containsExactly("t0", "t1");
        fleet.see(new Host("t1", "t", 4, false, List.of(), new Host.FixedSlice("s0", "2x2x2")));
        assertThat(room(pair, fleet.emptied(tpus, pair))).isEmpty();
        assertThat(room(pair, fleet.healed(tpus, pair))).containsExactly("t0", "t1");
    }
}
