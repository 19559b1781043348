package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.placement.queue.FairShares;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** One gang waits, while somebody who knows the rules submits without end what would be preferred to it. */
class BoundedWaitTest {
    private static final int CHIPS = 4;
    private static final Duration LONGEST = Duration.ofHours(12);
    /** The engine hears of an end after so long at the latest. */
    private static final Duration SELDOMEST = Duration.ofMinutes(90);

    private record Job(String name, String queue, Duration length) {}

    private record Running(Job job, Instant end, String pool, int hosts) {}

    /** A fleet where what was placed runs as long as it really takes, whatever was said about it. */
    private static final class Siege {
        final Random random;
        final World world = new World(Engine.create());
        final Map<String, Job> waiting = new HashMap<>();
        final List<Running> running = new ArrayList<>();
        private int jobs;

        Siege(long seed) {
            random = new Random(seed);
        }

        void pool(String name, int hosts) {
            world.pool(name, "cpu", 1);
            for (int h = 0; h < hosts; h++) {
                world.host(name + "-" + h, name, CHIPS);
            }
        }

        void queue(String name, int weight) {
            world.queue(name, weight, Map.of());
        }

        String submit(String queue, int priority, VariantOffer variant, Duration said, Duration really) {
            String name = "job" + jobs++;
            waiting.put(name, new Job(name, queue, really));
            world.job(aJob(name)
                    .queue(queue)
                    .priority(priority)
                    .with(variant)
                    .remaining(said.toSeconds())
                    .submitted(Duration.between(World.START, world.now).toSeconds()));
            return name;
        }

        /** Those whose time has come give their chips back, and what was submitted is heard. True = the gang starts. */
        boolean starts(String gang) {
            running.removeIf(run -> {
                boolean over = !run.end().isAfter(world.now);
                if (over) {
                    world.gone(run.job().name());
                }
                return over;
            });
            boolean started = false;
            for (Decision decision : world.decide()) {
                if (decision instanceof Decision.Place place) {
                    Job job = waiting.remove(place.job().name());
                    started |= place.job().equals(ref(gang));
                    int hosts = place.hostsInRankOrder().size();
                    running.add(new Running(job, world.now.plus(job.length()), place.pool(), hosts));
                    world.runs(place, CHIPS);
                }
            }
            return started;
        }

        long waitingIn(String queue) {
            return waiting.values().stream()
                    .filter(job -> job.queue().equals(queue))
                    .count();
        }

        void withdrawFrom(String queue) {
            waiting.values().removeIf(job -> {
                boolean here = job.queue().equals(queue);
                if (here) {
                    world.gone(job.name());
                }
                return here;
            });
        }

        Duration upTo(Duration most) {
            return Duration.ofSeconds(60 + random.nextInt(Math.toIntExact(most.toSeconds()) - 59));
        }
    }

    private static VariantOffer hosts(int count) {
        return World.variant("v", "cpu", count, CHIPS, 1);
    }

    /** The gang's queue uses nothing, so it is next at once: it starts when enough of what ran as it came has ended, and not a second later. */
    @Property(tries = 60)
    void whileEstimatesHoldNobodyDelaysWhoComesFirst(@ForAll long seed) {
        Siege siege = new Siege(seed);
        Random random = siege.random;
        Map<String, Integer> pools = new HashMap<>();
        for (String pool : List.of("p", "q").subList(0, 1 + random.nextInt(2))) {
            pools.put(pool, 2 + random.nextInt(5));
            siege.pool(pool, pools.get(pool));
        }
        siege.queue("patient", 1);
        siege.queue("others", 1 + random.nextInt(3));
        for (int i = 0; i < 14; i++) {
            Duration length = siege.upTo(LONGEST);
            siege.submit("others", 0, hosts(1 + random.nextInt(2)), length, length);
        }
        siege.starts("nobody yet");
        siege.withdrawFrom("others");
        int wanted = 1 + random.nextInt(pools.get("p"));
        Instant bound = pools.keySet().stream()
                .map(pool -> whenFree(wanted, pools.get(pool), pool, siege))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        String gang = siege.submit("patient", 0, hosts(wanted), LONGEST, LONGEST);
        while (!siege.starts(gang)) {
            assertThat(siege.world.now).isBefore(bound);
            Duration length = siege.upTo(random.nextBoolean() ? Duration.ofMinutes(40) : LONGEST);
            siege.submit("others", random.nextInt(100), hosts(1 + random.nextInt(2)), length, length);
            Instant next = siege.world.now.plusSeconds(60 + random.nextInt(1200));
            siege.world.now = siege.running.stream()
                    .map(Running::end)
                    .filter(end -> end.isBefore(next))
                    .min(Comparator.naturalOrder())
                    .orElse(next);
        }
        assertThat(siege.world.now).isBeforeOrEqualTo(bound);
    }

    private static Instant whenFree(int wanted, int hosts, String pool, Siege siege) {
        List<Running> here = siege.running.stream()
                .filter(run -> run.pool().equals(pool))
                .sorted(Comparator.comparing(Running::end))
                .toList();
        int free = hosts - here.stream().mapToInt(Running::hosts).sum();
        Instant at = siege.world.now;
        for (Running run : here) {
            if (free < wanted) {
                free += run.hosts();
                at = run.end();
            }
        }
        return free < wanted ? Instant.MAX : at;
    }

    /** Everybody lies, and everything is preferred to the gang: shorter, narrower or more urgent, in its own queue and in others. */
    @Property(tries = 25)
    void howeverOthersLieAGangStarts(@ForAll long seed) {
        Siege siege = new Siege(seed);
        Random random = siege.random;
        int hosts = 2 + random.nextInt(4);
        siege.pool("p", hosts);
        VariantOffer wanted = hosts(1 + random.nextInt(hosts));
        besiege(
                siege,
                wanted,
                queue -> hosts(queue.equals("own") ? 1 + random.nextInt(hosts) : 1),
                (weight, weights) -> bound(hosts, weight, weights));
    }

    /** A wide job of another queue that comes first may itself be passed on lies, until it has waited too long. */
    @Property(tries = 25)
    void howeverOthersLieAboutWideJobsAGangStarts(@ForAll long seed) {
        Siege siege = new Siege(seed);
        Random random = siege.random;
        int hosts = 2 + random.nextInt(4);
        siege.pool("p", hosts);
        VariantOffer wanted = hosts(1 + random.nextInt(hosts));
        besiege(siege, wanted, queue -> hosts(1 + random.nextInt(hosts)), (weight, weights) -> bound(
                        hosts, weight, weights)
                .plus(Waiting.PATIENCE.plus(LONGEST).plus(SELDOMEST).multipliedBy(weights.length)));
    }

    /** The same for a slice that has to be carved, besieged by small ones. */
    @Property(tries = 10)
    void howeverManySmallSlicesComeALargeOneStarts(@ForAll long seed) {
        Siege siege = new Siege(seed);
        Random random = siege.random;
        siege.world.tell(
                new Event.PoolSeen(new Pool("p", "v5p", 1, random.nextBoolean() ? Carving.Optical : Carving.Blocks)));
        List<Host> pod = Grounds.pod("p", "pod", 4, 8, 8);
        pod.forEach(host -> siege.world.tell(new Event.HostSeen(host)));
        List<String> large = List.of("4x4x4", "4x4x8", "4x8x8");
        List<String> small = List.of("2x2x1", "2x2x2", "2x2x4", "2x4x4");
        besiege(
                siege,
                Grounds.slice(large.get(random.nextInt(large.size()))),
                queue -> Grounds.slice(small.get(random.nextInt(small.size()))),
                (weight, weights) -> bound(pod.size(), weight, weights));
    }

    private interface Bound {
        Duration of(int weight, int[] weightsOfOthers);
    }

    /** {@code preferred}: what is submitted to a queue. */
    private static void besiege(
            Siege siege, VariantOffer wanted, Function<String, VariantOffer> preferred, Bound longest) {
        Random random = siege.random;
        int weight = 1 + random.nextInt(3);
        siege.queue("own", weight);
        List<String> queues = new ArrayList<>(List.of("own"));
        int[] weights = new int[random.nextInt(3)];
        for (int other = 0; other < weights.length; other++) {
            weights[other] = 1 + random.nextInt(3);
            siege.queue("other" + other, weights[other]);
            queues.add("other" + other);
        }
        Duration bound = longest.of(weight, weights);
        Instant dayTwo = World.START.plus(Duration.ofDays(1));
        Instant since = dayTwo;
        String gang = "nobody yet";
        while (!siege.starts(gang)) {
            assertThat(Duration.between(since, siege.world.now))
                    .as("%s of weight %s among %s", wanted, weight, Arrays.toString(weights))
                    .isLessThanOrEqualTo(bound);
            for (String queue : queues) {
                while (siege.waitingIn(queue) < 4) {
                    Duration really = random.nextBoolean() ? LONGEST : siege.upTo(LONGEST);
                    siege.submit(queue, random.nextInt(100), preferred.apply(queue), Duration.ofMinutes(1), really);
                }
            }
            if (gang.equals("nobody yet") && siege.world.now.isAfter(dayTwo)) {
                since = siege.world.now;
                // those would have waited longer
                siege.withdrawFrom("own");
                gang = siege.submit("own", 0, wanted, Duration.ofDays(100), LONGEST);
            }
            siege.world.later(SELDOMEST.dividedBy(2).toSeconds()
                    + random.nextInt(Math.toIntExact(SELDOMEST.dividedBy(2).toSeconds())));
        }
    }

    /**
     * Patience ends, and what the own queue runs ends; from then on it uses nothing. What it used, at most everything, is forgotten by halves, and what the
     * others use counts the more the later it is: in units that shrink alike, the own queue stands still and the others climb. Somebody has to hold a
     * host at every moment, or the gang starts; a queue that runs something is not before the own one for long, and one that climbed past it never
     * again. Without the last job of each other queue, the others together have climbed 2^(time / half-life) - 1 hosts, and each of them at most as
     * high as the own queue stands, times its weight. Then their last jobs end, and what runs ends for the gang.
     */
    private static Duration bound(int hosts, int weight, int[] weightsOfOthers) {
        int others = Arrays.stream(weightsOfOthers).sum();
        double halvings = Math.log(1 + (double) hosts * others / weight) / Math.log(2);
        return Waiting.PATIENCE
                .plus(LONGEST.plus(SELDOMEST).multipliedBy(2L + weightsOfOthers.length))
                .plusSeconds((long) Math.ceil(halvings * FairShares.HALF_LIFE.toSeconds()));
    }
}
