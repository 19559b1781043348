package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.Epoch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would be free if some left. */
class SuppositionTest {
    private static final Epoch FIRST = new Epoch(1);

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final Pool pool = new Pool("p", "cpu", 1, Carving.Fixed);
    private final Fleet fleet = new Fleet();
    private final Supposition supposition = new Supposition(fleet);

    @BeforeEach
    void threeHosts() {
        fleet.see(pool);
        for (String node : List.of("n0", "n1", "n2")) {
            fleet.see(new Host(node, "p", 8, true, List.of()));
        }
        fleet.hold(ref("a"), FIRST, Map.of("n0", 8));
        fleet.hold(ref("b"), FIRST, chips(4, "n1", "n2"));
        fleet.hold(ref("c"), FIRST, chips(4, "n2"));
    }

    private List<String> room(VariantOffer variant) {
        GangFit.Fit.Room room = supposition.room(pool, variant, Grounds.anyone(variant));
        return room == null
                ? List.of()
                : room.hostsInRankOrder().stream().map(Host::node).toList();
    }

    @Test
    void asLongAsNobodyLeavesEverythingIsAsItIs() {
        assertThat(room(one)).isEmpty();
    }

    @Test
    void whoLeavesFreesItsHosts() {
        supposition.leaves(ref("a"));
        assertThat(room(one)).containsExactly("n0");
        assertThat(room(two)).isEmpty();
    }

    @Test
    void whoLeavesAfterTheFirstQuestionFreesItsHostsToo() {
        assertThat(room(one)).isEmpty();
        supposition.leaves(ref("a"));
        assertThat(room(one)).containsExactly("n0");
    }

    @Test
    void aHostOfTwoIsFreeWhenBothHaveLeft() {
        supposition.leaves(ref("b"));
        assertThat(room(one)).containsExactly("n1");
        assertThat(room(two)).isEmpty();
        supposition.leaves(ref("c"));
        assertThat(room(two)).containsExactly("n1", "n2");
    }

    @Test
    void whoStaysAfterAllHasItsHostsAgain() {
        supposition.leaves(ref("a"));
        supposition.leaves(ref("b"));
        assertThat(room(two)).containsExactly("n0", "n1");
        supposition.stays(ref("a"));
        assertThat(room(two)).isEmpty();
        assertThat(room(one)).containsExactly("n1");
        supposition.stays(ref("b"));
        assertThat(room(one)).isEmpty();
    }

    @Test
    void whoCameBackBeforeTheFirstQuestionFreesNothing() {
        supposition.leaves(ref("a"));
        supposition.stays(ref("a"));
        assertThat(room(one)).isEmpty();
    }

    @Test
    void aHostThatIsIllHelpsNobody() {
        fleet.see(new Host("n0", "p", 8, false, List.of()));
        supposition.leaves(ref("a"));
        assertThat(room(one)).isEmpty();
    }

    @Test
    void aHostThatIsNotKnownIsNoneOfThem() {
        fleet.forgetHost("n0");
        supposition.leaves(ref("a"));
        assertThat(room(one)).isEmpty();
        supposition.leaves(ref("b"));
        assertThat(room(one)).containsExactly("n1");
    }

    @Test
    void hostsOfAnotherPoolAreNotMixedUp() {
        Pool other = new Pool("q", "cpu", 2, Carving.Fixed);
        fleet.see(other);
        fleet.see(new Host("m0", "q", 8, true, List.of()));
        fleet.see(new Host("m1", "q", 8, true, List.of()));
        fleet.hold(ref("d"), FIRST, chips(8, "m1"));
        assertThat(room(two)).isEmpty();
        assertThat(supposition.room(other, two, Grounds.anyone(two))).isNull();
        supposition.leaves(ref("d"));
        assertThat(room(one)).isEmpty();
        assertThat(supposition.room(other, two, Grounds.anyone(two)))
                .isNotNull()
                .satisfies(room -> assertThat(room.hostsInRankOrder())
                        .extracting(Host::node)
                        .containsExactly("m0", "m1"));
    }

    @Test
    void askedForAnyPoolItSaysWhyThereIsNoRoom() {
        supposition.leaves(ref("a"));
        assertThat(supposition.fit(one, Grounds.anyone(one))).isInstanceOf(GangFit.Fit.Room.class);
        assertThat(supposition.fit(two, Grounds.anyone(two)))
                .isInstanceOfSatisfying(
                        GangFit.Fit.NoRoom.class,
                        no -> assertThat(no.reason().detail()).contains("1 free, 2 in use"));
    }
}
