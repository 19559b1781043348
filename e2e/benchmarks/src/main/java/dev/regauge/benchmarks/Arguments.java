package dev.regauge.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options with a value each; {@code --json} has none. */
final class Arguments {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Arguments() {}

    static Arguments of(List<String> words, List<String> allowed) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < words.size(); i++) {
            String option = words.get(i);
            if (!allowed.contains(option)) {
                throw new IllegalArgumentException(
                        "option is '" + option + "'; allowed: " + String.join(", ", allowed));
            }
            List<String> given = arguments.values.computeIfAbsent(option, _ -> new ArrayList<>());
            if (!option.equals("--json")) {
                if (++i == words.size()) {
                    throw new IllegalArgumentException(option + " has no value");
                }
                given.add(words.get(i));
            }
        }
        return arguments;
    }

    boolean has(String option) {
        return values.containsKey(option);
    }

    List<String> all(String option) {
        return values.getOrDefault(option, List.of());
    }

    @Nullable
    String optional(String option) {
        return all(option).isEmpty() ? null : all(option).getLast();
    }

    String required(String option) {
        String value = optional(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }

    /** NaN as default = the option is required. */
    double number(String option, double otherwise) {
        String value = optional(option);
        if (value == null) {
            if (Double.isNaN(otherwise)) {
                throw new IllegalArgumentException(option + " is missing");
            }
            return otherwise;
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is '" + value + "'; allowed: a number", e);
        }
    }
}
