package dev.regauge.scheduler.placement.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankedSetTest {
    /** By tens, so that different numbers are equal by the order. */
    private static final Comparator<Integer> BY_TENS = Comparator.comparing(number -> number / 10);

    private final RankedSet<Integer> ranked = new RankedSet<>(BY_TENS, number -> number / 70);

    @Property(tries = 60)
    void holdsWhatASortedSetHolds(
            @ForAll @Size(min = 1, max = 4000) List<@IntRange(min = 0, max = 30_000) Integer> numbers) {
        RankedSet<Integer> set = new RankedSet<>(BY_TENS, number -> number / 70);
        TreeSet<Integer> model = new TreeSet<>(BY_TENS);
        for (Integer number : numbers) {
            if (number % 3 == 0) {
                assertThat(set.remove(number + 1)).isEqualTo(model.remove(number + 1));
            }
            assertThat(set.add(number)).isEqualTo(model.add(number));
            assertThat(set.rank(number)).isEqualTo(model.headSet(number).size());
        }
        assertThat(set).containsExactlyElementsOf(model).hasSameSizeAs(model);
        assertThat(set.first()).isEqualTo(model.first());
        assertThat(set.last()).isEqualTo(model.last());
        for (Integer number : numbers) {
            assertThat(set.remove(number)).isEqualTo(model.remove(number));
        }
        assertThat(set).isEmpty();
    }

    @Test
    void staysInOrderOverManyBlocks() {
        for (int i = 0; i < 5000; i++) {
            ranked.add(10 * ((i * 1_237) % 5000));
        }

        assertThat(List.copyOf(ranked)).hasSize(5000).isSorted();
        assertThat(ranked.rank(0)).isZero();
        assertThat(ranked.rank(25_005)).isEqualTo(2500);
        assertThat(ranked.rank(1_000_000)).isEqualTo(5000);
        for (int i = 0; i < 5000; i += 2) {
            assertThat(ranked.remove(10 * i)).isTrue();
        }
        assertThat(List.copyOf(ranked)).hasSize(2500).isSorted();
        assertThat(ranked.rank(49_990)).isEqualTo(2499);
    }

    @Test
    void hasNoFirstWhereNothingIs() {
        assertThatThrownBy(ranked::first).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(ranked::last).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> ranked.iterator().next()).isInstanceOf(NoSuchElementException.class);
        assertThat(ranked.rank(7)).isZero();
        assertThat(ranked.remove(7)).isFalse();
    }
}
