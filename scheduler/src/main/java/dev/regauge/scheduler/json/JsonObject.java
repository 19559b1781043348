package dev.regauge.scheduler.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed JSON object with its path, read field by field. Unknown fields are ignored, as the contract says; a field that is missing or of another
 * type is an {@link InvalidJson} that names it.
 */
public final class JsonObject {
    private final String path;
    private final Map<?, ?> values;

    private JsonObject(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    /** {@code value} must be a map with string keys; {@code path} names it in errors, for example {@code manifest.json}. */
    public static JsonObject of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject(path, map);
        }
        throw new InvalidJson(path, value, "an object");
    }

    public boolean has(String field) {
        return values.get(field) != null;
    }

    public String string(String field) {
        if (values.get(field) instanceof String text) {
            return text;
        }
        throw invalid(field, "a string");
    }

    public @Nullable String stringOrNull(String field) {
        return has(field) ? string(field) : null;
    }

    /** A whole number of at most 64 bits; 1.0 counts as whole. */
    public long integer(String field) {
        return switch (values.get(field)) {
            case Integer i -> i;
            case Long l -> l;
            case Number n -> whole(field, n);
            case null, default -> throw invalid(field, "a whole number");
        };
    }

    public int count(String field) {
        long value = integer(field);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw invalid(field, "a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    public double number(String field) {
        if (values.get(field) instanceof Number number) {
            return number.doubleValue();
        }
        throw invalid(field, "a number");
    }

    public boolean bool(String field) {
        if (values.get(field) instanceof Boolean truth) {
            return truth;
        }
        throw invalid(field, "true or false");
    }

    public JsonObject object(String field) {
        return of(path + "." + field, values.get(field));
    }

    public @Nullable JsonObject objectOrNull(String field) {
        return has(field) ? object(field) : null;
    }

    public List<JsonObject> objects(String field) {
        List<JsonObject> objects = new ArrayList<>();
        List<?> list = list(field);
        for (int i = 0; i < list.size(); i++) {
            objects.add(of(path + "." + field + "[" + i + "]", list.get(i)));
        }
        return objects;
    }

    public List<?> list(String field) {
        if (values.get(field) instanceof List<?> list) {
            return list;
        }
        throw invalid(field, "a list");
    }

    public List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        for (Object item : list(field)) {
            if (!(item instanceof String text)) {
                throw invalid(field, "a list of strings");
            }
            strings.add(text);
        }
        return strings;
    }

    /** The fields in the order in which they were parsed. */
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    public InvalidJson invalid(String field, String allowed) {
        return new InvalidJson(path + "." + field, values.get(field), allowed);
    }

    private long whole(String field, Number number) {
        try {
            return new BigDecimal(number.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(field, "a whole number of at most 64 bits");
        }
    }
}
