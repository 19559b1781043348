package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.operator.act.ApiObjects;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.history.History;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.scheduler.lifecycle.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a pass comes to: the attempt first, then the job, each at most once, under a lock on the version that the pass was decided on, and not at
 * all when it is equal. Figures that change all the time go along with other changes, and alone only every so often.
 */
@ApplicationScoped
public class StatusWriter {
    private final ApiObjects objects;
    private final Cluster cluster;
    private final OperatorConfig config;
    private final History history;
    private final Map<String, Instant> lastFigures = new ConcurrentHashMap<>();

    StatusWriter(ApiObjects objects, Cluster cluster, OperatorConfig config, History history) {
        this.objects = objects;
        this.cluster = cluster;
        this.config = config;
        this.history = history;
        history.catchUpFrom(() -> cluster.attempts().stream(), () -> cluster.executables().stream());
    }

    /** What was recorded of the newest attempt, and what is new of the job. */
    public record Recorded(Optional<TrainingAttempt> attempt, Optional<News> news) {}

    /** A new state word or reason. */
    public record News(boolean bad, String reason, String message) {
        private static final Set<String> BAD = Set.of("Invalid", "Recovering", "Failed");

        static Optional<News> between(@Nullable TrainingJobStatus before, TrainingJobStatus now) {
            boolean same = before != null
                    && Objects.equals(before.status(), now.status())
                    && Objects.equals(before.reason(), now.reason());
            String word = String.valueOf(now.status());
            String reason = now.reason() == null || now.reason().isEmpty() ? word : now.reason();
            return same
                    ? Optional.empty()
                    : Optional.of(new News(BAD.contains(word), reason, word + ": " + String.valueOf(now.message())));
        }
    }

    /** A lost race with another writer throws, and the next pass decides anew. */
    public Recorded record(JobPicture picture, Decision decision, Instant now) {
        boolean due = figuresDue(picture.ref().uid(), now);
        Optional<TrainingAttempt> attempt = picture.newest().map(a -> record(a, picture, decision, due, now));
        Optional<AcceleratorPool> pool = attempt.flatMap(a -> cluster.pools().stream()
                .filter(p -> p.getMetadata().getName().equals(a.getSpec().pool()))
                .findFirst());
        TrainingJobStatus next =
                new JobStatusOf(picture, decision.state(), attempt.map(TrainingAttempt::getStatus), pool, now).next();
        TrainingJobStatus before = picture.job().getStatus();
        boolean write = before == null
                || (due ? !next.equals(before) : !StatusFigures.without(next).equals(StatusFigures.without(before)));
        if (write) {
            write(picture, next);
        }
        if (due) {
            lastFigures.put(picture.ref().uid(), now);
        }
        return new Recorded(attempt, News.between(before, next));
    }

    private void write(JobPicture picture, TrainingJobStatus next) {
        picture.plans().forEach(plan -> plan.executable().ifPresent(history::note));
        objects.updateStatus(new TrainingJob(), picture.job(), next);
    }

    private TrainingAttempt record(
            TrainingAttempt attempt, JobPicture picture, Decision decision, boolean due, Instant now) {
        TrainingAttemptStatus next = AttemptStatusOf.next(
                attempt,
                picture,
                decision.attempt()
                        .filter(change -> change.epoch() == attempt.getSpec().epoch()),
                now);
        TrainingAttemptStatus before = attempt.getStatus();
        boolean write = before == null
                || (due ? !next.equals(before) : !StatusFigures.without(next).equals(StatusFigures.without(before)));
        if (!write) {
            return attempt;
        }
        TrainingAttempt written = objects.updateStatus(new TrainingAttempt(), attempt, next);
        history.note(written);
        return written;
    }

    private boolean figuresDue(String jobUid, Instant now) {
        Instant last = lastFigures.get(jobUid);
        return last == null || !now.isBefore(last.plus(config.bounds().statusInterval()));
    }

    /** The job is gone. */
    public void forget(String jobUid) {
        lastFigures.remove(jobUid);
    }
}
