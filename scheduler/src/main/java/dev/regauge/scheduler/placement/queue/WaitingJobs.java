package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Jobs that want a place: those of failed attempts by themselves, the others in lines that stand by band, then by how little their queue uses. */
public final class WaitingJobs {
    /** Where a line stands. Equal shares go by who waits longest, so that without prices it is first come, first served. */
    private record Standing(int band, double share, Instant oldest, String queue) {
        static int compare(Standing a, Standing b) {
            if (a.band != b.band) {
                return a.band > b.band ? -1 : 1;
            }
            int byShare = Double.compare(a.share, b.share);
            if (byShare != 0) {
                return byShare;
            }
            int byAge = a.oldest.compareTo(b.oldest);
            return byAge != 0 ? byAge : a.queue.compareTo(b.queue);
        }
    }

    private record Entry(Waiting job, BitSet lanes) {}

    private final Lanes lanes = new Lanes();
    private final Map<JobRef, Entry> entries = new HashMap<>();
    private final Map<LineKey, Line> lines = new HashMap<>();
    private final Map<Line, Standing> standings = new HashMap<>();
    private final NavigableMap<Standing, Line> inOrder = new TreeMap<>(Standing::compare);
    private final Map<String, RankedSet<Waiting>> byQueue = new HashMap<>();
    private final NavigableSet<Waiting> recovering = new TreeSet<>(Waiting.ORDER);
    private final RankedSet<Waiting> notYetOverdue = new RankedSet<>(WaitingJobs::compareOverdue);
    private final ToDoubleFunction<String> share;

    private static int compareOverdue(Waiting a, Waiting b) {
        int byTime = a.overdueAt().compareTo(b.overdueAt());
        return byTime != 0 ? byTime : a.ref().compareTo(b.ref());
    }

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
        byQueue.computeIfAbsent(job.queue(), _ -> new RankedSet<>(Waiting.ORDER))
                .add(waiting);
        if (!waiting.overdue()) {
            notYetOverdue.add(waiting);
        }
        if (waiting.recovers()) {
            recovering.add(waiting);
        } else if (!entry.lanes().isEmpty()) {
            Line line = lines.computeIfAbsent(
                    new LineKey(job.queue(), waiting.band()), key -> new Line(key.queue(), key.band()));
            line.add(waiting, entry.lanes());
            stand(line);
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
        RankedSet<Waiting> ofQueue = byQueue.get(waiting.job().queue());
        if (ofQueue != null) {
            ofQueue.remove(waiting);
        }
        notYetOverdue.remove(waiting);
        recovering.remove(waiting);
        Line line = lineOf(waiting);
        if (line != null && !entry.lanes().isEmpty()) {
            line.remove(waiting, entry.lanes());
            stand(line);
        }
    }

    /** Null where nobody stands in it. */
    public @Nullable Line line(LineKey key) {
        return lines.get(key);
    }

    private @Nullable Line lineOf(Waiting job) {
        return lines.get(new LineKey(job.job().queue(), job.band()));
    }

    private void stand(Line line) {
        Standing before = standings.get(line);
        if (line.isEmpty()) {
            lines.remove(new LineKey(line.queue(), line.band()));
            standings.remove(line);
            if (before != null) {
                inOrder.remove(before);
            }
            return;
        }
        Standing now = new Standing(
                line.band(),
                share.applyAsDouble(line.queue()),
                line.first().job().submitted(),
                line.queue());
        if (!now.equals(before)) {
            if (before != null) {
                inOrder.remove(before);
            }
            standings.put(line, now);
            inOrder.put(now, line);
        }
    }

    /** The queue's share is another one now. */
    public void reorder(String queue, Iterable<Integer> bands) {
        for (int band : bands) {
            Line line = lines.get(new LineKey(queue, band));
            if (line != null) {
                stand(line);
            }
        }
    }

    /** All shares may be others now. */
    public void reorder() {
        List.copyOf(lines.values()).forEach(this::stand);
    }

    /** Lines by who goes first. */
    public Iterable<Line> lines() {
        return inOrder.values();
    }

    /** All that could start if there were room, who comes first first. */
    public List<Waiting> inTurn() {
        List<Waiting> all = new ArrayList<>(recovering);
        inOrder.values().forEach(line -> all.addAll(line.jobs()));
        return all;
    }

    public Lanes lanes() {
        return lanes;
    }

    /** Jobs of failed attempts, who comes first first. */
    public NavigableSet<Waiting> recovering() {
        return recovering;
    }

    /** Jobs whose patience has ended by now though they are not yet treated so. */
    public List<JobRef> nowOverdue(Instant now) {
        return notYetOverdue.stream()
                .takeWhile(w -> !now.isBefore(w.overdueAt()))
                .map(Waiting::ref)
                .toList();
    }

    public @Nullable Instant nextOverdue() {
        return notYetOverdue.isEmpty() ? null : notYetOverdue.first().overdueAt();
    }

    /** Of the queue: all that wait, whether or not it takes them. */
    public List<JobRef> of(String queue) {
        return byQueue.getOrDefault(queue, new RankedSet<>(Waiting.ORDER)).stream()
                .map(Waiting::ref)
                .toList();
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
        RankedSet<Waiting> queue = byQueue.get(job.job().queue());
        return queue == null ? 1 : queue.rank(job) + 1;
    }

    /** The job of its line that has waited too long and goes first, if that is another one. */
    public @Nullable Waiting overdueBefore(Waiting job) {
        Line line = lineOf(job);
        Waiting first = line == null || line.isEmpty() ? null : line.first();
        return first != null && first.overdue() && !first.equals(job) ? first : null;
    }
}
