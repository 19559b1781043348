package dev.regauge.scheduler.placement.turns;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.LineKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turn-taking in all queues that have it. Nothing that a tenant's code says of its jobs touches any queue but its own. */
public final class Turns {
    /** How long a job that has got its chips keeps them; and how often deadlines are looked at. */
    public static final Duration STAY = Duration.ofMinutes(10);

    /** Who makes room for a job has to have so many times its chip-time to go, so that the room is worth a restart. */
    private static final double LONGER = 2;

    /** What a line may have. */
    public interface Supply {
        /** Chips of the profile, as many as the queue may use at all. */
        long chips(String queue, String profile);

        /** Hosts of the kind on which nobody is. */
        int free(Lane.Kind kind);
    }

    private final Supply supply;
    private final Map<JobRef, Member> members = new HashMap<>();
    private final Map<LineKey, TurnLine> lines = new HashMap<>();
    /** Chip-seconds that jobs had to go when they came. */
    private final Map<JobRef, Double> sizes = new HashMap<>();

    private final Map<LineKey, Set<JobRef>> fresh = new TreeMap<>();
    /** Jobs that can run on several profiles, and those of them of which nobody took notice yet. */
    private final Set<JobRef> compared = new HashSet<>();

    private final Map<LineKey, List<Member>> toCompare = new TreeMap<>();
    /** When each line is looked at next, and the lines by that. */
    private final Map<LineKey, Instant> lookAt = new HashMap<>();

    private final NavigableMap<Instant, Set<LineKey>> looks = new TreeMap<>();
    private NavigableSet<LineKey> stirred = new TreeSet<>();

    public Turns(Supply supply) {
        this.supply = supply;
    }

    /** What is known of the job now; null = it takes no turns. */
    public void set(JobRef job, @Nullable Member member) {
        Member before = member == null ? members.remove(job) : members.put(job, member);
        if (Objects.equals(before, member)) {
            return;
        }
        if (before != null && member != null && key(before).equals(key(member))) {
            LineKey key = key(member);
            line(key).replace(before, member);
            stirred.add(key);
            return;
        }
        if (before != null) {
            LineKey key = key(before);
            line(key).remove(before);
            stirred.add(key);
        }
        if (member != null) {
            LineKey key = key(member);
            line(key).add(member);
            stirred.add(key);
            // whoever only changes in its line has its size, or gets it at the next look
            if (!sizes.containsKey(job)) {
                fresh.computeIfAbsent(key, _ -> new TreeSet<>()).add(job);
            }
            if (member.chipSecondsPerStep().size() > 1 && compared.add(job)) {
                toCompare.computeIfAbsent(key, _ -> new ArrayList<>()).add(member);
            }
        }
    }

    /** The job is gone for good. */
    public void forget(JobRef job) {
        set(job, null);
        sizes.remove(job);
        compared.remove(job);
    }

    private static LineKey key(Member member) {
        return new LineKey(member.queue(), member.band());
    }

    private TurnLine line(LineKey key) {
        return lines.computeIfAbsent(key, _ -> new TurnLine(sizes));
    }

    private TurnLine.Supply supply(LineKey key) {
        TurnLine line = line(key);
        return new TurnLine.Supply() {
            @Override
            public long chips(String profile) {
                return supply.chips(key.queue(), profile);
            }

            @Override
            public int hosts(Lane.Kind kind) {
                int hosts = supply.free(kind);
                for (Member member : line.running()) {
                    for (Map<Lane.Kind, Integer> need : member.needs()) {
                        hosts += need.getOrDefault(kind, 0);
                    }
                }
                return hosts;
            }
        };
    }

    /** Looks at lines in which it is time; returns jobs whose rank, patience or {@link #usualRatio ratios} are others now. */
    public Set<JobRef> look(Instant now) {
        Set<JobRef> changed = new TreeSet<>();
        fresh.forEach((key, jobs) -> {
            jobs.removeIf(job -> !members.containsKey(job));
            line(key).came(jobs, supply(key), now);
            settlePatience(key, changed, now);
        });
        fresh.clear();
        toCompare.forEach((key, comparable) -> {
            TurnLine line = line(key);
            comparable.forEach(member -> line.compare(member, now));
            if (line.settleRatios()) {
                changed.addAll(line.jobs());
            }
        });
        toCompare.clear();
        Set<LineKey> due = new HashSet<>();
        while (!looks.isEmpty() && !looks.firstKey().isAfter(now)) {
            for (LineKey key : List.copyOf(looks.firstEntry().getValue())) {
                plan(key, null);
                stirred.add(key);
                due.add(key);
            }
        }
        for (LineKey key : stirred) {
            if (line(key).contended() && !lookAt.containsKey(key)) {
                boolean first = due.add(key);
                changed.addAll(line(key).rankAnew(supply(key), now));
                settlePatience(key, changed, now);
                plan(key, now.plus(first ? spread(key) : STAY));
            }
        }
        return changed;
    }

    private void settlePatience(LineKey key, Set<JobRef> changed, Instant now) {
        if (line(key).settlePatience(now)) {
            changed.addAll(line(key).jobs());
        }
    }

    /** So that not all lines that became known at once are looked at at once ever after. */
    private static Duration spread(LineKey key) {
        return STAY.dividedBy(60)
                .multipliedBy(1 + Math.floorMod(31 * key.queue().hashCode() + key.band(), 60));
    }

    private void plan(LineKey key, @Nullable Instant at) {
        Instant before = at == null ? lookAt.remove(key) : lookAt.put(key, at);
        if (before != null) {
            Set<LineKey> then = looks.get(before);
            if (then != null && then.remove(key) && then.isEmpty()) {
                looks.remove(before);
            }
        }
        if (at != null) {
            looks.computeIfAbsent(at, _ -> new TreeSet<>()).add(key);
        }
    }

    /** When a line has to be looked at again though nothing happens. */
    public @Nullable Instant nextLook() {
        return looks.isEmpty() ? null : looks.firstKey();
    }

    /** Lines in which something changed since {@link #settled}, or whose time had come. A copy. */
    public NavigableSet<LineKey> stirred() {
        return new TreeSet<>(stirred);
    }

    /** The job's line; null = it takes no turns. */
    public @Nullable LineKey line(JobRef job) {
        Member member = members.get(job);
        return member == null ? null : key(member);
    }

    /** All that was stirred has been dealt with. */
    public void settled() {
        stirred = new TreeSet<>();
    }

    /** The job's rank, smaller goes first; null = it takes no turns. */
    public @Nullable Double rank(JobRef job, Instant now) {
        Member member = members.get(job);
        return member == null ? null : Double.valueOf(line(key(member)).rank(member, now));
    }

    /** How many chip-seconds jobs of the line usually need on {@code profile} for each on {@code other}; empty = not known yet. */
    public OptionalDouble usualRatio(LineKey key, String profile, String other) {
        TurnLine line = lines.get(key);
        return line == null ? OptionalDouble.empty() : line.ratios().of(profile, other);
    }

    /** How long a job of the line may wait before it goes first whatever comes. */
    public Duration patience(LineKey key) {
        TurnLine line = lines.get(key);
        return line == null ? Duration.ZERO : line.patience();
    }

    /**
     * Whether hosts that are kept for one job may be used by the other, since that would make room again. Not where the first one goes before all: somebody
     * is always in his first ten minutes, so that its hosts would never come together.
     */
    public boolean lends(JobRef holder, JobRef other) {
        Member first = members.get(holder);
        return first != null
                && key(first).equals(line(other))
                && !line(key(first)).goesFirst(first);
    }

    /** Jobs that may have to make room for this one, who goes first first. */
    public Collection<JobRef> yielding(JobRef job, Instant now) {
        Member comer = members.get(job);
        if (comer == null) {
            return List.of();
        }
        TurnLine line = line(key(comer));
        Comer first = new Comer(comer, line, now);
        return line.running().stream()
                .filter(member -> first.before(member))
                .sorted(Comparator.<Member>comparingDouble(member -> -line.rank(member, now))
                        .thenComparing(Member.BY_SUBMISSION.reversed()))
                .map(Member::job)
                .toList();
    }

    /** Whether {@link #yielding} is not empty. */
    public boolean anyYields(JobRef job, Instant now) {
        Member comer = members.get(job);
        if (comer == null) {
            return false;
        }
        TurnLine line = line(key(comer));
        Comer first = new Comer(comer, line, now);
        Running running = line.running();
        for (int i = 0; i < running.size(); i++) {
            if (running.service(i, now) >= first.least && first.before(running.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The most chip-seconds that a job which runs has to go: nobody of the line whose rank is as large finds anybody who makes room. */
    public double mostToGo(LineKey key, Instant now) {
        double most = 0;
        Running running = line(key).running();
        for (int i = 0; i < running.size(); i++) {
            most = Math.max(most, running.service(i, now));
        }
        return most;
    }

    /** Who looks for room, with what would be worked out anew for each that runs. */
    private static final class Comer {
        private final Member comer;
        private final TurnLine line;
        private final Instant now;
        private final Instant longEnoughSince;
        private final double rank;
        private final double least;

        Comer(Member comer, TurnLine line, Instant now) {
            this.comer = comer;
            this.line = line;
            this.now = now;
            longEnoughSince = now.minus(STAY);
            rank = line.rank(comer, now);
            least = line.cameForward(comer) ? 0 : LONGER * line.service(comer, now);
        }

        /** Whether it gets the chips of the one that runs. */
        boolean before(Member runs) {
            Member.Stay stay = runs.stay();
            if (stay == null || stay.since().isAfter(longEnoughSince) || runs.priority() > comer.priority()) {
                return false;
            }
            double service = line.service(runs, now);
            double restart = least == 0 ? 0 : line.restart(stay, runs);
            return service >= least + restart && rank < line.rank(runs, now);
        }
    }

    /** In a few words, for the reason told to who makes room. */
    public String compared(JobRef comer, JobRef runs, Instant now) {
        Member first = members.get(comer);
        Member second = members.get(runs);
        if (first == null || second == null) {
            return comer + " comes before " + runs;
        }
        TurnLine line = line(key(first));
        String why = line.cameForward(first)
                ? "has waited long enough"
                : hours(line.service(first, now)) + " chip-hours to go";
        return comer + " (" + why + ") comes before " + runs + " (" + hours(line.service(second, now)) + " to go)";
    }

    private static long hours(double seconds) {
        return Math.round(seconds / 3600);
    }
}
