package dev.regauge.scheduler.executable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the one form of RFC 8785 (JCS): fields sorted by UTF-16 code units, no white space, numbers as ECMAScript prints doubles. Equal values give
 * equal bytes, so their hash can be a key. Takes {@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean} and {@code null}.
 */
public final class CanonicalJson {
    private static final long LARGEST_EXACT_INTEGER = (1L << 53) - 1;
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    public static String text(@Nullable Object value) {
        CanonicalJson json = new CanonicalJson();
        json.write("$", value);
        return json.out.toString();
    }

    public static byte[] bytes(@Nullable Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    private void write(String path, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append(truth.booleanValue());
            case String text -> string(path, text);
            case Map<?, ?> map -> object(path, map);
            case List<?> list -> array(path, list);
            case Number number -> number(path, number);
            default ->
                throw new IllegalArgumentException(path + " is a "
                        + value.getClass().getName() + "; allowed: Map, List, String, Number, Boolean, null");
        }
    }

    private void object(String path, Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException(path + " has the key " + key + "; allowed: strings");
            }
            sorted.put(name, value);
        });
        String separator = "{";
        for (Map.Entry<String, @Nullable Object> field : sorted.entrySet()) {
            out.append(separator);
            separator = ",";
            string(path, field.getKey());
            out.append(':');
            write(path + "." + field.getKey(), field.getValue());
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private void array(String path, List<?> list) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(path + "[" + i + "]", list.get(i));
        }
        out.append(']');
    }

    private void number(String path, Number number) {
        switch (number) {
            case Byte n -> out.append(n.byteValue());
            case Short n -> out.append(n.shortValue());
            case Integer n -> out.append(n.intValue());
            case Long n -> integer(path, BigInteger.valueOf(n));
            case BigInteger n -> integer(path, n);
            case Double n -> out.append(ecmaScript(path, n));
            case Float n -> out.append(ecmaScript(path, n.doubleValue()));
            case BigDecimal n -> out.append(ecmaScript(path, n.doubleValue()));
            default ->
                throw new IllegalArgumentException(path + " is a "
                        + number.getClass().getName() + "; allowed: Integer, Long, BigInteger, Double, BigDecimal");
        }
    }

    /** An integer that a double cannot hold would silently become another number in every other reader, so it is refused. */
    private void integer(String path, BigInteger value) {
        if (value.abs().compareTo(BigInteger.valueOf(LARGEST_EXACT_INTEGER)) > 0) {
            throw new IllegalArgumentException(path + " is " + value
                    + "; allowed: integers up to 2^53 - 1 in magnitude." + " Maybe write it as a string.");
        }
        out.append(value);
    }

    /** ECMA-262 Number::toString: shortest digits that read back as the same double, exponent form from 1e21 and below 1e-6. */
    private static String ecmaScript(String path, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(path + " is " + value + "; allowed: finite numbers");
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        String sign = value < 0 ? "-" : "";
        return sign + layout(digits, point);
    }

    private static String layout(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        int exponent = point - 1;
        String mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }

    /** Double.toString prints two digits where one would do (4.9E-324 for ECMAScript's 5e-324): try the one. */
    private static BigDecimal shortest(double value) {
        BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (printed.precision() == 2) {
            BigDecimal rounded =
                    new BigDecimal(value).round(new java.math.MathContext(1)).stripTrailingZeros();
            if (rounded.doubleValue() == value) {
                return rounded;
            }
        }
        return printed;
    }

    private void string(String path, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> i += character(path, text, i, c);
            }
        }
        out.append('"');
    }

    private int character(String path, String text, int at, char c) {
        if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            out.append(c);
            return 0;
        }
        if (Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))) {
            out.append(c).append(text.charAt(at + 1));
            return 1;
        }
        throw new IllegalArgumentException(path + " has half a surrogate pair at " + at + "; allowed: valid Unicode");
    }
}
