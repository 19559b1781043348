package dev.regauge.scheduler.executable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    /** RFC 8785, appendix B: the bits of a double and how it is written. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void numbersAreWrittenAsEcmaScriptDoes(String bits, String text) {
        assertThat(CanonicalJson.text(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(text);
    }

    @Property
    void everyDoubleReadsBackAsItself(@ForAll double value) {
        assertThat(Double.parseDouble(CanonicalJson.text(value))).isEqualTo(value == 0 ? 0.0 : value);
    }

    @Property
    void everyTextReadsBackAsItself(@ForAll String text) throws Exception {
        if (!text.equals(new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> CanonicalJson.text(text)).hasMessageContaining("surrogate");
        } else {
            assertThat(new ObjectMapper().readValue(CanonicalJson.bytes(text), String.class))
                    .isEqualTo(text);
        }
    }

    @Test
    void fieldsAreSortedByUtf16() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            map.put(key, 1);
        }
        assertThat(CanonicalJson.text(map))
                .isEqualTo(
                        "{\"\\r\":1,\"1\":1,\"\u0080\":1,\"\u00f6\":1,\"\u20ac\":1,\"\ud83d\ude00\":1,\"\ufb33\":1}");
    }

    @Test
    void theExampleOfTheStandard() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("numbers", List.of(333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001));
        map.put("string", "€$" + (char) 15 + "\nA'B\"\\\\\"/");
        map.put("literals", Arrays.asList(null, true, false));
        assertThat(CanonicalJson.text(map))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void emptyObjectsAndArrays() {
        assertThat(CanonicalJson.text(Map.of("a", List.of(), "b", Map.of()))).isEqualTo("{\"a\":[],\"b\":{}}");
    }

    @Test
    void whatWouldNotSurviveARoundTripIsRefused() {
        assertThatThrownBy(() -> CanonicalJson.text(Map.of("seed", 1L << 60)))
                .hasMessageContaining("$.seed is 1152921504606846976");
        assertThatThrownBy(() -> CanonicalJson.text(List.of(Double.NaN))).hasMessageContaining("$[0] is NaN");
        assertThatThrownBy(() -> CanonicalJson.text(Map.of(1, 2))).hasMessageContaining("key 1");
        assertThatThrownBy(() -> CanonicalJson.text(new Object())).hasMessageContaining("allowed: Map, List");
    }
}
