package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was said last of each waiting job, so that only news is told. */
final class Told {
    private static final Duration SLIGHT = Duration.ofMinutes(1);

    private final Map<JobRef, Decision.Wait> last = new HashMap<>();

    void forget(JobRef job) {
        last.remove(job);
    }

    /** An expected start that moved by less than a minute, or less than a tenth of what is left until then, is no news. */
    boolean isNews(Decision.Wait wait, Instant now) {
        Decision.Wait before = last.get(wait.job());
        boolean news = before == null
                || !before.reasons().equals(wait.reasons())
                || before.position() != wait.position()
                || moved(before.expectedStart(), wait.expectedStart(), now);
        if (news) {
            last.put(wait.job(), wait);
        }
        return news;
    }

    private static boolean moved(Optional<Decision.Window> before, Optional<Decision.Window> after, Instant now) {
        Decision.@Nullable Window from = before.orElse(null);
        Decision.@Nullable Window to = after.orElse(null);
        if (from == null || to == null) {
            return before.isPresent() != after.isPresent();
        }
        return moved(from.earliest(), to.earliest(), now) || moved(from.latest(), to.latest(), now);
    }

    private static boolean moved(Instant from, Instant to, Instant now) {
        Duration by = Duration.between(from, to).abs();
        Duration left = Duration.between(now, to).abs();
        return by.compareTo(SLIGHT) > 0 && by.compareTo(left.dividedBy(10)) > 0;
    }
}
