package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** No chip is idle without a reason that holds, judged from events and decisions alone. */
class WorkConservingTest {
    private static final int EVENTS = 60;
    private static final Pattern KEPT_FOR =
            Pattern.compile("pool (\\S+) has room .* kept for (\\S+), which comes first");
    private static final Pattern BETTER = Pattern.compile(".* until (\\S+) it waits for (\\S+)");
    private static final Pattern TURN_OF = Pattern.compile("(\\S+) has waited too long .*");

    @Property(tries = 20, seed = "2026")
    void nothingIsIdleThatSomebodyCouldUseUnlessItIsKeptForAJobWithoutRoom(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            history.step();
            Idle idle = new Idle(history.book, history.now);
            history.book.waits.values().forEach(idle::check);
        }
    }

    /** Hosts that nobody has a chip of, and who might have started on them. */
    private record Idle(Book book, Instant now, Set<String> taken) {
        Idle(Book book, Instant now) {
            this(book, now, book.takenNodes());
        }

        void check(Decision.Wait wait) {
            JobRequest job = book.jobs.get(wait.job());
            boolean hasRoom = job.survivors() == null
                    && job.variants().stream().anyMatch(variant -> book.pools.values().stream()
                            .anyMatch(pool -> fits(job, variant, pool)));
            if (hasRoom) {
                assertThat(wait.reasons()).as("%s has room", wait.job()).anySatisfy(reason -> assertThat(reason.code())
                        .isIn(
                                WaitReason.Reserved,
                                WaitReason.WaitingForTurn,
                                WaitReason.WaitingForRelease,
                                WaitReason.WaitingForBetterProfile));
            }
            for (Reason reason : wait.reasons()) {
                if (reason.code() == WaitReason.Reserved) {
                    Matcher kept = matching(KEPT_FOR, reason);
                    JobRequest holder = waiting(kept.group(2));
                    Pool pool = book.pools.get(kept.group(1));
                    assertThat(holder.job()).isNotEqualTo(wait.job());
                    assertThat(holder.survivors() != null
                                    || holder.variants().stream().noneMatch(v -> fits(holder, v, pool)))
                            .as("%s is kept for %s, which has no room there", pool, holder)
                            .isTrue();
                } else if (reason.code() == WaitReason.WaitingForTurn) {
                    JobRequest first = waiting(matching(TURN_OF, reason).group(1));
                    assertThat(first.queue()).isEqualTo(job.queue());
                    assertThat(first.waitingSince()).isBeforeOrEqualTo(now.minus(Waiting.PATIENCE));
                } else if (reason.code() == WaitReason.WaitingForBetterProfile) {
                    Matcher better = matching(BETTER, reason);
                    assertThat(Instant.parse(better.group(1))).isAfterOrEqualTo(now.truncatedTo(ChronoUnit.SECONDS));
                    assertThat(book.queues.get(job.queue()).takesTurns()).isTrue();
                    assertThat(job.variants())
                            .as("it could run on the better one")
                            .anyMatch(v -> v.ready() && v.profile().equals(better.group(2)));
                }
            }
        }

        private static Matcher matching(Pattern pattern, Reason reason) {
            Matcher matcher = pattern.matcher(reason.detail());
            assertThat(matcher.matches()).as("%s", reason).isTrue();
            return matcher;
        }

        private JobRequest waiting(String name) {
            return book.waits.keySet().stream()
                    .filter(ref -> ref.toString().equals(name))
                    .map(book.jobs::get)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " does not wait"));
        }

        private boolean withinMaximum(JobRequest job, VariantOffer variant) {
            Queue.Share share = book.queues.get(job.queue()).shares().get(variant.profile());
            return share == null
                    || variant.chips() + book.used(job.queue(), variant.profile(), job.job()) <= share.maximum();
        }

        private boolean fits(JobRequest job, VariantOffer variant, Pool pool) {
            return variant.ready()
                    && withinMaximum(job, variant)
                    && free(job, variant, pool) - promised(variant) >= variant.hosts();
        }

        private int free(JobRequest job, VariantOffer variant, Pool pool) {
            long free = book.hosts.values().stream()
                    .filter(host ->
                            host.pool().equals(pool.name()) && pool.profile().equals(variant.profile()))
                    .filter(host -> host.healthy() && host.chips() == variant.chipsPerHost())
                    .filter(host -> !taken.contains(host.node()) && !book.refused(job.job(), host.node()))
                    .count();
            return Math.toIntExact(free) - pool.spares();
        }

        /** At most so many free hosts are promised to those for whom others have to leave, or who leave for a cheaper place themselves. */
        private int promised(VariantOffer variant) {
            Stream<JobRef> claimants = book.waits.values().stream()
                    .filter(wait -> wait.reasons().getFirst().code() == WaitReason.WaitingForRelease)
                    .map(Decision.Wait::job);
            return Stream.concat(claimants, book.leaving.keySet().stream())
                    .flatMap(job -> book.jobs.get(job).variants().stream())
                    .filter(other -> other.profile().equals(variant.profile()))
                    .mapToInt(VariantOffer::hosts)
                    .sum();
        }
    }
}
