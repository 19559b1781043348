package dev.regauge.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options with a value each, only {@code --policy} more than once; {@code --json} and {@code --jmh} have no value. */
final class Arguments {
    private static final Set<String> FLAGS = Set.of("--json", "--jmh");

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
            if (!FLAGS.contains(option)) {
                if (++i == words.size() || words.get(i).startsWith("--")) {
                    throw new IllegalArgumentException(option + " has no value");
                }
                given.add(words.get(i));
                if (given.size() > 1 && !option.equals("--policy")) {
                    throw new IllegalArgumentException(
                            option + " is given twice: " + String.join(", ", given) + "; allowed: once");
                }
            }
        }
        return arguments;
    }

    boolean has(String option) {
        return values.containsKey(option);
    }

    /** Given as {@code --policy a --policy b} or {@code --policy a,b}. */
    List<String> all(String option) {
        return values.getOrDefault(option, List.of()).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .distinct()
                .toList();
    }

    @Nullable
    String optional(String option) {
        List<String> given = values.get(option);
        return given == null ? null : given.getFirst();
    }

    String required(String option) {
        String value = optional(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }

    /** Finite and at least 0. */
    double number(String option, double otherwise) {
        String value = optional(option);
        if (value == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number) && number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException(option + " is '" + value + "'; allowed: a finite number, at least 0");
    }

    int positive(String option) {
        String value = required(option);
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException(
                option + " is '" + value + "'; allowed: a whole number from 1 to " + Integer.MAX_VALUE);
    }

    long whole(String option, long otherwise) {
        String value = optional(option);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(option + " is '" + value + "'; allowed: a whole number");
        }
    }
}
