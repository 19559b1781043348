package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.FairShares;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What queues may rely on against each other. */
class FairnessPropertiesTest {
    private static final int QUEUES = 3;
    /** The average forgets by halves, in so many hours to 1/e. */
    private static final double MEMORY = FairShares.HALF_LIFE.toHours() / Math.log(2);

    /** One moment: what each queue used lately, how many jobs of one host it has, and how many hosts are free. */
    private record Moment(int hosts, double usdPerHostHour, Map<String, Contender> queues) {
        static Moment random(Random random) {
            Map<String, Contender> queues = new TreeMap<>();
            int count = 2 + random.nextInt(3);
            for (int q = 0; q < count; q++) {
                // from nothing to what three hosts cost
                double lately = random.nextBoolean() ? 0 : random.nextInt(24);
                queues.put("queue" + q, new Contender(1 + random.nextInt(5), lately, random.nextInt(12)));
            }
            return new Moment(1 + random.nextInt(14), Market.CHIPS, queues);
        }

        Moment with(String name, Contender changed) {
            Map<String, Contender> others = new TreeMap<>(queues);
            others.put(name, changed);
            return new Moment(hosts, usdPerHostHour, others);
        }

        /** How many of each queue start. */
        Map<String, Integer> started() {
            World world = new World(Engine.create()).pool("p", "cpu", usdPerHostHour / Market.CHIPS);
            for (int h = 0; h < hosts; h++) {
                world.host("n" + h, "p", Market.CHIPS);
            }
            Map<String, Integer> started = new LinkedHashMap<>();
            Map<JobRef, String> queueOf = new LinkedHashMap<>();
            queues.forEach((name, queue) -> {
                started.put(name, 0);
                world.queue(name, queue.weight(), Map.of());
                world.tell(new Event.QueueUsed(name, queue.lately()));
                for (int j = 0; j < queue.jobs(); j++) {
                    queueOf.put(World.ref(name + "-" + j), name);
                    world.job(aJob(name + "-" + j)
                            .queue(name)
                            .with(variant("one", "cpu", 1, Market.CHIPS, 1))
                            .remaining(60 + 1000L * j));
                }
            });
            world.decide().stream()
                    .filter(Decision.Place.class::isInstance)
                    .forEach(place -> started.merge(queueOf.get(place.job()), 1, Integer::sum));
            return started;
        }

        /** What the queue uses for its weight once so many of its jobs run. */
        double use(String name, int running) {
            Contender queue = queues.get(name);
            return (queue.lately() + running * usdPerHostHour) / queue.weight();
        }
    }

    private record Contender(int weight, double lately, int jobs) {}

    @Property(tries = 150, seed = "2026")
    void eachHostGoesToWhoUsedLeastForItsWeightSoABurstTakesNoMoreThanItsShare(@ForAll long seed) {
        Moment moment = Moment.random(new Random(seed));
        Map<String, Integer> started = moment.started();
        int wanted = moment.queues().values().stream().mapToInt(Contender::jobs).sum();
        assertThat(started.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(Math.min(wanted, moment.hosts()));
        started.forEach((name, count) -> started.forEach((other, others) -> {
            if (count > 0 && others < moment.queues().get(other).jobs()) {
                assertThat(moment.use(name, count - 1))
                        .as(
                                "%s before its last start, against %s that still waits: %s of %s",
                                name, other, started, moment)
                        .isLessThanOrEqualTo(moment.use(other, others) + 1e-6);
            }
        }));
    }

    @Property(tries = 150, seed = "2026")
    void moreWeightIsNeverLess(@ForAll long seed) {
        Random random = new Random(seed);
        Moment moment = Moment.random(random);
        Contender before = moment.queues().get("queue0");
        Moment heavier = moment.with(
                "queue0", new Contender(before.weight() + 1 + random.nextInt(5), before.lately(), before.jobs()));
        Map<String, Integer> light = moment.started();
        Map<String, Integer> heavy = heavier.started();
        light.forEach((name, count) -> {
            if (name.equals("queue0")) {
                assertThat(heavy.get(name)).as("%s", moment).isGreaterThanOrEqualTo(count);
            } else {
                assertThat(heavy.get(name)).as("%s", moment).isLessThanOrEqualTo(count);
            }
        });
    }

    @Property(tries = 150, seed = "2026")
    void whoUsedLessLatelyGetsNoLess(@ForAll long seed) {
        Random random = new Random(seed);
        Moment moment = Moment.random(random);
        Contender before = moment.queues().get("queue0");
        Moment modest = moment.with(
                "queue0", new Contender(before.weight(), before.lately() * random.nextDouble(), before.jobs()));
        assertThat(modest.started().get("queue0"))
                .as("%s", moment)
                .isGreaterThanOrEqualTo(moment.started().get("queue0"));
    }

    @Property(tries = 6, seed = "2026")
    void queuesThatAlwaysWantMoreSpendInProportionToTheirWeights(@ForAll long seed) {
        Market market = new Market(seed);
        int hosts = 4 + market.random.nextInt(5);
        market.pool("cpu", hosts, 1);
        int queues = 2 + market.random.nextInt(2);
        for (int q = 0; q < queues; q++) {
            market.queue("queue" + q, 1 + market.random.nextInt(3), "cpu");
        }
        String[] names = market.weights.keySet().toArray(String[]::new);
        live(market, Duration.ofDays(4), () -> market.keepBusy(hosts, names));
        assertProportional(market, hosts * Market.CHIPS, Market.CHIPS);
    }

    private static void live(Market market, Duration length, Runnable supply) {
        Instant end = market.world.now.plus(length);
        while (market.world.now.isBefore(end)) {
            supply.run();
            market.starts();
            market.pass(Duration.between(market.world.now, end));
        }
    }

    /**
     * Let u be average and present use for a unit of weight. A job starts only where u is least, which makes it larger by one job; from then on until
     * its jobs have ended, for an hour at most, u outgrows that of any other queue by less than twice what its jobs cost times the hour's part of the
     * memory, and then comes back. So no two queues are ever further apart than {@code apart}. The integral of u is twice what was spent, but for
     * the memory's part of where the averages stand in the end.
     */
    private static void assertProportional(Market market, double usdPerHour, double dearestJob) {
        double hours = Duration.between(World.START, market.world.now).toMinutes() / 60.0;
        for (String one : market.weights.keySet()) {
            for (String other : market.weights.keySet()) {
                double hour = Market.LONGEST.toMinutes() / 60.0;
                double apart = (dearestJob + 2 * usdPerHour * hour / MEMORY) / market.weights.get(one);
                double remembered = market.averageForWeight(one) - market.averageForWeight(other);
                assertThat(market.spentForWeight(one) - market.spentForWeight(other))
                        .as("dollars for a unit of weight that %s spent more than %s of %s", one, other, market.weights)
                        .isLessThanOrEqualTo((hours * apart + MEMORY * Math.abs(remembered)) / 2);
            }
        }
    }

    /** One queue's jobs run on dear hosts only, the other one's on cheap ones too: what is shared is what they cost, not how many they are. */
    @Property(tries = 3, seed = "2026")
    void moneyIsSharedAndNotChips(@ForAll long seed) {
        Market market = new Market(seed);
        int price = 2 + market.random.nextInt(3);
        market.pool("cheap", 4, 1);
        market.pool("dear", 4, price);
        market.queue("choosy", 1, "dear");
        market.queue("modest", 1, "cheap", "dear");
        live(market, Duration.ofDays(3), () -> market.keepBusy(8, "choosy", "modest"));
        assertProportional(market, 4 * Market.CHIPS * (1 + price), Market.CHIPS * price);
    }

    /** However many jobs somebody submits at once: who uses less than its share gets the first host that comes free. */
    @Property(tries = 10, seed = "2026")
    void aBurstStarvesNobody(@ForAll long seed) {
        Market market = new Market(seed);
        market.pool("cpu", 4 + market.random.nextInt(4), 1);
        market.queue("burst", 1 + market.random.nextInt(3), "cpu");
        market.queue("steady", 1, "cpu");
        int waited = 0;
        for (int i = 0; i < 100; i++) {
            market.keepBusy(market.random.nextInt(8) == 0 ? 40 : 8, "burst");
            market.starts();
            if (market.rate("steady") == 0) {
                market.submit("steady", 1);
                waited += market.starts().isEmpty() ? 1 : 0;
                market.pass(Market.LONGEST);
                assertThat(market.starts()).as("after %s jobs", i).contains("steady");
            }
            market.pass(Market.LONGEST);
        }
        assertThat(waited).as("times that nothing was free").isGreaterThan(10);
    }

    @Property(tries = 8, seed = "2026")
    void whoHadTheFleetAloneGivesWayForAWhileButNotForEver(@ForAll long seed) {
        Market market = new Market(seed);
        int hosts = 1 + market.random.nextInt(6);
        int mine = 1 + market.random.nextInt(3);
        int theirs = 1 + market.random.nextInt(3);
        market.pool("cpu", hosts, 1);
        market.queue("early", theirs, "cpu");
        market.queue("late", mine, "cpu");
        live(market, Duration.ofDays(3), () -> market.keepBusy(hosts, "early"));
        Map<String, Double> before = Map.copyOf(market.spent);
        Instant since = market.world.now;
        live(market, Duration.ofHours(12), () -> market.keepBusy(hosts, "early", "late"));
        assertThat((market.spent.get("late") - before.get("late")) / mine)
                .as("dollars for a unit of weight since the late one came")
                .isGreaterThan((market.spent.get("early") - before.get("early")) / theirs);
        // where the late one has all, its use grows to that of all hosts, and the other one's average falls: here they
        // meet
        double halvings = Math.log((mine + theirs) / ((2 - 1.0 / hosts) * theirs)) / Math.log(2);
        Instant bound = since.plusSeconds((long) (Math.max(0, halvings) * FairShares.HALF_LIFE.toSeconds()))
                .plus(Market.LONGEST.multipliedBy(2));
        while (market.lastStart.get("early").isBefore(since)) {
            assertThat(market.world.now)
                    .as("weight %s beside weight %s on %s hosts", theirs, mine, hosts)
                    .isBefore(bound);
            market.keepBusy(hosts, "early", "late");
            market.starts();
            market.pass(Market.LONGEST);
        }
    }

    /** Whether others want their own back or are more urgent; the last gang of a queue leaves whole, but before it left the queue had more. */
    @Property(tries = 50, seed = "2026")
    void noQueueGivesWhatItIsGuaranteed(@ForAll long seed) {
        Random random = new Random(seed);
        World world = new World(Engine.create()).pool("a", "cpu", 1).pool("b", "cpu", 2);
        int hosts = 4 + random.nextInt(5);
        for (int h = 0; h < hosts; h++) {
            world.host("n" + h, random.nextBoolean() ? "a" : "b", Market.CHIPS);
        }
        List<Integer> guaranteed = new ArrayList<>();
        for (int q = 0; q < QUEUES; q++) {
            guaranteed.add(Market.CHIPS * random.nextInt(4));
            world.queue("queue" + q, 1, Map.of("cpu", new Queue.Share(guaranteed.get(q), Queue.Share.UNLIMITED)));
        }
        Map<JobRef, Integer> queueOf = new HashMap<>();
        Map<JobRef, Integer> wanted = new HashMap<>();
        Map<JobRef, Integer> chips = new HashMap<>();
        Set<JobRef> asked = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            int queue = random.nextInt(QUEUES);
            int width = 1 + random.nextInt(3);
            queueOf.put(World.ref("job" + i), queue);
            world.later(60)
                    .job(aJob("job" + i)
                            .queue("queue" + queue)
                            // the jobs of one queue are all in the same band, so none leaves for one of its own queue
                            .priority(queue == 0 ? 100 : 0)
                            .with(variant("v", "cpu", width, Market.CHIPS, 1))
                            .remaining(100_000)
                            .submitted(60L * i));
            wanted.put(World.ref("job" + i), width * Market.CHIPS);
            List<Decision> decisions = world.decide();
            for (Decision decision : decisions) {
                if (decision instanceof Decision.Wait wait) {
                    // chips for which others leave are the queue's already
                    boolean comes = wait.reasons().getFirst().code() == WaitReason.WaitingForRelease;
                    chips.put(wait.job(), comes ? wanted.get(wait.job()) : 0);
                }
            }
            for (Decision decision : decisions) {
                JobRef job = decision.job();
                if (decision instanceof Decision.Release) {
                    int lender = queueOf.get(job);
                    int kept = chips.keySet().stream()
                            .filter(other -> queueOf.get(other) == lender && !asked.contains(other))
                            .mapToInt(chips::get)
                            .sum();
                    assertThat(kept)
                            .as("chips that queue %s, guaranteed %s, had before %s was asked", lender, guaranteed, job)
                            .isGreaterThan(guaranteed.get(lender));
                    asked.add(job);
                } else if (decision instanceof Decision.Place place) {
                    chips.put(job, wanted.get(job));
                    world.runs(place, Market.CHIPS);
                }
            }
            asked.stream().filter(_ -> random.nextInt(3) == 0).toList().forEach(job -> {
                asked.remove(job);
                chips.remove(job);
                world.gone(job.name());
            });
        }
    }
}
