package dev.regauge.scheduler.placement.turns;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How many chip-seconds jobs of a line need on one profile for each on another one: the geometric mean over those that could run on both. Each counts once,
 * for what a job makes of a chip has little to do with how long it is, and one giant would speak for all. The past {@link Fading fades}.
 */
final class UsualRatios {
    /** Fewer jobs say nothing of what is usual. */
    private static final int FEW = 8;

    /** What is said stays until it is wrong by more than this, so that not every job changes what all others do. */
    private static final double WRONG = 1.1;

    /** In the order of their names. */
    private record Pair(String first, String second) {}

    /** Sum of logarithms over jobs. */
    private record Seen(double logs, double jobs) {
        Seen times(double kept) {
            return new Seen(logs * kept, jobs * kept);
        }

        Seen plus(double log) {
            return new Seen(logs + log, jobs + 1);
        }
    }

    private final Map<Pair, Seen> seen = new HashMap<>();
    private final Map<Pair, Double> said = new HashMap<>();
    private final Fading fading = new Fading();
    private Map<String, Double> worth = Map.of();

    /** A job that needs so many chip-seconds a step, by profile. */
    void came(Map<String, Double> chipSecondsPerStep, Instant now) {
        double kept = fading.kept(now);
        seen.replaceAll((_, past) -> past.times(kept));
        Map<String, Double> byName = new TreeMap<>(chipSecondsPerStep);
        byName.forEach((first, chipSeconds) -> byName.forEach((second, others) -> {
            if (first.compareTo(second) < 0) {
                double log = StrictMath.log(chipSeconds / others);
                seen.merge(new Pair(first, second), new Seen(log, 1), (past, _) -> past.plus(log));
            }
        }));
    }

    /** Brings what is said in line with what was seen. True = it is something else now. */
    boolean settle() {
        boolean changed = false;
        for (Map.Entry<Pair, Seen> entry : seen.entrySet()) {
            Seen past = entry.getValue();
            double ratio = StrictMath.exp(past.logs() / past.jobs());
            Double before = said.get(entry.getKey());
            if (past.jobs() >= FEW && (before == null || Math.max(ratio / before, before / ratio) > WRONG)) {
                said.put(entry.getKey(), ratio);
                changed = true;
            }
        }
        if (changed) {
            worth = worth();
        }
        return changed;
    }

    private Map<String, Double> worth() {
        Map<String, Double> byProfile = new TreeMap<>();
        said.keySet().forEach(pair -> {
            byProfile.put(pair.first(), 1.0);
            byProfile.put(pair.second(), 1.0);
        });
        String unit = byProfile.keySet().iterator().next();
        byProfile.replaceAll((profile, _) -> of(unit, profile).orElse(1));
        return byProfile;
    }

    /** What a chip of the profile usually brings, in chips of the profile whose name comes first; 1 = the same, or not known. */
    double worth(String profile) {
        return worth.getOrDefault(profile, 1.0);
    }

    /** Chip-seconds on {@code profile} for each on {@code other}; empty = too few jobs could run on both. */
    OptionalDouble of(String profile, String other) {
        boolean inOrder = profile.compareTo(other) < 0;
        Double ratio = said.get(inOrder ? new Pair(profile, other) : new Pair(other, profile));
        return ratio == null ? OptionalDouble.empty() : OptionalDouble.of(inOrder ? ratio : 1 / ratio);
    }
}
