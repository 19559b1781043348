package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Jobs that want a place: those of failed attempts by themselves, the others in lines that stand by band, then by how little their queue uses. */
public final class WaitingJobs {
    private record Entry(Waiting job, BitSet lanes) {}

    /** All that wait in one queue. */
    private static final class OfQueue {
        /** One for each band. */
        private final List<Line> lines = new ArrayList<>(1);
        /** Who could not start if there were room, or recovers. */
        private final RankedSet<Waiting> inNoLine = Waiting.inOrder();

        int rank(Waiting job) {
            int before = inNoLine.rank(job);
            for (Line line : lines) {
                before += line.jobs().rank(job);
            }
            return before;
        }

        List<Waiting> all() {
            List<Waiting> all = new ArrayList<>(inNoLine);
            lines.forEach(line -> all.addAll(line.jobs()));
            all.sort(Waiting.ORDER);
            return all;
        }
    }

    private final Lanes lanes = new Lanes();
    private final Map<JobRef, Entry> entries = new HashMap<>();
    private final Map<LineKey, Line> lines = new HashMap<>();
    private final NavigableMap<Standing, Line> inOrder = new TreeMap<>();
    /** Lines that may stand elsewhere than {@link #inOrder} says; they are put there when it is asked, since much happens to one line at a time. */
    private Set<Line> stirred = new LinkedHashSet<>();

    private final Map<String, OfQueue> byQueue = new HashMap<>();
    private final NavigableSet<Waiting> recovering = new TreeSet<>(Waiting.ORDER);
    private final Deadlines deadlines = new Deadlines(job -> get(job.ref()) == job);
    private final ToDoubleFunction<String> share;

    /** {@code share}: what the queue uses for its weight. */
    public WaitingJobs(ToDoubleFunction<String> share) {
        this.share = share;
    }

    /** {@code admitted}: its queue takes it, so that room is all it needs. */
    public void put(Waiting waiting, boolean admitted) {
        JobRequest job = waiting.job();
        remove(job.job());
        Entry entry = new Entry(waiting, admitted && !waiting.recovers() ? lanesOf(waiting) : new BitSet());
        entries.put(job.job(), entry);
        OfQueue ofQueue = byQueue.computeIfAbsent(job.queue(), _ -> new OfQueue());
        if (waiting.changesAt() != null) {
            deadlines.add(waiting, entries.size());
        }
        if (entry.lanes().isEmpty()) {
            ofQueue.inNoLine.add(waiting);
            if (waiting.recovers()) {
                recovering.add(waiting);
            }
        } else {
            Line line = lines.computeIfAbsent(new LineKey(job.queue(), waiting.band()), key -> {
                Line fresh = new Line(key.queue(), key.band());
                ofQueue.lines.add(fresh);
                return fresh;
            });
            line.add(waiting, entry.lanes());
            stirred.add(line);
        }
    }

    private BitSet lanesOf(Waiting job) {
        BitSet numbers = new BitSet();
        for (VariantOffer offer : job.offers()) {
            numbers.set(lanes.number(Lane.of(offer, job.job().remainingSteps(), job.overdue())));
        }
        return numbers;
    }

    public void remove(JobRef ref) {
        Entry entry = entries.remove(ref);
        if (entry == null) {
            return;
        }
        Waiting waiting = entry.job();
        OfQueue ofQueue = Objects.requireNonNull(byQueue.get(waiting.job().queue()));
        if (entry.lanes().isEmpty()) {
            ofQueue.inNoLine.remove(waiting);
            recovering.remove(waiting);
            return;
        }
        Line line = Objects.requireNonNull(lineOf(waiting));
        line.remove(waiting, entry.lanes());
        if (line.isEmpty()) {
            lines.remove(new LineKey(line.queue(), line.band()));
            ofQueue.lines.remove(line);
        }
        stirred.add(line);
    }

    /** Null where nobody stands in it. */
    public @Nullable Line line(LineKey key) {
        return lines.get(key);
    }

    private @Nullable Line lineOf(Waiting job) {
        return lines.get(new LineKey(job.job().queue(), job.band()));
    }

    private NavigableMap<Standing, Line> inOrder() {
        if (stirred.isEmpty()) {
            return inOrder;
        }
        stirred.forEach(this::stand);
        // a new one, since clearing the one of a time when all were stirred would cost as much every time
        stirred = new LinkedHashSet<>();
        return inOrder;
    }

    private void stand(Line line) {
        Standing before = line.standing;
        Standing now = line.isEmpty()
                ? null
                : new Standing(
                        line.band(),
                        share.applyAsDouble(line.queue()),
                        line.first().job().submitted(),
                        line.queue());
        if (!Objects.equals(now, before)) {
            if (before != null) {
                inOrder.remove(before);
            }
            line.standing = now;
            if (now != null) {
                inOrder.put(now, line);
            }
        }
    }

    /** The queue's share is another one now. */
    public void reorder(String queue, Iterable<Integer> bands) {
        for (int band : bands) {
            Line line = lines.get(new LineKey(queue, band));
            if (line != null) {
                stirred.add(line);
            }
        }
    }

    /** All shares may be others now. */
    public void reorder() {
        stirred.addAll(lines.values());
    }

    /** Lines by who goes first. */
    public Iterable<Line> lines() {
        return inOrder().values();
    }

    /** All that could start if there were room, who comes first first. */
    public List<Waiting> inTurn() {
        List<Waiting> all = new ArrayList<>(recovering);
        inOrder().values().forEach(line -> all.addAll(line.jobs()));
        return all;
    }

    public Lanes lanes() {
        return lanes;
    }

    /** Jobs of failed attempts, who comes first first. */
    public NavigableSet<Waiting> recovering() {
        return recovering;
    }

    /** Jobs that time alone has made others by now though they are not yet treated so. */
    public List<JobRef> changed(Instant now) {
        return deadlines.over(now).stream().map(Waiting::ref).toList();
    }

    /** When time alone makes the next one another one. */
    public @Nullable Instant nextChange() {
        Waiting first = deadlines.first();
        return first == null ? null : first.changesAt();
    }

    /** Jobs that could start on more than {@code from} up to {@code to} chips of the profile. */
    public Set<JobRef> wanting(String profile, long from, long to) {
        BitSet wanted = new BitSet();
        lanes.byKind().forEach((kind, ofKind) -> {
            if (kind.profile().equals(profile)) {
                ofKind.stream()
                        .filter(lane -> lanes.lane(lane).chips() > from
                                && lanes.lane(lane).chips() <= to)
                        .forEach(wanted::set);
            }
        });
        Set<JobRef> wanting = new HashSet<>();
        for (Line line : wanted.isEmpty() ? List.<Line>of() : lines()) {
            BitSet here = (BitSet) line.lanes().clone();
            here.and(wanted);
            here.stream().forEach(lane -> line.in(lane).forEach(job -> wanting.add(job.ref())));
        }
        return wanting;
    }

    /** Of the queue: all that wait, whether or not it takes them. */
    public List<JobRef> of(String queue) {
        OfQueue ofQueue = byQueue.get(queue);
        return ofQueue == null
                ? List.of()
                : ofQueue.all().stream().map(Waiting::ref).toList();
    }

    public int size() {
        return entries.size();
    }

    /** A copy. */
    public BitSet lanesOf(JobRef job) {
        Entry entry = entries.get(job);
        return entry == null ? new BitSet() : (BitSet) entry.lanes().clone();
    }

    public @Nullable Waiting get(JobRef job) {
        Entry entry = entries.get(job);
        return entry == null ? null : entry.job();
    }

    public NavigableSet<Waiting> all() {
        NavigableSet<Waiting> all = new TreeSet<>(Waiting.ORDER);
        entries.values().forEach(e -> all.add(e.job()));
        return all;
    }

    public NavigableSet<Waiting> among(Set<JobRef> refs) {
        NavigableSet<Waiting> found = new TreeSet<>(Waiting.ORDER);
        for (JobRef ref : refs) {
            Entry entry = entries.get(ref);
            if (entry != null) {
                found.add(entry.job());
            }
        }
        return found;
    }

    /** 1 = next of its queue. */
    public int position(Waiting job) {
        OfQueue ofQueue = byQueue.get(job.job().queue());
        return ofQueue == null ? 1 : ofQueue.rank(job) + 1;
    }

    /** The job of its line that has waited too long and goes first, if that is another one. */
    public @Nullable Waiting overdueBefore(Waiting job) {
        Line line = lineOf(job);
        Waiting first = line == null || line.isEmpty() ? null : line.first();
        return first != null && first.overdue() && !first.equals(job) ? first : null;
    }
}
