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

    /** {@code share}: what its queue uses for its weight. */
    private record Candidate(Run run, JobRequest job, double lostUsd, int hosts, double share, boolean alreadyAsked) {
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
                        : inOrder.thenComparingInt(c -> Band.of(c.job().priority()))
                                .thenComparingDouble(c -> -c.share())
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
        return new Candidate(run, job, asked ? 0 : usd, hosts, facts.shares.of(job.queue()), asked);
    }

    private record Way(List<Candidate> leaving, double lostUsd, int depth) {}

    /** The whole pool, or a network domain of it, and what would come free there. */
    private static final class Domain {
        private record Part(Candidate from, int hosts) {}

        private final int depth;
        /** In the candidates' order. */
        private final List<Part> parts = new ArrayList<>();

        private int free;

        Domain(List<String> path) {
            depth = path.size();
        }

        /** One host more of the candidate; those of one come one after the other. */
        void add(Candidate from) {
            if (!parts.isEmpty() && parts.getLast().from() == from) {
                parts.set(parts.size() - 1, new Part(from, parts.getLast().hosts() + 1));
            } else {
                parts.add(new Part(from, 1));
            }
        }

        /** Takes candidates in their order until {@code hosts} would be free, then lets stay whom the later ones made needless. */
        @Nullable
        Way way(int hosts) {
            int missing = hosts - free;
            int gained = 0;
            int taken = 0;
            while (gained < missing && taken < parts.size()) {
                gained += parts.get(taken++).hosts();
            }
            if (gained < missing || taken == 0) {
                return null;
            }
            List<Candidate> leaving = new ArrayList<>();
            for (Part part : parts.subList(0, taken)) {
                if (gained - part.hosts() >= missing) {
                    gained -= part.hosts();
                } else {
                    leaving.add(part.from());
                }
            }
            return new Way(
                    leaving, leaving.stream().mapToDouble(Candidate::lostUsd).sum(), depth);
        }
    }

    /** The cheapest ways to have enough hosts, in the whole pool or in one domain of it; of equally cheap ones the narrower domain. */
    private List<List<Candidate>> byDomain(List<Candidate> candidates, VariantOffer variant, Pool pool, Asker asker) {
        Map<List<String>, Domain> domains = new HashMap<>();
        Map<List<String>, List<Domain>> ofHostsAt = new HashMap<>();
        for (Candidate candidate : candidates) {
            for (String node : facts.fleet.nodesOf(candidate.run().job())) {
                Berth berth = facts.fleet.berth(node);
                if (berth != null && berth.host().pool().equals(pool.name()) && asker.couldUse(berth.host(), variant)) {
                    ofHostsAt
                            .computeIfAbsent(berth.host().topology(), at -> paths(at).stream()
                                    .map(path -> domains.computeIfAbsent(path, Domain::new))
                                    .toList())
                            .forEach(domain -> domain.add(candidate));
                }
            }
        }
        for (Berth berth : facts.fleet.ground(pool, variant).berths()) {
            if (berth.free() && !asker.closed(berth.host())) {
                for (List<String> path : paths(berth.host().topology())) {
                    Domain domain = domains.get(path);
                    if (domain != null) {
                        domain.free++;
                    }
                }
            }
        }
        int hosts = variant.hosts() - own(asker, pool) + asker.spares(pool);
        List<Way> ways = new ArrayList<>();
        for (Domain domain : domains.values()) {
            Way way = domain.way(hosts);
            if (way != null) {
                ways.add(way);
            }
        }
        ways.sort(Comparator.comparingDouble(Way::lostUsd)
                .thenComparing(way -> -way.depth())
                .thenComparing(way -> way.leaving().getFirst().run().job()));
        return ways.stream().limit(WAYS_TRIED).map(Way::leaving).toList();
    }

    /** Of the domains that a host there is in, the whole pool first. */
    private static List<List<String>> paths(List<String> topology) {
        List<List<String>> paths = new ArrayList<>(topology.size() + 1);
        for (int depth = 0; depth <= topology.size(); depth++) {
            paths.add(topology.subList(0, depth));
        }
        return paths;
    }

    /** Supposes one after the other gone until there is room, and lets stay who is not in it. */
    private @Nullable Choice leave(List<Candidate> candidates, VariantOffer variant, Pool pool, Asker asker) {
        Supposition supposition = new Supposition(facts.fleet);
        Run.Kind kind = new Run.Kind(pool.name(), variant.chipsPerHost());
        int atMost = facts.fleet.free(pool, variant.chipsPerHost()) + own(asker, pool);
        for (Run run : facts.runs.all()) {
            if (run.isLeaving()) {
                supposition.leaves(run.job());
                atMost += run.hosts().getOrDefault(kind, 0);
            }
        }
        for (int gone = 1; gone <= candidates.size(); gone++) {
            Candidate candidate = candidates.get(gone - 1);
            supposition.leaves(candidate.run().job());
            atMost += candidate.hosts();
            // Counting is far cheaper than looking for room, and says no for all but the last of many.
            Fit.Room room = atMost < variant.hosts() ? null : supposition.room(pool, variant, asker);
            if (room != null) {
                Set<String> nodes = HashSet.newHashSet(variant.hosts());
                room.hostsInRankOrder().forEach(host -> nodes.add(host.node()));
                boolean spares = asker.spares(pool) > 0;
                List<Run> leaving = new ArrayList<>();
                for (Candidate one : candidates.subList(0, gone)) {
                    JobRef job = one.run().job();
                    boolean needed = facts.fleet.nodesOf(job).stream().anyMatch(nodes::contains);
                    if (!needed && spares) {
                        // room that takes a spare has room only as long as somebody gives another one
                        supposition.stays(job);
                        needed = supposition.room(pool, variant, asker) == null;
                        if (needed) {
                            supposition.leaves(job);
                        }
                    }
                    if (needed) {
                        leaving.add(one.run());
                    }
                }
                boolean free = leaving.isEmpty()
                        && nodes.stream().map(facts.fleet::berth).allMatch(b -> b != null && b.free());
                return free ? null : new Choice(variant, room, leaving);
            }
        }
        return null;
    }
}
