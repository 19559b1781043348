package dev.regauge.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conditions of one pass, each set once. A condition keeps its transition time until its status changes. */
final class ConditionAggregator<T extends Enum<T>> {
    /** Whether it holds. */
    enum Holds {
        True,
        False,
        Unknown;

        static Holds of(boolean value) {
            return value ? True : False;
        }
    }

    private record Said(Holds holds, String reason, String message) {}

    private final Map<T, Said> said;
    private final T[] order;
    private final String undecided;

    /** {@code undecided}: the reason of conditions that nobody sets. */
    ConditionAggregator(Class<T> types, String undecided) {
        this.said = new EnumMap<>(types);
        this.order = types.getEnumConstants();
        this.undecided = undecided;
    }

    void say(T type, Holds holds, String reason, String message) {
        Said before = said.putIfAbsent(type, new Said(holds, reason, message));
        if (before != null) {
            throw new IllegalStateException(
                    "condition " + type + " is said twice in one pass: " + before.reason() + ", then " + reason);
        }
    }

    /** All conditions in their order. */
    List<Condition> over(List<Condition> previous, long generation, Instant now) {
        List<Condition> conditions = new ArrayList<>();
        for (T type : order) {
            Said fact = said.getOrDefault(type, new Said(Holds.Unknown, undecided, ""));
            Optional<Condition> before = previous.stream()
                    .filter(c -> type.name().equals(c.getType()))
                    .findFirst();
            String since = before.filter(c -> fact.holds().name().equals(c.getStatus()))
                    .map(Condition::getLastTransitionTime)
                    .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
            conditions.add(new ConditionBuilder()
                    .withType(type.name())
                    .withStatus(fact.holds().name())
                    .withReason(fact.reason())
                    .withMessage(fact.message())
                    .withObservedGeneration(generation)
                    .withLastTransitionTime(since)
                    .build());
        }
        return conditions;
    }
}
