package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.identity.JobRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The jobs of one queue and band that could start if there were room, in their order, and by lane. */
public final class Line {
    private final String queue;
    private final int band;
    private final RankedSet<Waiting> jobs = Waiting.inOrder();
    /** By number of the lane; null = nobody waits in it. */
    private final List<@Nullable RankedSet<Waiting>> byLane = new ArrayList<>();

    private final BitSet lanes = new BitSet();

    /** By lane, of its first job: {@link Waiting#rounded}. Side by side, since with every event they are compared, and the jobs would be fetched from far away. */
    private long[] firsts = {};
    /** And its seniority, where the job is plain. */
    private double[] seniorities = {};

    /** Where it stood when it was last asked; null = nowhere yet. */
    @Nullable
    Standing standing;

    Line(String queue, int band) {
        this.queue = queue;
        this.band = band;
    }

    void add(Waiting job, BitSet ofJob) {
        jobs.add(job);
        for (int lane = ofJob.nextSetBit(0); lane >= 0; lane = ofJob.nextSetBit(lane + 1)) {
            RankedSet<Waiting> inLane = lane(lane);
            if (inLane == null) {
                inLane = Waiting.inOrder();
                while (byLane.size() <= lane) {
                    byLane.add(null);
                }
                byLane.set(lane, inLane);
            }
            inLane.add(job);
            noteFirst(lane, inLane.first());
        }
        lanes.or(ofJob);
    }

    void remove(Waiting job, BitSet ofJob) {
        jobs.remove(job);
        for (int lane = ofJob.nextSetBit(0); lane >= 0; lane = ofJob.nextSetBit(lane + 1)) {
            RankedSet<Waiting> inLane = lane(lane);
            if (inLane != null && inLane.remove(job)) {
                if (inLane.isEmpty()) {
                    byLane.set(lane, null);
                    lanes.clear(lane);
                } else {
                    noteFirst(lane, inLane.first());
                }
            }
        }
    }

    private void noteFirst(int lane, Waiting first) {
        if (lane >= firsts.length) {
            firsts = Arrays.copyOf(firsts, Math.max(lane + 1, 2 * firsts.length));
            seniorities = Arrays.copyOf(seniorities, firsts.length);
        }
        firsts[lane] = Waiting.rounded(first);
        seniorities[lane] = first.plain() ? first.seniority() : Double.NEGATIVE_INFINITY;
    }

    private @Nullable RankedSet<Waiting> lane(int lane) {
        return lane < byLane.size() ? byLane.get(lane) : null;
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
        RankedSet<Waiting> inLane = lane(lane);
        return inLane == null ? Set.of() : inLane;
    }

    /** Cheap, and never wrong with a no: whether the first plain job of a lane with somebody in it, or one before that, may be of less seniority. */
    public boolean mayHaveLess(int lane, double seniority) {
        return seniorities[lane] < seniority;
    }

    /** The first in these lanes that is none of {@code except}. */
    public @Nullable Waiting first(BitSet among, Set<JobRef> except) {
        Waiting best = null;
        long number = Long.MAX_VALUE;
        for (int lane = among.nextSetBit(0); lane >= 0; lane = among.nextSetBit(lane + 1)) {
            RankedSet<Waiting> inLane = lane(lane);
            if (inLane != null && (best == null || firsts[lane] <= number)) {
                Waiting first = firstOf(inLane, except);
                if (first != null && (best == null || Waiting.ORDER.compare(first, best) < 0)) {
                    best = first;
                    number = Waiting.rounded(first);
                }
            }
        }
        return best;
    }

    private static @Nullable Waiting firstOf(RankedSet<Waiting> jobs, Set<JobRef> except) {
        if (except.isEmpty()) {
            return jobs.first();
        }
        for (Waiting job : jobs) {
            if (!except.contains(job.ref())) {
                return job;
            }
        }
        return null;
    }
}
