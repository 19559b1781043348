package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.trace.Fleet;
import java.util.List;

/** The policies by name. */
public final class Policies {
    public static final List<String> NAMES =
            List.of("fifo", "easy", "easy-sjf", "las", "srsf", "gavel", "sia", "regauge");

    private Policies() {}

    public static void check(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("policy is '" + name + "'; allowed: " + String.join(", ", NAMES));
        }
    }

    public static Policy named(String name, Fleet fleet) {
        check(name);
        return switch (name) {
            case "fifo" -> new Backfill(Backfill.Kind.FIFO);
            case "easy" -> new Backfill(Backfill.Kind.EASY);
            case "easy-sjf" -> new Backfill(Backfill.Kind.EASY_SJF);
            case "las" -> new LeastAttainedService();
            case "srsf" -> new ShortestRemainingService();
            case "gavel" -> new GavelMaxMin();
            case "sia" -> new SiaRounds();
            case "regauge" -> new ProductEngine(fleet);
            default -> throw new IllegalStateException(name + " has passed check and is no policy");
        };
    }
}
