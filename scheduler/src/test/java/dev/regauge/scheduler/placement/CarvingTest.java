package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.Grounds.node;
import static dev.regauge.scheduler.placement.Grounds.slice;
import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** v5p pools that Regauge carves itself. */
class CarvingTest {
    private final World world = new World(Engine.create());

    private void pod(Carving carving, int spares, int sx, int sy, int sz) {
        world.queue("research", Map.of()).tell(new Event.PoolSeen(new Pool("pods", "v5p", 4, carving, spares)));
        Grounds.pod("pods", "p", sx, sy, sz).forEach(host -> world.tell(new Event.HostSeen(host)));
    }

    private Reason why(String job, VariantOffer variant) {
        return world.job(aJob(job).with(variant).submitted(99))
                .waiting(job)
                .reasons()
                .getFirst();
    }

    @Test
    void aHalfCubeIsRankedZSlowestAndXFastest() {
        pod(Carving.Optical, 0, 4, 4, 4);
        assertThat(world.job(aJob("a").with(slice("2x4x4"))).place("a").hostsInRankOrder())
                .containsExactly(
                        node("p", 0, 0, 0),
                        node("p", 2, 0, 0),
                        node("p", 0, 0, 1),
                        node("p", 2, 0, 1),
                        node("p", 0, 0, 2),
                        node("p", 2, 0, 2),
                        node("p", 0, 0, 3),
                        node("p", 2, 0, 3));
    }

    @Test
    void smallSlicesShareACubeAndLargeOnesFindTheOtherWhole() {
        pod(Carving.Blocks, 0, 4, 4, 8);
        for (String shape : List.of("2x2x1", "2x2x2", "2x2x4", "2x4x4")) {
            assertThat(world.job(aJob(shape).with(slice(shape))).place(shape).hostsInRankOrder())
                    .allSatisfy(node -> assertThat(Integer.parseInt(node.substring(node.lastIndexOf('-') + 1)))
                            .isLessThan(4));
        }
        assertThat(world.job(aJob("cube").with(slice("4x4x4"))).place("cube").hostsInRankOrder())
                .hasSize(16)
                .startsWith(node("p", 0, 0, 4), node("p", 2, 0, 4), node("p", 0, 2, 4));
    }

    @Test
    void switchesJoinCubesThatAreNoNeighbours() {
        pod(Carving.Optical, 0, 4, 4, 12);
        world.tell(new Event.HostSeen(Grounds.tpu("pods", "p", 2, 2, 6, false)));
        assertThat(world.job(aJob("a").with(slice("4x4x8"))).place("a").hostsInRankOrder())
                .hasSize(32)
                .startsWith(node("p", 0, 0, 0))
                .endsWith(node("p", 2, 2, 11));
    }

    @Test
    void withoutSwitchesCubesHaveToBeNeighbours() {
        pod(Carving.Blocks, 0, 4, 4, 12);
        world.tell(new Event.HostSeen(Grounds.tpu("pods", "p", 2, 2, 6, false)));
        assertThat(why("a", slice("4x4x8")))
                .isEqualTo(
                        new Reason(
                                WaitReason.HostsUnhealthy,
                                "v5p needs a 4x4x8 slice, 32 hosts in 2 whole cubes; pool pods has 48: 47 free, 0 in use, 1 unhealthy, 0 closed to this job; whole free cubes: 2"));
    }

    @Test
    void enoughChipsInTheWrongPlacesAreNoSlice() {
        pod(Carving.Blocks, 0, 4, 4, 12);
        world.job(aJob("low").with(slice("4x4x4"))).decide();
        world.job(aJob("high").with(slice("4x4x4"))).decide();
        assertThat(why("a", slice("4x4x8")).code()).isEqualTo(WaitReason.NotEnoughChips);
        Grounds.pod("pods", "q", 4, 4, 4).forEach(host -> world.tell(new Event.HostSeen(host)));
        world.decide();
        assertThat(why("b", slice("4x4x8")).code()).isEqualTo(WaitReason.NoFreeSlice);
    }

    @Test
    void whatNoPodCouldEverHoldIsTooLarge() {
        pod(Carving.Optical, 0, 4, 4, 8);
        Grounds.pod("pods", "q", 4, 4, 8).forEach(host -> world.tell(new Event.HostSeen(host)));
        assertThat(why("a", slice("4x4x12")).code()).isEqualTo(WaitReason.TooLargeForPools);
    }

    @Test
    void anIllegalShapeIsRefusedWithItsValueAndWhatIsAllowed() {
        pod(Carving.Optical, 0, 4, 4, 4);
        assertThat(why("a", slice("4x2x2")))
                .isEqualTo(
                        new Reason(
                                WaitReason.IllegalSlice,
                                "v5p: slice is 4x2x2; allowed: 2x2x1, 2x2x2, 2x2x4, 2x4x4, or ascending multiples of 4 with at most 6144 chips"));
        VariantOffer odd = new VariantOffer("v5p", "v5p", 3, 4, "2x2x4", StepTime.predicted(1, 1, 1), true);
        assertThat(why("b", odd))
                .isEqualTo(new Reason(
                        WaitReason.IllegalSlice,
                        "v5p: slice is 2x2x4, which is 4 hosts of 4 chips, but asked for are 3 of 4"));
    }

    @Test
    void hostsWithoutAPlaceOfTheirOwnAreNotCountedOn() {
        pod(Carving.Optical, 0, 4, 4, 4);
        world.tell(new Event.HostSeen(new Host("twin", "pods", 4, true, List.of("p", "0", "0", "0"))));
        world.tell(new Event.HostSeen(new Host("lost", "pods", 4, true, List.of("p", "", "", ""))));
        Reason reason = why("a", slice("4x4x4"));
        assertThat(reason.code()).isEqualTo(WaitReason.TooLargeForPools);
        assertThat(reason.detail())
                .endsWith("3 without a place, allowed: pod, x, y, z with even x and y, all below 128, each place once");
        assertThat(world.tell(new Event.HostGone("twin")).place("a").hostsInRankOrder())
                .hasSize(16);
    }

    @Test
    void sixteenSparesKeepACubeWhole() {
        pod(Carving.Optical, 16, 4, 4, 8);
        world.job(aJob("a").with(slice("2x2x1"))).place("a");
        assertThat(why("cube", slice("4x4x4")).detail()).contains("(16 kept as spares)");
        for (String job : List.of("b", "c", "d")) {
            world.job(aJob(job).with(slice("2x2x4"))).place(job);
        }
        assertThat(world.job(aJob("e").with(slice("2x2x2"))).place("e").hostsInRankOrder())
                .hasSize(2);
        assertThat(why("f", slice("2x2x4")).code()).isEqualTo(WaitReason.NotEnoughChips);
    }

    @Test
    void aFailedCubeIsSwappedAndTheOthersStayInTheirRanks() {
        pod(Carving.Optical, 0, 4, 4, 12);
        List<String> before =
                world.job(aJob("a").with(slice("4x4x8"))).place("a").hostsInRankOrder();
        world.held("a", 1, chips(4, before.toArray(String[]::new))).decide();
        String lost = before.get(3);
        String[] slots = before.stream().map(n -> n.equals(lost) ? "-" : n).toArray(String[]::new);
        world.tell(new Event.HostSeen(Grounds.tpu("pods", "p", 2, 2, 0, false)));
        assertThat(lost).isEqualTo(node("p", 2, 2, 0));
        Decision.Place again = world.job(aJob("a").with(slice("4x4x8")).epoch(2).survivors("v5p", slots))
                .place("a");
        assertThat(again.hostsInRankOrder().subList(16, 32)).isEqualTo(before.subList(16, 32));
        assertThat(again.hostsInRankOrder().subList(0, 16))
                .startsWith(node("p", 0, 0, 8))
                .endsWith(node("p", 2, 2, 11));
        assertThat(again.why()).extracting(Reason::code).contains(PlaceReason.SameVariant);
    }

    @Test
    void aKilledPodComesBackInTheSameHalfCube() {
        pod(Carving.Blocks, 0, 4, 4, 8);
        world.job(aJob("other").with(slice("2x2x1"))).decide();
        List<String> before =
                world.job(aJob("a").with(slice("2x4x4"))).place("a").hostsInRankOrder();
        String[] slots = before.toArray(String[]::new);
        slots[5] = "-";
        String[] living = before.stream().filter(n -> !n.equals(before.get(5))).toArray(String[]::new);
        world.held("a", 1, chips(4, living))
                .tell(new Event.JobGone(World.ref("other")))
                .freed("other")
                .decide();
        assertThat(world.job(aJob("a").with(slice("2x4x4")).epoch(2).survivors("v5p", slots))
                        .place("a")
                        .hostsInRankOrder())
                .isEqualTo(before);
    }

    @Test
    void aPoolThatIsCarvedOtherwiseIsLaidOutAnew() {
        pod(Carving.Blocks, 0, 8, 4, 4);
        assertThat(why("a", slice("4x4x8")).code()).isEqualTo(WaitReason.TooLargeForPools);
        assertThat(world.tell(new Event.PoolSeen(new Pool("pods", "v5p", 4, Carving.Optical)))
                        .place("a")
                        .hostsInRankOrder())
                .hasSize(32);
    }

    @Test
    void aFixedPoolSaysWhichSlicesItHas() {
        world.queue("research", Map.of()).pool("fixed", "v5p", 4);
        for (int i = 0; i < 4; i++) {
            world.tell(new Event.HostSeen(
                    new Host("n" + i, "fixed", 4, true, List.of(), new Host.FixedSlice("s" + i / 2, "2x2x2"))));
        }
        assertThat(why("a", slice("2x2x4")).detail())
                .isEqualTo("v5p needs a 2x2x4 slice; pool fixed has none, but of 2x2x2");
        world.job(aJob("b").with(slice("2x2x2"))).place("b");
        assertThat(why("c", slice("2x2x1")).code()).isEqualTo(WaitReason.NoFreeSlice);
        world.tell(new Event.PoolSeen(new Pool("fixed", "v5p", 4, Carving.Fixed, 1)));
        assertThat(why("d", slice("2x2x2")).detail())
                .isEqualTo(
                        "v5p needs a 2x2x2 slice; pool fixed has 2: 1 free, kept as spares, 1 in use, 0 incomplete or closed to this job");
    }

    @Test
    void aProvidersSliceIsRankedByCoordinatesWhereHostsHaveThemElseByItsLabels() {
        world.queue("research", Map.of()).pool("fixed", "v5p", 4);
        for (int[] at :
                new int[][] {{4, 0, 0}, {4, 2, 0}, {4, 0, 1}, {4, 2, 1}, {4, 0, 2}, {4, 2, 2}, {4, 0, 3}, {4, 2, 3}}) {
            List<String> topology = List.of("pod", "" + at[0], "" + at[1], "" + at[2]);
            world.tell(new Event.HostSeen(
                    new Host("n" + at[1] + at[2], "fixed", 4, true, topology, new Host.FixedSlice("s", "2x4x4"))));
        }
        assertThat(world.job(aJob("a").with(slice("2x4x4"))).place("a").hostsInRankOrder())
                .containsExactly("n00", "n20", "n01", "n21", "n02", "n22", "n03", "n23");
        for (int worker : new int[] {10, 2}) {
            world.tell(new Event.HostSeen(
                    new Host("w" + worker, "fixed", 4, true, List.of("" + worker), new Host.FixedSlice("t", "2x2x2"))));
        }
        assertThat(world.job(aJob("b").with(slice("2x2x2"))).place("b").hostsInRankOrder())
                .containsExactly("w2", "w10");
    }

    @Test
    void hostsHereAndThereAreNoSpareCube() {
        pod(Carving.Optical, 16, 4, 4, 12);
        world.tell(new Event.HostSeen(Grounds.tpu("pods", "p", 0, 0, 0, false)))
                .tell(new Event.HostSeen(Grounds.tpu("pods", "p", 0, 0, 4, false)));
        assertThat(why("a", slice("4x4x4")).code()).isEqualTo(WaitReason.HostsUnhealthy);
        assertThat(world.tell(new Event.PoolSeen(new Pool("pods", "v5p", 4, Carving.Optical, 15)))
                        .place("a")
                        .hostsInRankOrder())
                .hasSize(16);
    }

    @Test
    void aJobComesBackOnTheProvidersSliceThatItHad() {
        world.queue("research", Map.of()).pool("fixed", "v5p", 4);
        for (String node : List.of("s0-a", "s0-b", "s1-a", "s1-b")) {
            world.tell(new Event.HostSeen(
                    new Host(node, "fixed", 4, true, List.of(), new Host.FixedSlice(node.substring(0, 2), "2x2x2"))));
        }
        world.held("a", 1, chips(4, "s1-a", "s1-b"));
        assertThat(world.job(aJob("a").with(slice("2x2x2")).epoch(2).survivors("v5p", "s1-a", "s1-b"))
                        .place("a")
                        .hostsInRankOrder())
                .containsExactly("s1-a", "s1-b");
    }

    @Test
    void hostsOfUnknownDomainsAreNearToNothing() {
        world.queue("research", Map.of()).pool("gpus", "h100", 4);
        world.host("a", "gpus", 8, "").host("b", "gpus", 8, "");
        assertThat(world.job(aJob("j").with(World.variant("v", "h100", 2, 8, 1)))
                        .place("j")
                        .why())
                .extracting(Reason::code)
                .doesNotContain(PlaceReason.TightestDomain);
    }
}
