package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Estimate;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * When waiting jobs are expected to start, if nothing else comes, fails or is asked to leave. At the earliest: everything that runs is quick (10th
 * percentile of its step time) and the job is next. At the latest: everything is slow (90th) and nobody overtakes anybody. Hosts are counted, not laid
 * out; for the provider's slices nothing is said.
 */
final class ExpectedStarts {
    private final Facts facts;
    private final Instant now;

    ExpectedStarts(Facts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    /** By job, for those of whom something can be said; {@code inOrder}: who comes first first. */
    Map<JobRef, Decision.Window> of(List<Waiting> inOrder) {
        Courses quick = new Courses(StepTime::p10);
        Courses slow = new Courses(StepTime::p90);
        Map<JobRef, Decision.Window> windows = new HashMap<>();
        for (Waiting job : inOrder) {
            Start earliest = quick.first(job);
            Start latest = slow.first(job);
            if (earliest != null && latest != null) {
                slow.take(job, latest);
                windows.put(
                        job.ref(),
                        new Decision.Window(
                                earliest.at(), latest.at().isBefore(earliest.at()) ? earliest.at() : latest.at()));
            }
        }
        return windows;
    }

    private record Start(Instant at, Course course, VariantOffer variant) {}

    /** Free hosts of one kind over time. */
    private static final class Course {
        private int free;
        private Instant from;
        private final TreeMap<Instant, Integer> comingBack = new TreeMap<>();

        private Course(int free, Instant from) {
            this.free = free;
            this.from = from;
        }

        @Nullable
        Instant when(int hosts) {
            int at = free;
            if (at >= hosts) {
                return from;
            }
            for (Map.Entry<Instant, Integer> back : comingBack.entrySet()) {
                at += back.getValue();
                if (at >= hosts) {
                    return back.getKey().isBefore(from) ? from : back.getKey();
                }
            }
            return null;
        }

        void take(Instant at, int hosts, Instant until) {
            from = at;
            while (!comingBack.isEmpty() && !comingBack.firstKey().isAfter(at)) {
                free += comingBack.pollFirstEntry().getValue();
            }
            free -= hosts;
            comingBack.merge(until, hosts, Integer::sum);
        }
    }

    private final class Courses {
        private final ToDoubleFunction<StepTime> pace;
        private final Map<Run.Kind, Course> byKind = new HashMap<>();

        private Courses(ToDoubleFunction<StepTime> pace) {
            this.pace = pace;
        }

        @Nullable
        Start first(Waiting job) {
            Start best = null;
            for (VariantOffer variant : job.offers()) {
                for (Pool pool : facts.fleet.poolsOf(variant.profile())) {
                    boolean countable = variant.slice() == null || pool.carving() != Carving.Fixed;
                    Course course = course(pool, variant.chipsPerHost());
                    Instant at = countable ? course.when(variant.hosts()) : null;
                    if (at != null && (best == null || at.isBefore(best.at()))) {
                        best = new Start(at, course, variant);
                    }
                }
            }
            return best;
        }

        void take(Waiting job, Start start) {
            double seconds = job.job().remainingSteps()
                    * pace.applyAsDouble(start.variant().stepTime());
            start.course().take(start.at(), start.variant().hosts(), Estimate.end(start.at(), seconds, start.at()));
        }

        private Course course(Pool pool, int chipsPerHost) {
            return byKind.computeIfAbsent(new Run.Kind(pool.name(), chipsPerHost), kind -> {
                Course course = new Course(facts.fleet.free(pool, chipsPerHost) - pool.spares(), now);
                facts.runs
                        .on(kind)
                        .forEach(run ->
                                course.comingBack.merge(end(run), run.hosts().getOrDefault(kind, 0), Integer::sum));
                return course;
            });
        }

        /** Where it has lasted longer than even the slow pace, what {@link Estimate#end} says. */
        private Instant end(Run run) {
            VariantOffer variant = run.variant();
            if (variant == null) {
                return now;
            }
            double ratio =
                    pace.applyAsDouble(variant.stepTime()) / variant.stepTime().p50();
            Instant end = run.anchor().plusMillis((long) Math.ceil(run.seconds() * ratio * 1000));
            return end.isAfter(now) ? end : ratio < 1 ? now : run.end();
        }
    }
}
