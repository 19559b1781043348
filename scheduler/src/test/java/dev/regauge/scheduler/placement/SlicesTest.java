package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Three slices of two hosts each, as the provider formed them. */
class SlicesTest {
    private final VariantOffer pair = Grounds.slice("2x2x2");
    private final List<Berth> berths = new ArrayList<>();

    private Slices slices() {
        for (int i = 0; i < 6; i++) {
            berths.add(berth("n" + i, 4, new Host.FixedSlice("s" + i / 2, "2x2x2")));
        }
        return new Slices(berths);
    }

    private static Berth berth(String node, int chips, Host.@Nullable FixedSlice slice) {
        Berth berth = new Berth(new Host(node, "fixed", chips, true, List.of(), slice));
        berth.free(true);
        return berth;
    }

    private List<String> chosen(Slices slices, @Nullable Berth... before) {
        return slices.choose(new Ground.Wish(pair, 0, Arrays.asList(before))).stream()
                .map(Host::node)
                .toList();
    }

    @Test
    void theFirstThatIsFreeIsTaken() {
        Slices slices = slices();
        assertThat(chosen(slices)).containsExactly("n0", "n1");
        slices.set(berths.get(1), false);
        assertThat(chosen(slices)).containsExactly("n2", "n3");
    }

    @Test
    void theOneThatTheJobHadIsTakenAgainWhicheverOfItsHostsIsLeft() {
        Slices slices = slices();
        assertThat(chosen(slices, berths.get(2), null)).containsExactly("n2", "n3");
        assertThat(chosen(slices, null, berths.get(3))).containsExactly("n2", "n3");
        assertThat(chosen(slices, berths.get(4), berths.get(5))).containsExactly("n4", "n5");
        assertThat(chosen(slices, berths.get(1), null)).containsExactly("n0", "n1");
        slices.set(berths.get(3), false);
        assertThat(chosen(slices, berths.get(2), null)).as("it is not free").containsExactly("n0", "n1");
    }

    @Test
    void aHostThatIsNotAmongThemIsNoReasonForAny() {
        Slices slices = slices();
        Berth other = berth("n2", 4, new Host.FixedSlice("s1", "2x2x2"));
        assertThat(slices.holds(other)).isFalse();
        other.inSlices = 2;
        assertThat(slices.holds(other)).as("it stood there in another layout").isFalse();
        assertThat(chosen(slices, other, null)).containsExactly("n0", "n1");
        other.inSlices = 6;
        assertThat(slices.holds(other)).isFalse();
        assertThat(slices.holds(berths.get(0))).isTrue();
        assertThat(slices.holds(berths.get(5))).isTrue();
    }

    @Test
    void hostsOfAnotherSizeAreNotTaken() {
        berths.add(berth("a0", 8, new Host.FixedSlice("a", "2x2x2")));
        berths.add(berth("a1", 4, new Host.FixedSlice("a", "2x2x2")));
        assertThat(chosen(slices())).containsExactly("n0", "n1");
    }

    @Test
    void hostsOfNoSliceAreNoneOfIt() {
        Berth alone = berth("alone", 4, null);
        berths.add(alone);
        Slices slices = slices();
        assertThat(slices.holds(alone)).isFalse();
        assertThat(slices.berths()).doesNotContain(alone).hasSize(6);
    }

    @Test
    void aCopyChangesByItself() {
        Slices slices = slices();
        Slices copy = slices.copy();
        copy.set(berths.get(0), false);
        assertThat(chosen(copy)).containsExactly("n2", "n3");
        assertThat(chosen(slices)).containsExactly("n0", "n1");
    }
}
