package dev.regauge.scheduler.placement.turns;

import static dev.regauge.scheduler.placement.turns.Members.NOW;
import static dev.regauge.scheduler.placement.turns.Members.ref;
import static dev.regauge.scheduler.placement.turns.Members.running;
import static dev.regauge.scheduler.placement.turns.Members.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnLineTest {
    private static final Duration ZERO = Duration.ZERO;

    private final Map<JobRef, Double> sizes = new HashMap<>();
    private final TurnLine line = new TurnLine(sizes);

    private static TurnLine.Supply supply(long chips, int hosts) {
        return new TurnLine.Supply() {
            @Override
            public long chips(String profile) {
                return chips;
            }

            @Override
            public int hosts(Lane.Kind kind) {
                return hosts;
            }
        };
    }

    private static Duration days(long days) {
        return Duration.ofDays(days);
    }

    /** They come one after the other to 8 chips. */
    private void come(Member... members) {
        for (Member member : members) {
            line.add(member);
            line.came(Set.of(member.job()), supply(8, 1), NOW);
        }
    }

    private Set<JobRef> rankAnew() {
        return line.rankAnew(supply(8, 1), NOW);
    }

    private Duration patience() {
        line.settlePatience(NOW);
        return line.patience();
    }

    @Test
    void turnsCanChangeOnlyWhereSomebodyRunsAndSomebodyWaits() {
        Member waits = waiting("waits", ZERO, 8, days(1));
        Member runs = running("runs", ZERO, ZERO, 8, days(1));
        assertThat(line.contended()).isFalse();
        line.add(waits);
        assertThat(line.contended()).isFalse();
        line.add(runs);
        assertThat(line.contended()).isTrue();
        assertThat(line.jobs()).containsExactly(ref("runs"), ref("waits"));
        assertThat(line.running()).containsExactly(runs);
        line.remove(waits);
        assertThat(line.contended()).isFalse();
        line.add(waits);
        line.remove(runs);
        assertThat(line.contended()).isFalse();
    }

    @Test
    void patienceFollowsTheUnluckiestInTheOrderOfArrival() {
        assertThat(line.patience()).isEqualTo(days(1));
        come(waiting("a", Duration.ofHours(3), 8, days(10)));
        assertThat(line.settlePatience(NOW)).isTrue();
        assertThat(line.patience()).as("1.25 times 10").isEqualTo(days(13));
        assertThat(line.settlePatience(NOW)).isFalse();

        come(running("b", Duration.ofHours(2), ZERO, 4, days(6)), waiting("c", Duration.ofHours(1), 8, days(5)));
        assertThat(patience())
                .as("before c come 80 + 24 chip-days on 8 chips at 85 %, then its own: 20.3 days")
                .isEqualTo(days(26));
        assertThat(sizes)
                .containsEntry(ref("a"), 8.0 * 864_000)
                .containsEntry(ref("b"), 4.0 * 6 * 86_400)
                .containsEntry(ref("c"), 8.0 * 5 * 86_400);
    }

    @Test
    void whoIsGoneIsWaitedForByNobody() {
        Member gone = waiting("gone", Duration.ofHours(1), 8, days(10));
        line.add(gone);
        line.remove(gone);
        come(waiting("b", ZERO, 8, days(1)));
        assertThat(patience()).isEqualTo(days(2));
    }

    @Test
    void whoComesLateButWasSubmittedEarlyWaitsOnlyForThoseBefore() {
        come(running("first", Duration.ofHours(3), ZERO, 4, days(6)));
        line.add(waiting("last", ZERO, 8, days(10)));
        sizes.put(ref("last"), 1.0);
        come(waiting("between", Duration.ofHours(1), 8, days(1)));
        assertThat(patience())
                .as("24 chip-days come before: 4.5 days; the first one alone needs 6")
                .isEqualTo(days(8));
    }

    @Test
    void whoRunsAlreadyWhenItBecomesKnownHasAsMuchBeforeIt() {
        sizes.put(ref("a"), 1.0);
        line.add(waiting("a", Duration.ofHours(1), 8, days(10)));
        Member half = new Member(
                ref("half"),
                Members.QUEUE,
                0,
                0,
                NOW,
                Members.KIND.profile(),
                8,
                86_400,
                running("half", ZERO, ZERO, 8, days(1)).needs(),
                Map.of(),
                new Member.Stay(
                        NOW.minus(days(1)), NOW.minus(Duration.ofHours(12)).toEpochMilli(), 0));
        come(half);
        assertThat(patience())
                .as("80 chip-days and half a day: 12.3, which makes 15.3")
                .isEqualTo(days(16));
    }

    @Test
    void manyThatComeAtOnceWaitForEachOther() {
        line.add(waiting("a", Duration.ofHours(1), 8, days(10)));
        line.add(waiting("b", ZERO, 8, days(1)));
        line.came(Set.of(ref("a"), ref("b")), supply(8, 1), NOW);
        assertThat(sizes).containsOnlyKeys(ref("a"), ref("b"));
        assertThat(patience()).as("11.8 and 1 days").isEqualTo(days(16));
    }

    @Test
    void whoIsUnknownIsNotWaitedFor() {
        line.came(Set.of(ref("nobody")), supply(8, 1), NOW);
        assertThat(patience()).isEqualTo(days(1));
    }

    @Test
    void theLeastChipTimeToGoComesFirst() {
        Member job = waiting("job", ZERO, 4, Duration.ofSeconds(1000));
        come(job);
        assertThat(rankAnew()).isEmpty();
        assertThat(line.rank(job, NOW)).isEqualTo(4000);
        assertThat(line.cameForward(job)).isFalse();
        assertThat(line.goesFirst(job)).isFalse();
    }

    private Member[] two(int chips, Duration age, long seconds, Duration otherAge, long otherSeconds) {
        Member longer = waiting("longer", age, chips, Duration.ofSeconds(seconds));
        Member shorter = waiting("shorter", otherAge, chips, Duration.ofSeconds(otherSeconds));
        come(longer, shorter);
        return new Member[] {longer, shorter};
    }

    /** Each takes all chips while it runs, since 6 of 8 are more than half; so its length is seconds / 0.85. */
    private Member[] alone(long age, long otherAge) {
        return two(6, Duration.ofSeconds(age), 533_000, Duration.ofSeconds(otherAge), 466_000);
    }

    /** They fit beside each other, so each takes 4 / 6.8 of the time. */
    private Member[] sideBySide(long otherAge) {
        return two(4, ZERO, 400_000, Duration.ofSeconds(otherAge), 350_000);
    }

    @Test
    void theLongerGoesFirstOnceItsDeadlineIsTheEarlierOne() {
        // its deadline is 67,000 / 0.85 - 67,000 = 11,824 s later while both are of the same age
        alone(11_000, 0);
        assertThat(rankAnew()).isEmpty();
    }

    @Test
    void andThenItsRankIsJustBelowTheShorterOnes() {
        Member[] jobs = alone(12_500, 0);
        assertThat(rankAnew()).containsExactly(jobs[0].job());
        assertThat(line.rank(jobs[0], NOW)).isEqualTo(Math.nextDown(6 * 466_000.0));
        assertThat(line.rank(jobs[1], NOW)).isEqualTo(6 * 466_000.0);
        assertThat(line.cameForward(jobs[0])).isTrue();
        assertThat(line.cameForward(jobs[1])).isFalse();
        assertThat(line.goesFirst(jobs[0])).isFalse();
        assertThat(rankAnew()).as("nothing has changed since").isEmpty();
    }

    @Test
    void ofTwoThatFitBesideEachOtherEachTakesItsPart() {
        // the longer one's deadline is 50,000 - 50,000 x 4 / 6.8 = 20,588 s earlier while both are of the same age
        sideBySide(20_000);
        assertThat(rankAnew()).containsExactly(ref("longer"));
    }

    @Test
    void andTheShorterOneGoesFirstIfItIsSoMuchOlder() {
        sideBySide(22_000);
        assertThat(rankAnew()).isEmpty();
    }

    @Test
    void smallJobsHaveNoDeadlines() {
        // 2^21 x 1.3 chip-seconds is what jobs with 30 % of the work have
        two(6, Duration.ofSeconds(50_000), 400_000, ZERO, 350_000);
        assertThat(rankAnew()).isEmpty();
    }

    @Test
    void theOldestGoesBeforeAllOnceItWouldEndTooLate() {
        // the unluckiest would have taken 3,198,000 / 6.8 + 466,000 s in the order of arrival; 1.25 times that are
        // 1,170,368
        Member[] jobs = alone(638_000, 637_900);
        assertThat(rankAnew()).as("it would end after 1,171,000 s").contains(jobs[0].job());
        assertThat(line.rank(jobs[0], NOW)).isEqualTo(-2);
        assertThat(line.goesFirst(jobs[0])).isTrue();
        assertThat(line.goesFirst(jobs[1])).isFalse();
    }

    @Test
    void notAMomentBefore() {
        Member[] jobs = alone(637_000, 636_900);
        rankAnew();
        assertThat(line.goesFirst(jobs[0])).isFalse();
    }

    @Test
    void nobodyIsPressedWithinADay() {
        Member young = waiting("young", Duration.ofSeconds(86_000), 8, Duration.ofSeconds(300));
        come(young);
        assertThat(rankAnew()).isEmpty();
        Member old = waiting("old", Duration.ofSeconds(86_200), 8, Duration.ofSeconds(300));
        come(old);
        assertThat(rankAnew()).containsExactly(old.job());
        assertThat(line.rank(old, NOW)).isEqualTo(-2);
    }

    @Test
    void aWideGangThatIsWorthMoreThanWhatRunsInsteadGoesFirst() {
        Member small = running("small", ZERO, ZERO, 8, Duration.ofSeconds(1000));
        Member wide = waiting("wide", ZERO, 32, Duration.ofSeconds(1000));
        line.add(small);
        line.add(wide);
        assertThat(line.rankAnew(supply(32, 4), NOW)).containsExactly(wide.job());
        assertThat(line.rank(wide, NOW)).isEqualTo(-1);
        assertThat(line.goesFirst(wide)).isTrue();
        line.remove(small);
        assertThat(line.rankAnew(supply(32, 4), NOW)).as("nobody is in its way").containsExactly(wide.job());
        assertThat(line.cameForward(wide)).isFalse();
    }

    @Test
    void aLongGangIsWorthLittleBesideAShortOneOfItsWidth() {
        line.add(running("short", ZERO, ZERO, 16, Duration.ofSeconds(10)));
        line.add(waiting("long", ZERO, 24, Duration.ofSeconds(80_000)));
        assertThat(line.rankAnew(supply(24, 3), NOW))
                .as("16 x 160^-0.3 is more than 24 x 1,920,000^-0.3")
                .isEmpty();
    }
}
