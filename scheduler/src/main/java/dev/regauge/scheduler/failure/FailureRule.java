package dev.regauge.scheduler.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of the rules: a signal's kind, one condition on it, and the class that follows. */
record FailureRule(String name, FailureSignal.Kind kind, Condition condition, FailureClass failureClass) {
    sealed interface Condition {
        record Any() implements Condition {}

        record ExitClassIs(String value) implements Condition {}

        record ExitCodeIs(int value) implements Condition {}

        record ReasonIs(String value) implements Condition {}
    }

    boolean matches(FailureSignal signal) {
        return signal.kind() == kind
                && switch (condition) {
                    case Condition.Any _ -> true;
                    case Condition.ExitClassIs(String value) -> value.equals(signal.exitClass());
                    case Condition.ExitCodeIs(int value) -> equal(signal.exitCode(), value);
                    case Condition.ReasonIs(String value) -> value.equals(signal.reason());
                };
    }

    private static boolean equal(@Nullable Integer code, int value) {
        return code != null && code == value;
    }

    /** {@code line}: name, signal, condition and class, parted by blanks. */
    static FailureRule parse(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (words.size() != 4) {
            throw new IllegalArgumentException(
                    "failure rule is '" + line + "'; allowed: name, signal, condition, class");
        }
        return new FailureRule(
                words.get(0),
                FailureSignal.Kind.valueOf(words.get(1)),
                condition(line, words.get(2)),
                FailureClass.valueOf(words.get(3)));
    }

    private static Condition condition(String line, String word) {
        if (word.equals("any")) {
            return new Condition.Any();
        }
        int equals = word.indexOf('=');
        String value = word.substring(equals + 1);
        return switch (equals < 0 ? word : word.substring(0, equals)) {
            case "exitClass" -> new Condition.ExitClassIs(value);
            case "exitCode" -> new Condition.ExitCodeIs(Integer.parseInt(value));
            case "reason" -> new Condition.ReasonIs(value);
            default ->
                throw new IllegalArgumentException("failure rule '" + line + "' has the condition '" + word
                        + "'; allowed: any, exitClass=, exitCode=, reason=");
        };
    }
}
