package dev.regauge.benchmarks.policy;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which gangs run in which pool so that the sum of their values is greatest: every gang whole, in one pool, no pool overfull. Exact but for rounding
 * (values are of the order of 1), for any number of pools.
 *
 * <p>First as if gangs could be cut ({@link CutGangs}): the prices λ per chip of the pools in which that ends bound whole gangs too. Any choice is worth
 * Σ room × λ + Σ gain less what it loses, where a gang's gain is the greatest value − chips × λ of its places, and it loses what it gains less where
 * it is; a pool loses λ for each chip that stays unused. So the choice that loses least is the best one. One that loses at most δ has every gang where
 * the gang loses at most δ: most have only one such place. Over the others goes a dynamic program whose states are the chips used in each pool, without
 * the states that lose more than δ already; δ doubles until there is a choice.
 */
final class WholeGangs {
    private static final double ROUNDING = 1e-12;

    private final Gangs gangs;
    private final int[] chips;
    private final int[] room;
    /** The place of who does not run. */
    private final int out;

    private final double[] price;

    private record Option(int place, double loss) {}

    private record Open(int job, List<Option> options) {
        boolean may(int place) {
            return options.stream().anyMatch(o -> o.place() == place);
        }
    }

    /** @param place that of the gang decided last; the others' are in {@code before} */
    private record State(
            int[] used, double loss, int place, @Nullable State before) {}

    private WholeGangs(Gangs gangs, double[] price) {
        this.gangs = gangs;
        this.chips = gangs.chips();
        this.room = gangs.room();
        this.out = gangs.out();
        this.price = price;
    }

    /**
     * @param value by job and pool; not above 0 = the job may not run there
     * @param chips by job
     * @param room chips by pool
     * @return the pool by job, -1 = it does not run
     */
    static int[] best(double[][] value, int[] chips, int[] room) {
        Gangs gangs = new Gangs(value, chips, room);
        CutGangs cut = CutGangs.best(gangs);
        int[] place = cut.whole();
        if (cut.anyCut()) {
            new WholeGangs(gangs, cut.price()).improve(place);
        }
        return Arrays.stream(place).map(p -> p == gangs.out() ? -1 : p).toArray();
    }

    private void improve(int[] place) {
        int[] used = new int[out];
        double most = 0;
        for (int j = 0; j < place.length; j++) {
            most += gain(j) - gain(j, place[j]);
            if (place[j] < out) {
                used[place[j]] += chips[j];
            }
        }
        most += unused(used);
        // what there is loses that much, so more need not be allowed
        for (double allowed = most / 16; !found(allowed, place) && allowed < most; ) {
            allowed = Math.min(2 * allowed, most);
        }
    }

    private double unused(int[] used) {
        double loss = 0;
        for (int p = 0; p < out; p++) {
            loss += price[p] * Math.max(0, room[p] - used[p]);
        }
        return loss;
    }

    private double gain(int job, int place) {
        return place == out ? 0 : gangs.value(job, place) - chips[job] * price[place];
    }

    private double gain(int job) {
        double most = 0;
        for (int p = 0; p < out; p++) {
            most = gangs.may(job, p) ? Math.max(most, gain(job, p)) : most;
        }
        return most;
    }

    /** Where the job loses at most that, the least loss first. */
    private List<Option> options(int job, double allowed) {
        List<Option> options = new ArrayList<>();
        double most = gain(job);
        for (int p = 0; p <= out; p++) {
            double loss = most - gain(job, p);
            if (gangs.may(job, p) && loss <= allowed + ROUNDING) {
                options.add(new Option(p, loss));
            }
        }
        options.sort(Comparator.comparingDouble(Option::loss));
        return options;
    }

    /** Whether a choice loses at most that; {@code place} is then the one that loses least. */
    private boolean found(double allowed, int[] place) {
        int[] only = new int[place.length];
        int[] used = new int[out];
        List<Open> open = new ArrayList<>();
        for (int j = 0; j < only.length; j++) {
            List<Option> options = options(j, allowed);
            only[j] = options.getFirst().place();
            if (options.size() > 1) {
                open.add(new Open(j, options));
            } else if (only[j] < out) {
                used[only[j]] += chips[j];
            }
        }
        // the largest first: until the small ones come, few different amounts are used
        open.sort(Comparator.<Open>comparingInt(o -> chips[o.job()]).reversed());
        State best = choice(open, used, allowed);
        if (best == null) {
            return false;
        }
        System.arraycopy(only, 0, place, 0, place.length);
        int i = open.size();
        for (State at = best; at != null && i > 0; at = at.before()) {
            place[open.get(--i).job()] = at.place();
        }
        return true;
    }

    private @Nullable State choice(List<Open> open, int[] used, double allowed) {
        int[] further = new int[out];
        for (int p = 0; p < out; p++) {
            if (used[p] > room[p]) {
                return null;
            }
            for (Open o : open) {
                further[p] += o.may(p) ? chips[o.job()] : 0;
            }
        }
        Collection<State> states = List.of(new State(used, 0, out, null));
        for (Open o : open) {
            for (int p = 0; p < out; p++) {
                further[p] -= o.may(p) ? chips[o.job()] : 0;
            }
            states = decided(o, states, further, allowed);
        }
        @Nullable State best = null;
        for (State state : states) {
            // what stays unused is known now: no further gang is open
            State whole = new State(state.used(), state.loss() + unused(state.used()), state.place(), state.before());
            best = best == null || whole.loss() < best.loss() - ROUNDING ? whole : best;
        }
        return best;
    }

    /** @param further chips by pool that those still open can fill at most */
    private Collection<State> decided(Open o, Collection<State> states, int[] further, double allowed) {
        // a buffer is equal to one of the same numbers; in the order of coming, so that equals are decided for who came
        // first
        Map<IntBuffer, State> next = new LinkedHashMap<>();
        int[] filled = new int[out];
        for (State state : states) {
            for (Option option : o.options()) {
                int p = option.place();
                double loss = state.loss() + option.loss();
                int[] used = state.used();
                if (p < out) {
                    if (used[p] + chips[o.job()] > room[p]) {
                        continue;
                    }
                    used = used.clone();
                    used[p] += chips[o.job()];
                }
                for (int q = 0; q < out; q++) {
                    filled[q] = used[q] + further[q];
                }
                if (loss + unused(filled) > allowed + ROUNDING) {
                    continue;
                }
                IntBuffer key = IntBuffer.wrap(used);
                State known = next.get(key);
                if (known == null || loss < known.loss() - ROUNDING) {
                    next.put(key, new State(used, loss, p, state));
                }
            }
        }
        return next.values();
    }
}
