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
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A random but repeatable life of a small fleet: jobs come, run, fail, recover and go; hosts fall ill, come back, refuse. */
final class History {
    private static final int[] PRIORITIES = {0, 0, 0, 1, 2, 100, -1};

    final Engine engine;
    final Book book = new Book();
    Instant now = World.START;
    private final Random random;
    private final boolean turns;
    private final List<Event> batch = new ArrayList<>();
    private int jobs;
    private boolean begun;
    /** Queues whose jobs take turns know how profiles compare, and jobs can run on several. */
    private boolean seasoned;

    History(long seed, Engine engine) {
        this(seed, engine, true);
    }

    /** {@code turns}: some queues take turns. */
    History(long seed, Engine engine, boolean turns) {
        this.turns = turns;
        this.random = new Random(seed);
        this.engine = engine;
    }

    List<Decision> step() {
        if (!begun) {
            begun = true;
            begin();
        }
        boolean longPause = random.nextInt(12) == 0;
        now = now.plusMillis(1 + random.nextInt(8000)).plusSeconds(longPause ? random.nextInt(40 * 3600) : 0);
        int events = 1 + random.nextInt(3);
        for (int i = 0; i < events; i++) {
            happen();
        }
        return apply();
    }

    /**
     * All that was decided is carried out, and a while passes, until nothing more is decided: so no job is left that is about to try again to get room made.
     * That this comes to an end is part of what is to be shown: nobody pushes out who pushes it out.
     */
    void rest() {
        for (int i = 0; i < 100; i++) {
            now = now.plus(Claims.RETRY).plusSeconds(1);
            List.copyOf(book.promises.values()).forEach(this::held);
            List.copyOf(book.leaving.keySet()).forEach(this::left);
            // the engine counts steps from when the job says, as one that hears of it for the first time will
            book.jobs.values().forEach(job -> batch.add(new Event.JobSeen(book.withProgress(job))));
            if (apply().stream().allMatch(Decision.Wait.class::isInstance)
                    && book.promises.isEmpty()
                    && book.leaving.isEmpty()) {
                return;
            }
        }
        throw new AssertionError("still deciding after 100 rounds without news");
    }

    private List<Decision> apply() {
        List<Decision> decisions = engine.apply(List.copyOf(batch), now);
        batch.clear();
        book.expire(now);
        decisions.forEach(decision -> book.decided(decision, now));
        return decisions;
    }

    private String name(String kind, int number) {
        return kind + number;
    }

    private void tell(Event event) {
        batch.add(event);
        book.hear(event);
    }

    private void begin() {
        int pools = 2 + random.nextInt(2);
        for (int p = 0; p < pools; p++) {
            String profile = p % 2 == 0 ? "cpu" : "h100";
            tell(new Event.PoolSeen(
                    new Pool(name("pool", p), profile, 1 + p, Carving.Fixed, random.nextInt(5) == 0 ? 1 : 0)));
            int hosts = 2 + random.nextInt(5);
            int chips = random.nextBoolean() ? 4 : 8;
            for (int h = 0; h < hosts; h++) {
                tell(host(p, h, chips, true));
            }
        }
        for (int q = 0; q < 2; q++) {
            tell(new Event.QueueSeen(queue(q)));
        }
        seasoned = turns && random.nextBoolean();
        if (seasoned) {
            remember();
        }
    }

    /** Jobs that could run on either profile came and went. */
    private void remember() {
        apply();
        Host host = book.hosts.values().iterator().next();
        VariantOffer here = World.variant("here", "cpu", 1, host.chips(), 1);
        VariantOffer there = World.variant("there", "h100", 1, host.chips(), 0.2 + random.nextDouble());
        for (int job = 0; job < 40; job++) {
            World.Job past = World.aJob("past" + job)
                    .queue(name("queue", job % 2))
                    .priority(job % 4 < 2 ? 0 : 100)
                    .with(here, there);
            engine.apply(
                    List.of(
                            new Event.ChipsHeld(
                                    World.ref("past" + job), new Epoch(1), Map.of(host.node(), host.chips())),
                            new Event.JobSeen(past.build())),
                    now);
            engine.apply(
                    List.of(new Event.JobGone(World.ref("past" + job)), new Event.ChipsFreed(World.ref("past" + job))),
                    now);
        }
    }

    private Queue queue(int number) {
        int guaranteed = 4 * random.nextInt(4);
        Map<String, Queue.Share> shares = random.nextBoolean()
                ? Map.of()
                : Map.of("cpu", new Queue.Share(guaranteed, guaranteed + 4 * random.nextInt(5)));
        return new Queue(
                name("queue", number),
                Set.of("*"),
                shares,
                1 + random.nextInt(3),
                300,
                null,
                turns && random.nextBoolean());
    }

    private Event.HostSeen host(int pool, int number, int chips, boolean healthy) {
        return new Event.HostSeen(new Host(
                name("host", 100 * pool + number), name("pool", pool), chips, healthy, List.of("rack" + number / 2)));
    }

    private void happen() {
        switch (random.nextInt(13)) {
            case 0, 1, 2, 3 -> submit();
            case 4 -> report();
            case 5 -> finish();
            case 6 -> fail();
            case 7 -> freeGone();
            case 8 -> flipHealth();
            case 9 -> tell(new Event.QueueSeen(queue(random.nextInt(2))));
            case 10, 11 -> leave();
            default -> refuse();
        }
    }

    private void submit() {
        int number = jobs++;
        JobRef ref = new JobRef("team", name("job", number), "uid" + number);
        List<VariantOffer> variants = new ArrayList<>();
        int count = (seasoned ? 2 : 1) + random.nextInt(3);
        for (int v = 0; v < count; v++) {
            double p50 = 0.1 + random.nextDouble();
            variants.add(new VariantOffer(
                    "v" + v,
                    random.nextInt(seasoned ? 2 : 3) == 0 ? "h100" : "cpu",
                    1 + random.nextInt(3),
                    random.nextBoolean() ? 4 : 8,
                    null,
                    new StepTime(p50 * 0.8, p50, p50 * 1.3, seasoned || random.nextBoolean() ? 500 : 0),
                    random.nextInt(6) != 0));
        }
        tell(new Event.JobSeen(new JobRequest(
                ref,
                new Epoch(1),
                name("queue", random.nextInt(2)),
                PRIORITIES[random.nextInt(PRIORITIES.length)],
                now,
                now,
                1L << random.nextInt(22),
                Selection.values()[random.nextInt(3)],
                null,
                variants,
                null,
                Set.of(),
                null,
                turns && random.nextBoolean() ? Duration.ofMinutes(30) : null)));
    }

    /** The operator reports what a promised attempt holds. */
    private void report() {
        any(book.promises.values()).ifPresent(this::held);
    }

    private void held(Decision.Place place) {
        tell(new Event.ChipsHeld(place.job(), place.epoch(), book.chipsOf(place)));
    }

    private void finish() {
        any(book.runs.values()).ifPresent(place -> {
            tell(new Event.JobGone(place.job()));
            if (random.nextBoolean()) {
                tell(new Event.ChipsFreed(place.job()));
            }
        });
    }

    /** Some members are lost; their pods may or may not be proven gone; the job asks for its next epoch. */
    private void fail() {
        any(book.runs.values()).ifPresent(place -> {
            JobRequest job = book.jobs.get(place.job());
            if (job == null) {
                return;
            }
            List<Optional<String>> slots = new ArrayList<>();
            Map<String, Integer> still = new HashMap<>();
            VariantOffer variant = Book.variant(job, place);
            for (String node : place.hostsInRankOrder()) {
                Host host = book.hosts.get(node);
                boolean lives = random.nextInt(3) != 0 && host != null && host.healthy();
                slots.add(lives ? Optional.of(node) : Optional.empty());
                if (lives || random.nextBoolean()) {
                    still.put(node, variant.chipsPerHost());
                }
            }
            tell(new Event.ChipsHeld(job.job(), place.epoch(), still));
            tell(new Event.JobSeen(new JobRequest(
                    job.job(),
                    place.epoch().next(),
                    job.queue(),
                    job.priority(),
                    job.submitted(),
                    now,
                    job.remainingSteps(),
                    job.selection(),
                    job.pinnedVariant(),
                    job.variants(),
                    new Survivors(place.variant(), slots),
                    Set.of(),
                    null,
                    job.movesAfter())));
        });
    }

    /** A job that was asked to leave has done so, and wants to go on. */
    private void leave() {
        any(book.leaving.keySet()).ifPresent(this::left);
    }

    private void left(JobRef ref) {
        JobRequest job = book.jobs.get(ref);
        tell(new Event.ChipsFreed(ref));
        tell(new Event.JobSeen(new JobRequest(
                ref,
                job.epoch().next(),
                job.queue(),
                job.priority(),
                job.submitted(),
                now,
                job.remainingSteps(),
                job.selection(),
                job.pinnedVariant(),
                job.variants(),
                null,
                Set.of(),
                null,
                job.movesAfter())));
    }

    private void freeGone() {
        any(book.lingering()).ifPresent(job -> tell(new Event.ChipsFreed(job)));
    }

    private void flipHealth() {
        any(book.hosts.values())
                .ifPresent(h ->
                        tell(new Event.HostSeen(new Host(h.node(), h.pool(), h.chips(), !h.healthy(), h.topology()))));
    }

    private void refuse() {
        any(book.promises.values())
                .ifPresent(place -> tell(new Event.PlacementRefused(
                        place.job(),
                        Set.of(place.hostsInRankOrder().getFirst()),
                        now.plusSeconds(5 + random.nextInt(60)))));
    }

    private <T> Optional<T> any(java.util.Collection<T> from) {
        @Nullable T picked = null;
        int at = from.isEmpty() ? 0 : random.nextInt(from.size());
        for (T item : from) {
            if (at-- == 0) {
                picked = item;
            }
        }
        return Optional.ofNullable(picked);
    }
}
