package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a job is told that has no room: the numbers add up. */
class ShortageTest {
    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final World world = new World(Engine.create()).queue("research", Map.of());

    private Reason why(World.Job job) {
        return world.job(job).waiting(job.build().job().name()).reasons().getFirst();
    }

    private void fiveHosts() {
        world.tell(new Event.PoolSeen(new Pool("p", "cpu", 1, Carving.Fixed, 1)));
        for (int h = 0; h < 5; h++) {
            world.host("n" + h, "p", 8);
        }
        world.runs(world.job(aJob("runs").with(one)).place("runs"), 8);
    }

    @Test
    void hostsAreFreeInUseUnhealthyOrClosed() {
        fiveHosts();
        world.sick("n1", "p", 8);
        Reason why = why(aJob("a").with(variant("four", "cpu", 4, 8, 1)).excludes("n2"));
        assertThat(why)
                .isEqualTo(
                        new Reason(
                                WaitReason.HostsUnhealthy,
                                "four needs 4 hosts of 8 chips; pool p has 5: 2 free (1 kept as spares), 1 in use, 1 unhealthy, 1 closed to this job"));
    }

    @Test
    void whatWouldBeEnoughOnceOthersEndIsNotRefused() {
        fiveHosts();
        assertThat(why(aJob("a").with(variant("three", "cpu", 3, 8, 1)).excludes("n2"))
                        .code())
                .as("five hosts, one is a spare and one is closed")
                .isEqualTo(WaitReason.NotEnoughChips);
        assertThat(why(aJob("b").with(variant("four", "cpu", 4, 8, 1)).excludes("n2"))
                        .code())
                .isEqualTo(WaitReason.PlacementRefused);
        assertThat(why(aJob("c").with(variant("five", "cpu", 5, 8, 1))).code())
                .as("the spare is not for it, but that may change")
                .isEqualTo(WaitReason.NotEnoughChips);
        assertThat(why(aJob("d").with(variant("six", "cpu", 6, 8, 1))).code()).isEqualTo(WaitReason.TooLargeForPools);
    }

    @Test
    void aProvidersSliceWithAHostThatIsSickOrClosedIsIncomplete() {
        world.tell(new Event.PoolSeen(new Pool("fixed", "v5p", 4, Carving.Fixed, 2)));
        for (int i = 0; i < 8; i++) {
            world.tell(new Event.HostSeen(
                    new Host("n" + i, "fixed", 4, i != 0, List.of(), new Host.FixedSlice("s" + i / 2, "2x2x2"))));
        }
        world.job(aJob("runs").with(Grounds.slice("2x2x2"))).place("runs");
        assertThat(why(aJob("a").with(Grounds.slice("2x2x2")).excludes("n7")).detail())
                .isEqualTo(
                        "v5p needs a 2x2x2 slice; pool fixed has 4: 1 free, kept as spares, 1 in use, 2 incomplete or closed to this job");
    }

    @Test
    void aCarvedPoolThatClosedHostsMakeTooSmallIsRefused() {
        world.tell(new Event.PoolSeen(new Pool("pod", "v5p", 1, Carving.Optical)));
        Grounds.pod("pod", "pod", 4, 4, 4).forEach(host -> world.tell(new Event.HostSeen(host)));
        String corner = Grounds.node("pod", 0, 0, 0);
        assertThat(why(aJob("a").with(Grounds.slice("4x4x4")).excludes(corner)).code())
                .isEqualTo(WaitReason.PlacementRefused);
        world.job(aJob("runs").with(Grounds.slice("2x4x4")).submitted(1)).place("runs");
        assertThat(why(aJob("b").with(Grounds.slice("4x4x4")).submitted(2)).code())
                .as("it would have room if the other one left")
                .isEqualTo(WaitReason.NotEnoughChips);
        World.Job half = aJob("c").with(Grounds.slice("2x4x4")).excludes(Grounds.node("pod", 0, 2, 0));
        assertThat(why(half.submitted(3)).code())
                .as("it could have the half of the other one")
                .isEqualTo(WaitReason.NotEnoughChips);
        assertThat(why(aJob("d")
                                .with(Grounds.slice("2x4x4"))
                                .excludes(corner, Grounds.node("pod", 2, 2, 3))
                                .submitted(4))
                        .code())
                .as("both halves have a host that is closed to it")
                .isEqualTo(WaitReason.PlacementRefused);
    }
}
