package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queues without preemption. {@code FIFO} starts only the head; {@code EASY} (Lifka 1995) gives the head a reservation at the earliest time that running
 * jobs are believed to leave room, and starts others that do not touch it; {@code EASY_SJF} keeps the queue by estimated length.
 */
final class Backfill implements Policy {
    enum Kind {
        FIFO,
        EASY,
        EASY_SJF
    }

    /** Where and when the head is to start, and chips left beside it there. */
    private record Reservation(int pool, double time, int extra) {}

    private record End(double time, int chips) {}

    private final Kind kind;
    private final List<Integer> queue = new ArrayList<>();
    private final List<Integer> running = new ArrayList<>();

    Backfill(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void arrived(int job, Simulation simulation) {
        int at = queue.size();
        if (kind == Kind.EASY_SJF) {
            while (at > 0 && simulation.remaining(queue.get(at - 1)) > simulation.remaining(job)) {
                at--;
            }
        }
        queue.add(at, job);
    }

    @Override
    public void finished(int job, Simulation simulation) {
        running.remove((Integer) job);
    }

    @Override
    public void decide(Simulation simulation) {
        int started = 0;
        while (started < queue.size() && start(queue.get(started), simulation, null)) {
            started++;
        }
        queue.subList(0, started).clear();
        if (kind != Kind.FIFO && queue.size() > 1 && anyFree(simulation)) {
            Reservation reservation = reserve(queue.getFirst(), simulation);
            for (int i = 1; i < queue.size() && anyFree(simulation); ) {
                int job = queue.get(i);
                if (start(job, simulation, reservation)) {
                    queue.remove(i);
                    reservation = after(job, simulation, reservation);
                } else {
                    i++;
                }
            }
        }
    }

    private static boolean anyFree(Simulation simulation) {
        for (int p = 0; p < simulation.pools(); p++) {
            if (simulation.free(p) > 0) {
                return true;
            }
        }
        return false;
    }

    /** In the fastest pool that has room and where the reservation stays untouched. */
    private boolean start(int job, Simulation simulation, @Nullable Reservation reservation) {
        int best = -1;
        for (int p = 0; p < simulation.pools(); p++) {
            double rate = simulation.rate(job, p);
            boolean room = rate > 0 && simulation.chips(job) <= simulation.free(p);
            if (room && allowed(job, p, simulation, reservation) && (best < 0 || rate > simulation.rate(job, best))) {
                best = p;
            }
        }
        if (best < 0) {
            return false;
        }
        simulation.start(job, best);
        running.add(job);
        return true;
    }

    private static boolean allowed(int job, int pool, Simulation simulation, @Nullable Reservation reservation) {
        return reservation == null
                || reservation.pool() != pool
                || simulation.chips(job) <= reservation.extra()
                || simulation.now() + simulation.remaining(job) / simulation.rate(job, pool) <= reservation.time();
    }

    private static Reservation after(int job, Simulation simulation, Reservation reservation) {
        boolean beside = simulation.pool(job) == reservation.pool()
                && simulation.now() + simulation.untilEnd(job) > reservation.time();
        return beside
                ? new Reservation(reservation.pool(), reservation.time(), reservation.extra() - simulation.chips(job))
                : reservation;
    }

    private Reservation reserve(int head, Simulation simulation) {
        Reservation best = new Reservation(-1, Double.POSITIVE_INFINITY, 0);
        double bestEnd = Double.POSITIVE_INFINITY;
        for (int p = 0; p < simulation.pools(); p++) {
            if (simulation.rate(head, p) > 0 && simulation.chips(head) <= simulation.capacity(p)) {
                Reservation here = reserveIn(p, head, simulation);
                double end = here.time() + simulation.remaining(head) / simulation.rate(head, p);
                if (end < bestEnd) {
                    best = here;
                    bestEnd = end;
                }
            }
        }
        return best;
    }

    private Reservation reserveIn(int pool, int head, Simulation simulation) {
        List<End> ends = new ArrayList<>();
        for (int job : running) {
            if (simulation.pool(job) == pool) {
                ends.add(new End(simulation.now() + simulation.untilEnd(job), simulation.chips(job)));
            }
        }
        ends.sort(Comparator.comparingDouble(End::time));
        int free = simulation.free(pool);
        double time = simulation.now();
        for (End end : ends) {
            if (free >= simulation.chips(head)) {
                break;
            }
            free += end.chips();
            time = end.time();
        }
        return new Reservation(pool, time, free - simulation.chips(head));
    }
}
