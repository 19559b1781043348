package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    private static void inOrder(String... texts) {
        List<String> sorted = new ArrayList<>(List.of(texts));
        Collections.reverse(sorted);
        sorted.sort(NaturalOrder::compare);
        assertThat(sorted).containsExactly(texts);
    }

    @Test
    void numbersCountAsNumbers() {
        inOrder("rack-0", "rack-2", "rack-9", "rack-10", "rack-19", "rack-100");
        inOrder("2x2x4", "2x4x4", "4x4x4", "4x4x12", "16x4x4");
        inOrder("n1-2", "n1-10", "n2-1");
    }

    @Test
    void numbersMayBeLongerThanAnyNumberType() {
        inOrder("n99999999999999999999", "n100000000000000000000", "n100000000000000000001");
    }

    @Test
    void allElseGoesByCharacter() {
        inOrder("a", "b", "ba", "bb");
        inOrder("a/", "a0", "a9", "a:", "aa");
        inOrder("", "a", "a1", "a1b", "a1b1");
    }

    @Test
    void leadingZerosPartOnlyWhatIsElseEqual() {
        inOrder("a0", "a00", "a01", "a1", "a02", "a2", "a010");
        inOrder("a01b", "a1b", "a01c");
        assertThat(NaturalOrder.compare("a01", "a01")).isZero();
    }

    @Property(tries = 300)
    void itIsAnOrder(
            @ForAll @StringLength(max = 5) @Chars({'a', '/', ':'}) @CharRange(from = '0', to = '2') String a,
            @ForAll @StringLength(max = 5) @Chars({'a', '/', ':'}) @CharRange(from = '0', to = '2') String b,
            @ForAll @StringLength(max = 5) @Chars({'a', '/', ':'}) @CharRange(from = '0', to = '2') String c) {
        int ab = Integer.signum(NaturalOrder.compare(a, b));
        int bc = Integer.signum(NaturalOrder.compare(b, c));
        assertThat(ab).isEqualTo(-Integer.signum(NaturalOrder.compare(b, a)));
        assertThat(ab == 0).as("equal only to itself").isEqualTo(a.equals(b));
        if (ab == bc) {
            assertThat(Integer.signum(NaturalOrder.compare(a, c))).isEqualTo(ab);
        }
    }
}
