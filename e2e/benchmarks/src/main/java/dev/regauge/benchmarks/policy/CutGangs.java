package dev.regauge.benchmarks.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The places of gangs of greatest value if gangs could be cut: chips flow from gangs to pools at a value per chip each. A transport problem, solved by
 * successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, §9.7): all begin where they are worth most, and out of a pool that is too
 * full go the chips that lose least by it, over other pools if that is the shortest way. There are few pools, so the paths are short.
 */
final class CutGangs {
    private static final double ROUNDING = 1e-12;

    private final Gangs gangs;
    /** The place of who does not run; it has room for all. */
    private final int out;

    /** By job and place. */
    private final int[][] flow;

    /** By place, negative = so much room is left. */
    private final long[] over;

    /** By place and place: who could go from one to the other. Who has left the first is found out when at the head. */
    private final List<List<PriorityQueue<Move>>> moves = new ArrayList<>();

    /** By place: what it loses at least to free one chip there. */
    private final double[] price;

    /** By place: the next one on the shortest way to one with room, -1 = this one has room. */
    private final int[] next;

    private record Move(int job, double lossPerChip) {}

    private CutGangs(Gangs gangs) {
        this.gangs = gangs;
        out = gangs.out();
        flow = new int[gangs.jobs()][out + 1];
        over = new long[out + 1];
        price = new double[out + 1];
        next = new int[out + 1];
    }

    static CutGangs best(Gangs gangs) {
        CutGangs cut = new CutGangs(gangs);
        cut.begin();
        for (int full = cut.full(); full >= 0; full = cut.full()) {
            cut.push(full);
        }
        return cut;
    }

    /** By pool, per chip: the dual solution. */
    double[] price() {
        return price;
    }

    boolean anyCut() {
        return Arrays.stream(flow)
                .anyMatch(places -> Arrays.stream(places).filter(f -> f > 0).count() > 1);
    }

    /** The place by job, who is cut left out. */
    int[] whole() {
        int[] place = new int[gangs.jobs()];
        for (int j = 0; j < place.length; j++) {
            place[j] = out;
            for (int p = 0; p < out; p++) {
                place[j] = flow[j][p] == gangs.chips()[j] ? p : place[j];
            }
        }
        return place;
    }

    private void begin() {
        for (int from = 0; from < out; from++) {
            List<PriorityQueue<Move>> ofPool = new ArrayList<>();
            for (int to = 0; to <= out; to++) {
                // of equals who came last goes
                ofPool.add(new PriorityQueue<>(Comparator.comparingDouble(Move::lossPerChip)
                        .thenComparing(Comparator.comparingInt(Move::job).reversed())));
            }
            moves.add(ofPool);
            over[from] = -gangs.room()[from];
        }
        over[out] = Long.MIN_VALUE / 2;
        for (int j = 0; j < gangs.jobs(); j++) {
            int best = out;
            for (int p = 0; p < out; p++) {
                best = gangs.may(j, p) && gangs.value(j, p) > gangs.value(j, best) ? p : best;
            }
            put(j, best, gangs.chips()[j]);
            over[best] += gangs.chips()[j];
        }
    }

    private void put(int job, int place, int amount) {
        if (flow[job][place] == 0 && place < out) {
            for (int to = 0; to <= out; to++) {
                if (to != place && gangs.may(job, to)) {
                    double loss = gangs.value(job, place) - gangs.value(job, to);
                    moves.get(place).get(to).add(new Move(job, loss / gangs.chips()[job]));
                }
            }
        }
        flow[job][place] += amount;
    }

    /** Works out prices and ways; the place among those too full that is nearest to room, -1 = none is too full. */
    private int full() {
        double[][] loss = new double[out][out + 1];
        for (int from = 0; from < out; from++) {
            for (int to = 0; to <= out; to++) {
                PriorityQueue<Move> queue = moves.get(from).get(to);
                while (!queue.isEmpty() && flow[queue.element().job()][from] == 0) {
                    queue.remove();
                }
                loss[from][to] = queue.isEmpty()
                        ? Double.POSITIVE_INFINITY
                        : queue.element().lossPerChip();
            }
        }
        for (int p = 0; p <= out; p++) {
            // a pool without chips has no price: nobody wants to go there
            price[p] = over[p] < 0 || (p < out && gangs.room()[p] == 0) ? 0 : Double.POSITIVE_INFINITY;
            next[p] = -1;
        }
        // Bellman and Ford: a way has no more steps than there are pools
        for (int i = 0; i < out; i++) {
            for (int from = 0; from < out; from++) {
                for (int to = 0; to <= out; to++) {
                    if (loss[from][to] + price[to] < price[from] - ROUNDING) {
                        price[from] = loss[from][to] + price[to];
                        next[from] = to;
                    }
                }
            }
        }
        int full = -1;
        for (int p = 0; p < out; p++) {
            full = over[p] > 0 && (full < 0 || price[p] < price[full]) ? p : full;
        }
        return full;
    }

    /** As many chips as the way from there takes. */
    private void push(int full) {
        int last = full;
        long amount = over[full];
        int[] mover = new int[out];
        while (next[last] >= 0) {
            mover[last] = moves.get(last).get(next[last]).element().job();
            amount = Math.min(amount, flow[mover[last]][last]);
            last = next[last];
        }
        amount = Math.min(amount, -over[last]);
        for (int p = full; p != last; p = next[p]) {
            flow[mover[p]][p] -= (int) amount;
            put(mover[p], next[p], (int) amount);
        }
        over[full] -= amount;
        over[last] += amount;
    }
}
