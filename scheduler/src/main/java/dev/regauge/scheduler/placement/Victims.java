package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.GangFit.Fit;
import dev.regauge.scheduler.placement.queue.Band;
import dev.regauge.scheduler.placement.queue.QueueUse;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which running jobs have to leave for one that is entitled to their chips. Entitlement picks the queue: the lowest band first, then whoever uses most
 * for its weight. Value lost picks inside it: what is not committed yet and what a restart costs, in money, for each host that helps.
 */
final class Victims {
    /** Work since a commit counts up to this, so that a job is not safe because it never commits. */
    static final Duration MOST_LOST = Duration.ofHours(1);

    /** A way that frees enough hosts may still not be what is chosen, where another domain turns out tighter. */
    private static final int WAYS_TRIED = 4;

    record Choice(VariantOffer variant, Fit.Room room, List<Run> leaving) {}

    private record Candidate(Run run, JobRequest job, double lostUsd, int hosts, boolean alreadyAsked) {
        double lostPerHost() {
            return lostUsd / hosts;
        }
    }

    private final Facts facts;
    private final Claims claims;
    private final Instant now;

    Victims(Facts facts, Claims claims, Instant now) {
        this.facts = facts;
        this.claims = claims;
        this.now = now;
    }

    /** {@code open}: where, and for which variants, the job is next. */
    Optional<Choice> choose(Waiting waiting, Entitlement entitlement, BiPredicate<Pool, VariantOffer> open) {
        Collection<JobRef> among = entitlement.among(waiting.job(), facts, now);
        if (among.isEmpty()) {
            return Optional.empty();
        }
        for (VariantOffer variant : VariantChoice.inOrder(waiting.job().selection(), waiting.offers(), this::price)) {
            if (!entitlement.covers(waiting.job(), variant, facts)) {
                continue;
            }
            for (Pool pool : facts.fleet.poolsOf(variant.profile())) {
                Choice choice = open.test(pool, variant) ? choose(waiting, variant, pool, entitlement, among) : null;
                if (choice != null) {
                    return Optional.of(choice);
                }
            }
        }
        return Optional.empty();
    }

    private double price(VariantOffer variant) {
        return facts.fleet.poolsOf(variant.profile()).stream()
                .mapToDouble(Pool::usdPerChipHour)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private @Nullable Choice choose(
            Waiting waiting, VariantOffer variant, Pool pool, Entitlement entitlement, Collection<JobRef> among) {
        Asker asker = facts.asker(waiting.job(), now);
        List<Candidate> candidates = candidates(waiting.job(), variant, pool, entitlement, among);
        int free = facts.fleet.free(pool, variant.chipsPerHost());
        int most = free + candidates.stream().mapToInt(Candidate::hosts).sum();
        if (candidates.isEmpty() || most - asker.spares(pool) < variant.hosts() - own(asker, pool)) {
            return null;
        }
        List<List<Candidate>> ways = variant.slice() == null ? byDomain(candidates, variant, pool, asker) : List.of();
        for (List<Candidate> way : ways) {
            Choice choice = leave(way, variant, pool, asker);
            if (choice != null) {
                return choice;
            }
        }
        return leave(candidates, variant, pool, asker);
    }

    private int own(Asker asker, Pool pool) {
        return (int) asker.livingOn(facts.fleet).stream()
                .filter(berth -> berth.host().pool().equals(pool.name()))
                .count();
    }

    /** Those that may be asked, who goes first first; a queue gives no more than it has beyond its guarantee. */
    private List<Candidate> candidates(
            JobRequest job, VariantOffer variant, Pool pool, Entitlement entitlement, Collection<JobRef> among) {
        Run.Kind kind = new Run.Kind(pool.name(), variant.chipsPerHost());
        Map<String, Long> surplus = new HashMap<>();
        List<Candidate> all = new ArrayList<>();
        for (JobRef other : among) {
            JobRequest running = facts.job(other);
            Run run = facts.runs.of(other);
            int hosts = run == null ? 0 : run.hosts().getOrDefault(kind, 0);
            if (run != null
                    && running != null
                    && hosts > 0
                    && !run.job().equals(job.job())
                    && !facts.fleet.promised(run.job())) {
                surplus.computeIfAbsent(running.queue(), queue -> surplus(queue, variant.profile()));
                all.add(candidate(run, running, hosts, pool, variant));
            }
        }
        Comparator<Candidate> inOrder = Comparator.comparing(c -> !c.alreadyAsked());
        // who makes room in a turn comes in order already, and sorting keeps it
        all.sort(
                entitlement == Entitlement.Turn
                        ? inOrder
                        : inOrder.thenComparing(c -> Band.of(c.job().priority()))
                                .thenComparing(c -> -facts.shares.of(c.job().queue()))
                                .thenComparingDouble(Candidate::lostPerHost)
                                .thenComparing(c -> c.run().job()));
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : all) {
            String queue = candidate.job().queue();
            if (candidate.alreadyAsked() || entitlement.over(job, candidate.job(), surplus.getOrDefault(queue, 0L))) {
                kept.add(candidate);
                if (!candidate.alreadyAsked()) {
                    surplus.merge(queue, (long) -candidate.hosts() * variant.chipsPerHost(), Long::sum);
                }
            }
        }
        return kept;
    }

    /** Chips of the profile that the queue has beyond its guarantee and that are not asked for yet, in whatever pool. */
    private long surplus(String queueName, String profile) {
        Queue queue = facts.queue(queueName);
        Queue.Share share = queue == null ? null : queue.shares().get(profile);
        long surplus = facts.use.of(queueName, profile) - (share == null ? 0L : share.guaranteed());
        for (JobRef asked : claims.asked()) {
            QueueUse.Part part = facts.use.of(asked);
            if (part != null && part.queue().equals(queueName)) {
                surplus -= part.chips().getOrDefault(profile, 0);
            }
        }
        return surplus;
    }

    private Candidate candidate(Run run, JobRequest job, int hosts, Pool pool, VariantOffer variant) {
        Progress progress = job.progress();
        Instant commit = progress == null ? run.anchor() : progress.lastCommit();
        double lost =
                Math.clamp(Duration.between(commit, now).toSeconds(), 0, MOST_LOST.toSeconds()) + job.restartSeconds();
        double usd = lost / 3600 * pool.usdPerChipHour() * hosts * variant.chipsPerHost();
        boolean asked = claims.asked(run.job());
        return new Candidate(run, job, asked ? 0 : usd, hosts, asked);
    }

    private record Way(List<Candidate> leaving, double lostUsd, int depth) {}

    /** The cheapest ways to have enough hosts, in the whole pool or in one domain of it; of equally cheap ones the narrower domain. */
    private List<List<Candidate>> byDomain(List<Candidate> candidates, VariantOffer variant, Pool pool, Asker asker) {
        Map<List<String>, Map<JobRef, Integer>> useful = new HashMap<>();
        Map<List<String>, Integer> free = new HashMap<>();
        for (Berth berth : facts.fleet.ground(pool, variant).berths()) {
            if (berth.free() && !asker.closed(berth.host())) {
                prefixes(berth.host().topology()).forEach(domain -> free.merge(domain, 1, Integer::sum));
            }
        }
        for (Candidate candidate : candidates) {
            for (String node : facts.fleet.nodesOf(candidate.run().job())) {
                Berth berth = facts.fleet.berth(node);
                if (berth != null && berth.host().pool().equals(pool.name()) && asker.couldUse(berth.host(), variant)) {
                    prefixes(berth.host().topology())
                            .forEach(domain -> useful.computeIfAbsent(domain, _ -> new HashMap<>())
                                    .merge(candidate.run().job(), 1, Integer::sum));
                }
            }
        }
        List<Way> ways = new ArrayList<>();
        useful.forEach((domain, hosts) -> {
            int missing = variant.hosts() - own(asker, pool) + asker.spares(pool) - free.getOrDefault(domain, 0);
            Way way = way(candidates, hosts, missing, domain.size());
            if (way != null) {
                ways.add(way);
            }
        });
        ways.sort(Comparator.comparingDouble(Way::lostUsd)
                .thenComparing(way -> -way.depth())
                .thenComparing(way -> way.leaving().getFirst().run().job()));
        return ways.stream().limit(WAYS_TRIED).map(Way::leaving).toList();
    }

    private static List<List<String>> prefixes(List<String> topology) {
        List<List<String>> prefixes = new ArrayList<>();
        for (int depth = 0; depth <= topology.size(); depth++) {
            prefixes.add(topology.subList(0, depth));
        }
        return prefixes;
    }

    /** Takes candidates in their order until enough hosts would be free, then lets stay whom the later ones made needless. */
    private static @Nullable Way way(List<Candidate> inOrder, Map<JobRef, Integer> useful, int missing, int depth) {
        List<Candidate> leaving = new ArrayList<>();
        int gained = 0;
        for (Candidate candidate : inOrder) {
            int helps = useful.getOrDefault(candidate.run().job(), 0);
            if (gained < missing && helps > 0) {
                leaving.add(candidate);
                gained += helps;
            }
        }
        if (gained < missing || leaving.isEmpty()) {
            return null;
        }
        for (Candidate candidate : List.copyOf(leaving)) {
            int helps = useful.getOrDefault(candidate.run().job(), 0);
            if (gained - helps >= missing && leaving.size() > 1) {
                leaving.remove(candidate);
                gained -= helps;
            }
        }
        return new Way(leaving, leaving.stream().mapToDouble(Candidate::lostUsd).sum(), depth);
    }

    /** Supposes one after the other gone until there is room, and lets stay who is not in it. */
    private @Nullable Choice leave(List<Candidate> candidates, VariantOffer variant, Pool pool, Asker asker) {
        Supposition supposition = new Supposition(facts.fleet);
        Set<JobRef> gone = new HashSet<>();
        Run.Kind kind = new Run.Kind(pool.name(), variant.chipsPerHost());
        int atMost = facts.fleet.free(pool, variant.chipsPerHost()) + own(asker, pool);
        for (Run run : facts.runs.all()) {
            if (run.isLeaving()) {
                supposition.leaves(run.job());
                atMost += run.hosts().getOrDefault(kind, 0);
            }
        }
        for (Candidate candidate : candidates) {
            supposition.leaves(candidate.run().job());
            gone.add(candidate.run().job());
            atMost += candidate.hosts();
            // Counting is far cheaper than looking for room, and says no for all but the last of many.
            Fit.Room room = atMost < variant.hosts() ? null : supposition.room(pool, variant, asker);
            if (room != null) {
                Set<String> nodes = new HashSet<>();
                room.hostsInRankOrder().forEach(host -> nodes.add(host.node()));
                List<Run> leaving = candidates.stream()
                        .map(Candidate::run)
                        .filter(run -> gone.contains(run.job()))
                        .filter(run -> facts.fleet.nodesOf(run.job()).stream().anyMatch(nodes::contains))
                        .toList();
                boolean free = nodes.stream().map(facts.fleet::berth).allMatch(b -> b != null && b.free());
                return free ? null : new Choice(variant, room, leaving);
            }
        }
        return null;
    }
}
