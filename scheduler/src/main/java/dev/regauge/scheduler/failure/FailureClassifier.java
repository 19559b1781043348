package dev.regauge.scheduler.failure;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names the failure behind a gang's signals: the first rule that matches any signal, on the earliest signal that it matches. */
public final class FailureClassifier {
    private static final Comparator<FailureSignal> EARLIEST = Comparator.comparing(FailureSignal::at)
            .thenComparing(FailureSignal::pod)
            .thenComparing(FailureSignal::node);

    private final List<FailureRule> rules;

    private FailureClassifier(List<FailureRule> rules) {
        this.rules = rules;
    }

    /**
     * @param cause the signal that named the failure
     * @param rule the rule's name, for the evidence
     */
    public record Verdict(FailureClass failureClass, String rule, FailureSignal cause) {}

    /** The rules that ship with Regauge. */
    public static FailureClassifier shipped() {
        return of(ShippedRules.lines());
    }

    /** {@code lines} as in {@code rules.txt}: blank lines and lines that start with # say nothing. */
    public static FailureClassifier of(List<String> lines) {
        List<FailureRule> rules = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(FailureRule::parse)
                .toList();
        Set<String> names = new HashSet<>();
        for (FailureRule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException(
                        "failure rule " + rule.name() + " stands twice; allowed: each name once");
            }
        }
        return new FailureClassifier(rules);
    }

    /** Empty only when no signal is one that a rule knows, for example none at all. */
    public Optional<Verdict> classify(List<FailureSignal> signals) {
        List<FailureSignal> ordered = signals.stream().sorted(EARLIEST).toList();
        for (FailureRule rule : rules) {
            for (FailureSignal signal : ordered) {
                if (rule.matches(signal)) {
                    return Optional.of(new Verdict(rule.failureClass(), rule.name(), signal));
                }
            }
        }
        return Optional.empty();
    }
}
