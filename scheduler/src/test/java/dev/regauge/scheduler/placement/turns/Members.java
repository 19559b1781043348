package dev.regauge.scheduler.placement.turns;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs of one queue and band, on hosts of eight chips. */
final class Members {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Lane.Kind KIND = new Lane.Kind("cpu", 8);
    static final String QUEUE = "a";

    private Members() {}

    static JobRef ref(String name) {
        return new JobRef("team", name, "uid");
    }

    /** Submitted so long ago. */
    static Member waiting(String name, Duration age, int chips, Duration toGo) {
        return member(name, age, chips, toGo, null);
    }

    /** Has had its chips for so long, and is restarted in 100 s. */
    static Member running(String name, Duration age, Duration held, int chips, Duration toGo) {
        return member(name, age, chips, toGo, new Member.Stay(NOW.minus(held), NOW.toEpochMilli(), 100));
    }

    static Member withPriority(Member member, int priority) {
        return new Member(
                member.job(),
                member.queue(),
                member.band(),
                priority,
                member.submitted(),
                member.profile(),
                member.chips(),
                member.seconds(),
                member.needs(),
                member.chipSecondsPerStep(),
                member.stay());
    }

    static Member inQueue(Member member, String queue, int band) {
        return new Member(
                member.job(),
                queue,
                band,
                member.priority(),
                member.submitted(),
                member.profile(),
                member.chips(),
                member.seconds(),
                member.needs(),
                member.chipSecondsPerStep(),
                member.stay());
    }

    private static Member member(String name, Duration age, int chips, Duration toGo, Member.@Nullable Stay stay) {
        return new Member(
                ref(name),
                QUEUE,
                0,
                0,
                NOW.minus(age),
                KIND.profile(),
                chips,
                toGo.toSeconds(),
                List.of(Map.of(KIND, (chips + 7) / 8)),
                Map.of(),
                stay);
    }
}
