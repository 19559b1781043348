package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Facts for tests, told in few words, and an engine that hears them. */
final class World {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Engine engine;
    private final List<Event> pending = new ArrayList<>();
    Instant now = START;

    World(Engine engine) {
        this.engine = engine;
    }

    /** Pool cpu-8 with one host of 8 chips and pool cpu-4 with two of 4, as the local fleet has them, and the queue research for all. */
    static World localFleet() {
        return new World(Engine.create())
                .pool("cpu-8", "cpu", 0.01)
                .pool("cpu-4", "cpu", 0.01)
                .host("cpu-8-a", "cpu-8", 8)
                .host("cpu-4-a", "cpu-4", 4)
                .host("cpu-4-b", "cpu-4", 4)
                .queue("research", Map.of());
    }

    World tell(Event event) {
        pending.add(event);
        return this;
    }

    World pool(String name, String profile, double price) {
        return tell(new Event.PoolSeen(new Pool(name, profile, price, Carving.Fixed)));
    }

    World host(String node, String pool, int chips, String... topology) {
        return tell(new Event.HostSeen(new Host(node, pool, chips, true, List.of(topology))));
    }

    World sick(String node, String pool, int chips) {
        return tell(new Event.HostSeen(new Host(node, pool, chips, false, List.of())));
    }

    World queue(String name, Map<String, Queue.Share> shares) {
        return tell(new Event.QueueSeen(new Queue(name, Set.of("*"), shares, 1, 100, null, false)));
    }

    World queue(String name, int weight, Map<String, Queue.Share> shares) {
        return tell(new Event.QueueSeen(new Queue(name, Set.of("*"), shares, weight, 300, null, false)));
    }

    /** The job has its chips, as {@code place} says. */
    World runs(Decision.Place place, int chipsPerHost) {
        return tell(new Event.ChipsHeld(
                place.job(),
                place.epoch(),
                chips(chipsPerHost, place.hostsInRankOrder().toArray(String[]::new))));
    }

    World gone(String job) {
        return tell(new Event.JobGone(ref(job))).tell(new Event.ChipsFreed(ref(job)));
    }

    World job(Job job) {
        return tell(new Event.JobSeen(job.build()));
    }

    World held(String job, long epoch, Map<String, Integer> chips) {
        return tell(new Event.ChipsHeld(ref(job), new Epoch(epoch), chips));
    }

    World freed(String job) {
        return tell(new Event.ChipsFreed(ref(job)));
    }

    World later(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    List<Decision> decide() {
        List<Event> batch = List.copyOf(pending);
        pending.clear();
        return engine.apply(batch, now);
    }

    /** The decision for the job of the batch told so far. */
    Decision decideFor(String job) {
        return decide().stream()
                .filter(d -> d.job().equals(ref(job)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no decision for " + job));
    }

    Decision.Place place(String job) {
        Decision decision = decideFor(job);
        return decision instanceof Decision.Place place ? place : failed(decision);
    }

    Decision.Wait waiting(String job) {
        Decision decision = decideFor(job);
        return decision instanceof Decision.Wait wait ? wait : failed(decision);
    }

    private static <T> T failed(Decision decision) {
        throw new AssertionError("unexpected " + decision);
    }

    /** Who is asked to leave. */
    static Stream<Decision.Release> releases(List<Decision> decisions) {
        return decisions.stream().filter(Decision.Release.class::isInstance).map(Decision.Release.class::cast);
    }

    static List<String> released(List<Decision> decisions) {
        return releases(decisions).map(release -> release.job().name()).toList();
    }

    static JobRef ref(String job) {
        return new JobRef("team", job, "uid-" + job);
    }

    static VariantOffer variant(String name, String profile, int hosts, int chips, double p50) {
        return new VariantOffer(
                name, profile, hosts, chips, null, new StepTime(p50, p50, p50, StepTime.MEASURED), true);
    }

    static VariantOffer guessed(String name, String profile, int hosts, int chips, double p10, double p50, double p90) {
        return new VariantOffer(name, profile, hosts, chips, null, StepTime.predicted(p10, p50, p90), true);
    }

    static VariantOffer notReady(VariantOffer v) {
        return new VariantOffer(v.name(), v.profile(), v.hosts(), v.chipsPerHost(), v.slice(), v.stepTime(), false);
    }

    static Job aJob(String name) {
        return new Job(name);
    }

    /** A job request in the making. */
    static final class Job {
        private final String name;
        private long epoch = 1;
        private String queue = "research";
        private int priority;
        private Instant submitted = START;
        private @Nullable Instant waitingSince;
        private long remainingSteps = 1000;
        private Selection selection = Selection.Ordered;
        private @Nullable String pinned;
        private final List<VariantOffer> variants = new ArrayList<>();
        private @Nullable Survivors survivors;
        private Set<String> excluded = Set.of();
        private @Nullable Progress progress;
        private @Nullable Duration movesAfter;

        private Job(String name) {
            this.name = name;
        }

        Job with(VariantOffer... offers) {
            variants.addAll(List.of(offers));
            return this;
        }

        Job epoch(long number) {
            epoch = number;
            return this;
        }

        Job queue(String newQueue) {
            queue = newQueue;
            return this;
        }

        Job priority(int newPriority) {
            priority = newPriority;
            return this;
        }

        Job submitted(long seconds) {
            submitted = START.plusSeconds(seconds);
            return this;
        }

        Job waitingSince(Instant since) {
            waitingSince = since;
            return this;
        }

        Job remaining(long steps) {
            remainingSteps = steps;
            return this;
        }

        Job selects(Selection newSelection) {
            selection = newSelection;
            return this;
        }

        Job pinned(String variant) {
            pinned = variant;
            return this;
        }

        /** {@code -} is a lost slot. */
        Job survivors(String variant, String... hosts) {
            survivors = new Survivors(
                    variant,
                    List.of(hosts).stream()
                            .map(h -> h.equals("-") ? Optional.<String>empty() : Optional.of(h))
                            .toList());
            return this;
        }

        /** Runs since the beginning, with its newest commit so many seconds after it. */
        Job committed(long seconds) {
            progress = new Progress(START, START.plusSeconds(seconds), 60);
            return this;
        }

        Job movesAfter(long seconds) {
            movesAfter = Duration.ofSeconds(seconds);
            return this;
        }

        Job excludes(String... hosts) {
            excluded = Set.of(hosts);
            return this;
        }

        Job also(UnaryOperator<Job> change) {
            return change.apply(this);
        }

        JobRequest build() {
            Instant since = waitingSince == null ? submitted : waitingSince;
            return new JobRequest(
                    ref(name),
                    new Epoch(epoch),
                    queue,
                    priority,
                    submitted,
                    since,
                    remainingSteps,
                    selection,
                    pinned,
                    variants,
                    survivors,
                    excluded,
                    progress,
                    movesAfter);
        }
    }

    static Map<String, Integer> chips(int each, String... nodes) {
        Map<String, Integer> chips = new HashMap<>();
        for (String node : nodes) {
            chips.put(node, each);
        }
        return chips;
    }
}
