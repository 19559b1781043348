package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However the same news are told, the same is decided. */
class NewsPropertiesTest {
    private static final int EVENTS = 60;

    private static void sameDecisions(long seed, Engine toldOtherwise) {
        History a = new History(seed, Engine.create());
        History b = new History(seed, toldOtherwise);
        for (int i = 0; i < EVENTS; i++) {
            assertThat(b.step()).isEqualTo(a.step());
            assertThat(b.engine.wakeAt()).isEqualTo(a.engine.wakeAt());
        }
    }

    @Property(tries = 15, seed = "2026")
    void theOrderOfNewsAboutDifferentThingsDoesNotMatter(@ForAll long seed) {
        Random random = new Random(~seed);
        sameDecisions(seed, new Retold(events -> {
            Map<Object, List<Event>> byName = new LinkedHashMap<>();
            events.forEach(event ->
                    byName.computeIfAbsent(about(event), _ -> new ArrayList<>()).add(event));
            List<List<Event>> shuffled = new ArrayList<>(byName.values());
            Collections.shuffle(shuffled, random);
            return shuffled.stream().flatMap(List::stream).toList();
        }));
    }

    /** As after a reconnect: what was true before comes once more, and then what is. */
    @Property(tries = 15, seed = "2026")
    void lateNewsFollowedByTheNewestDoNoHarm(@ForAll long seed) {
        Random random = new Random(~seed);
        Map<Object, Event> before = new HashMap<>();
        Map<Object, Event> newest = new HashMap<>();
        sameDecisions(seed, new Retold(events -> {
            for (Event event : events) {
                wish(event).ifPresent(name -> {
                    Event old = newest.put(name, event);
                    if (old != null) {
                        before.put(name, old);
                    }
                });
            }
            List<Event> told = new ArrayList<>(events);
            before.forEach((name, old) -> {
                Event now = newest.get(name);
                if (random.nextInt(4) == 0 && !events.isEmpty() && !(now instanceof Event.ChipsFreed)) {
                    told.add(old);
                    told.add(now);
                }
            });
            return told;
        }));
    }

    private interface Retelling {
        List<Event> of(List<Event> events);
    }

    /** An engine that hears of the same in another way. */
    private record Retold(Engine engine, Retelling retelling) implements Engine {
        Retold(Retelling retelling) {
            this(Engine.create(), retelling);
        }

        @Override
        public List<Decision> apply(List<Event> events, Instant now) {
            return engine.apply(retelling.of(events), now);
        }

        @Override
        public Optional<Instant> wakeAt() {
            return engine.wakeAt();
        }
    }

    private static Object about(Event event) {
        return switch (event) {
            case Event.PoolSeen(Pool pool) -> "pool " + pool.name();
            case Event.PoolGone(String pool) -> "pool " + pool;
            case Event.HostSeen(Host host) -> "host " + host.node();
            case Event.HostGone(String node) -> "host " + node;
            case Event.QueueSeen(Queue queue) -> "queue " + queue.name();
            case Event.QueueGone(String queue) -> "queue " + queue;
            case Event.QueueUsed(String queue, double _) -> "use of " + queue;
            case Event.JobSeen(JobRequest job) -> job.job();
            case Event.JobGone gone -> gone.job();
            case Event.ChipsHeld held -> held.job();
            case Event.ChipsFreed freed -> freed.job();
            case Event.PlacementRefused refused -> refused.job();
        };
    }

    /** Things seen, and what jobs want and hold; a refusal is told once, for it is void when it is over. */
    private static Optional<Object> wish(Event event) {
        return switch (event) {
            case Event.PlacementRefused _, Event.QueueUsed _ -> Optional.empty();
            case Event.JobSeen _, Event.JobGone _ -> Optional.of(List.of("wish", about(event)));
            case Event.ChipsHeld _, Event.ChipsFreed _ -> Optional.of(List.of("hold", about(event)));
            default -> Optional.of(about(event));
        };
    }
}
