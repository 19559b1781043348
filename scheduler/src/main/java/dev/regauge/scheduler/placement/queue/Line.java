package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.identity.JobRef;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The jobs of one queue and band that could start if there were room, in their order, and by lane. */
public final class Line {
    private final String queue;
    private final int band;
    private final RankedSet<Waiting> jobs = Waiting.inOrder();
    private final Map<Integer, RankedSet<Waiting>> byLane = new HashMap<>();
    private final BitSet lanes = new BitSet();

    /** Where it stood when it was last asked; null = nowhere yet. */
    @Nullable
    Standing standing;

    Line(String queue, int band) {
        this.queue = queue;
        this.band = band;
    }

    void add(Waiting job, BitSet ofJob) {
        jobs.add(job);
        ofJob.stream().forEach(lane -> byLane.computeIfAbsent(lane, _ -> Waiting.inOrder())
                .add(job));
        lanes.or(ofJob);
    }

    void remove(Waiting job, BitSet ofJob) {
        jobs.remove(job);
        ofJob.stream().forEach(lane -> {
            RankedSet<Waiting> inLane = byLane.get(lane);
            if (inLane != null && inLane.remove(job) && inLane.isEmpty()) {
                byLane.remove(lane);
                lanes.clear(lane);
            }
        });
    }

    RankedSet<Waiting> jobs() {
        return jobs;
    }

    public String queue() {
        return queue;
    }

    public int band() {
        return band;
    }

    /** Lanes in which somebody waits. Not to be changed. */
    public BitSet lanes() {
        return lanes;
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** The first of all. */
    public Waiting first() {
        return jobs.first();
    }

    /** Who waits in the lane, who comes first first. Not to be changed. */
    public Iterable<Waiting> in(int lane) {
        RankedSet<Waiting> inLane = byLane.get(lane);
        return inLane == null ? Set.of() : inLane;
    }

    /** The first in these lanes that is none of {@code except}. */
    public @Nullable Waiting first(BitSet among, Set<JobRef> except) {
        Waiting best = null;
        for (int lane = among.nextSetBit(0); lane >= 0; lane = among.nextSetBit(lane + 1)) {
            RankedSet<Waiting> inLane = byLane.get(lane);
            if (inLane != null) {
                Waiting first = firstOf(inLane, except);
                if (first != null && (best == null || Waiting.ORDER.compare(first, best) < 0)) {
                    best = first;
                }
            }
        }
        return best;
    }

    private static @Nullable Waiting firstOf(RankedSet<Waiting> jobs, Set<JobRef> except) {
        for (Waiting job : jobs) {
            if (except.isEmpty() || !except.contains(job.ref())) {
                return job;
            }
        }
        return null;
    }
}
