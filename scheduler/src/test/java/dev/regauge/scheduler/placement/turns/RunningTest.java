package dev.regauge.scheduler.placement.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What stands side by side of jobs must be what the jobs say themselves. */
class RunningTest {
    @Property(tries = 100)
    void holdsWhatASortedSetHoldsAndSaysWhatEachHasToGo(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Double> worth = new HashMap<>(Map.of("cpu", 1.0));
        ToDoubleFunction<Member> chips = member -> member.chips() * worth.get(member.profile());
        Running running = new Running(chips);
        TreeSet<Member> model = new TreeSet<>(Member.BY_SUBMISSION);
        for (int i = 0; i < 60; i++) {
            Member member = Members.running(
                    "job-" + i,
                    // of the same millisecond, too
                    Duration.ofNanos(random.nextInt(5_000_000)),
                    Duration.ofMinutes(random.nextInt(100)),
                    1 + random.nextInt(64),
                    Duration.ofSeconds(random.nextInt(10_000)));
            running.add(member);
            model.add(member);
            if (random.nextInt(3) == 0) {
                Member gone = model.stream()
                        .skip(random.nextInt(model.size()))
                        .findFirst()
                        .orElseThrow();
                running.remove(gone);
                model.remove(gone);
            }
        }
        assertThat(running).containsExactlyElementsOf(model);
        Instant now = Members.NOW.plusSeconds(random.nextInt(50_000));
        saysWhatEachHasToGo(running, chips, now);
        worth.put("cpu", 0.5);
        running.weighAnew();
        saysWhatEachHasToGo(running, chips, now);
    }

    private static void saysWhatEachHasToGo(Running running, ToDoubleFunction<Member> chips, Instant now) {
        for (int at = 0; at < running.size(); at++) {
            Member member = running.get(at);
            assertThat(running.service(at, now)).isEqualTo(member.secondsLeft(now) * chips.applyAsDouble(member));
        }
    }
}
