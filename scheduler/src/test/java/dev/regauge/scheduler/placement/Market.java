package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.FairShares;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Queues that share a fleet, one host for each job, and an account of what each has spent that owes nothing to the engine. */
final class Market {
    static final int CHIPS = 8;
    static final Duration LONGEST = Duration.ofHours(1);
    private static final double HALF_LIFE_HOURS = FairShares.HALF_LIFE.toHours();

    final Random random;
    final World world = new World(Engine.create());
    /** What was submitted and has not started, by queue. */
    final Map<String, Integer> waiting = new LinkedHashMap<>();
    /** Since the beginning, in dollars. */
    final Map<String, Double> spent = new LinkedHashMap<>();
    /** Dollars per hour, forgotten by halves. */
    final Map<String, Double> average = new LinkedHashMap<>();

    final Map<String, Instant> lastStart = new HashMap<>();
    final Map<String, Integer> weights = new LinkedHashMap<>();
    private final Map<String, List<VariantOffer>> offers = new HashMap<>();
    private final Map<String, Double> prices = new HashMap<>();
    private final Map<JobRef, Job> jobs = new LinkedHashMap<>();
    private final Map<JobRef, Run> runs = new LinkedHashMap<>();
    private int submitted;

    private record Job(String queue, Duration length) {}

    private record Run(String queue, Instant end, double usdPerHour) {}

    Market(long seed) {
        random = new Random(seed);
    }

    /** A pool for each profile. */
    void pool(String profile, int hosts, double usdPerChipHour) {
        prices.put(profile, usdPerChipHour * CHIPS);
        world.pool(profile, profile, usdPerChipHour);
        for (int h = 0; h < hosts; h++) {
            world.host(profile + "-" + h, profile, CHIPS);
        }
    }

    /** {@code profiles}: where its jobs could run, in their order. */
    void queue(String name, int weight, String... profiles) {
        weights.put(name, weight);
        offers.put(
                name,
                Stream.of(profiles)
                        .map(profile -> variant(profile, profile, 1, CHIPS, 1))
                        .toList());
        Stream.of(spent, average).forEach(account -> account.put(name, 0.0));
        waiting.put(name, 0);
        world.queue(name, weight, Map.of());
    }

    void submit(String queue, int count) {
        for (int i = 0; i < count; i++) {
            String name = "job" + submitted++;
            long seconds = 60 + random.nextInt(Math.toIntExact(LONGEST.toSeconds()) - 59);
            jobs.put(ref(name), new Job(queue, Duration.ofSeconds(seconds)));
            waiting.merge(queue, 1, Integer::sum);
            world.job(aJob(name)
                    .queue(queue)
                    .with(offers.get(queue).toArray(VariantOffer[]::new))
                    .remaining(seconds)
                    .submitted(Duration.between(World.START, world.now).toSeconds()));
        }
    }

    /** So many wait in each of these queues, at least. */
    void keepBusy(int enough, String... queues) {
        for (String queue : queues) {
            submit(queue, Math.max(0, enough - waiting.get(queue)));
        }
    }

    /** Queues of the jobs that start now, in their order. */
    List<String> starts() {
        List<String> started = new ArrayList<>();
        for (Decision decision : world.decide()) {
            if (decision instanceof Decision.Place place) {
                Job job = jobs.remove(place.job());
                double usdPerHour =
                        prices.get(place.pool()) * place.hostsInRankOrder().size();
                runs.put(place.job(), new Run(job.queue(), world.now.plus(job.length()), usdPerHour));
                waiting.merge(job.queue(), -1, Integer::sum);
                world.runs(place, CHIPS);
                lastStart.put(job.queue(), world.now);
                started.add(job.queue());
            }
        }
        return started;
    }

    /** Until the next job ends, or at most so long. */
    void pass(Duration most) {
        Instant next =
                runs.values().stream().map(Run::end).reduce(world.now.plus(most), (a, b) -> a.isBefore(b) ? a : b);
        double hours = Duration.between(world.now, next).toMillis() / 3_600_000.0;
        double kept = Math.pow(0.5, hours / HALF_LIFE_HOURS);
        weights.keySet().forEach(queue -> {
            double rate = rate(queue);
            spent.merge(queue, rate * hours, Double::sum);
            average.merge(queue, rate, (before, now) -> now + (before - now) * kept);
        });
        world.now = next;
        runs.entrySet().removeIf(run -> {
            boolean over = !run.getValue().end().isAfter(next);
            if (over) {
                world.gone(run.getKey().name());
            }
            return over;
        });
    }

    /** Dollars per hour that its jobs cost now. */
    double rate(String queue) {
        return runs.values().stream()
                .filter(run -> run.queue().equals(queue))
                .mapToDouble(Run::usdPerHour)
                .sum();
    }

    /** What a queue has spent for each unit of its weight. */
    double spentForWeight(String queue) {
        return spent.get(queue) / weights.get(queue);
    }

    double averageForWeight(String queue) {
        return average.get(queue) / weights.get(queue);
    }
}
