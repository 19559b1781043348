package dev.regauge.scheduler.placement.learned;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest evidence of each family. What a job says again replaces what it said before, so it does not matter how often it is told. */
public final class Corrections {
    /** Programs change; what was true of the last so many jobs counts. */
    static final int JOBS = 32;

    /** Names come from tenants, so there may be any number of them; the one not heard of for longest is forgotten. */
    static final int FAMILIES = 4096;

    private final Map<Family, Map<String, Double>> ratios = new LinkedHashMap<>();

    /** {@code job}: any name that is the job's own and stays; {@code predicted}: the middle estimate in seconds. */
    public void note(Family family, String job, double predicted, Measured measured) {
        if (!(predicted > 0 && predicted < Double.POSITIVE_INFINITY) || !measured.enough()) {
            return;
        }
        Map<String, Double> jobs = newest(ratios, family, new LinkedHashMap<>(), FAMILIES);
        jobs.remove(job);
        newest(jobs, job, measured.p50() / predicted, JOBS);
    }

    public Correction of(Family family) {
        return Correction.of(List.copyOf(ratios.getOrDefault(family, Map.of()).values()));
    }

    /** What stands under the key, {@code fresh} where nothing does; it becomes the newest, and the oldest beyond {@code most} goes. */
    private static <K, V> V newest(Map<K, V> map, K key, V fresh, int most) {
        V known = map.remove(key);
        V value = known == null ? fresh : known;
        map.put(key, value);
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
        return value;
    }
}
