package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.START;
import static dev.regauge.scheduler.placement.World.ref;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is news to who waits. */
class ToldTest {
    private static final int HOUR = 3600;
    private static final Reason TOO_FEW = new Reason(WaitReason.NotEnoughChips, "1 free");
    private static final Reason FEWER = new Reason(WaitReason.NotEnoughChips, "0 free");

    private final Told told = new Told();

    private boolean isNews(Reason reason, int position, int... window) {
        Optional<Decision.Window> expected = window.length == 0
                ? Optional.empty()
                : Optional.of(new Decision.Window(START.plusSeconds(window[0]), START.plusSeconds(window[1])));
        return told.isNews(new Decision.Wait(ref("a"), List.of(reason), position, expected), START);
    }

    @Test
    void theFirstWordIsNewsAndTheSameAgainIsNot() {
        assertThat(isNews(TOO_FEW, 1, HOUR, HOUR)).isTrue();
        assertThat(isNews(TOO_FEW, 1, HOUR, HOUR)).isFalse();
    }

    @Test
    void anotherReasonOrPositionIsNews() {
        isNews(TOO_FEW, 1);
        assertThat(isNews(FEWER, 1)).isTrue();
        assertThat(isNews(FEWER, 2)).isTrue();
        assertThat(isNews(FEWER, 2)).isFalse();
    }

    @Test
    void whetherAStartIsExpectedAtAllIsNews() {
        isNews(TOO_FEW, 1);
        assertThat(isNews(TOO_FEW, 1, HOUR, HOUR)).isTrue();
        assertThat(isNews(TOO_FEW, 1)).isTrue();
        assertThat(isNews(TOO_FEW, 1)).isFalse();
    }

    @Test
    void aStartThatMovesByAMinuteIsNoNewsHoweverNear() {
        isNews(TOO_FEW, 1, 120, 120);
        assertThat(isNews(TOO_FEW, 1, 180, 180)).isFalse();
        assertThat(isNews(TOO_FEW, 1, 181, 181)).isTrue();
        assertThat(isNews(TOO_FEW, 1, 121, 181)).isFalse();
        assertThat(isNews(TOO_FEW, 1, 120, 181)).as("earlier counts as later").isTrue();
    }

    @Test
    void aStartThatMovesByATenthOfWhatIsLeftIsNoNews() {
        isNews(TOO_FEW, 1, 9 * HOUR, 9 * HOUR);
        assertThat(isNews(TOO_FEW, 1, 10 * HOUR, 9 * HOUR)).isFalse();
        assertThat(isNews(TOO_FEW, 1, 9 * HOUR, 10 * HOUR)).isFalse();
        assertThat(isNews(TOO_FEW, 1, 9 * HOUR, 10 * HOUR + 10)).isTrue();
    }

    @Test
    void slightMovesAddUp() {
        isNews(TOO_FEW, 1, 120, 120);
        assertThat(isNews(TOO_FEW, 1, 160, 160)).isFalse();
        assertThat(isNews(TOO_FEW, 1, 200, 200)).as("80 s from what was told").isTrue();
    }

    @Test
    void whatIsForgottenIsNewsAgain() {
        isNews(TOO_FEW, 1);
        told.forget(ref("b"));
        assertThat(isNews(TOO_FEW, 1)).isFalse();
        told.forget(ref("a"));
        assertThat(isNews(TOO_FEW, 1)).isTrue();
    }
}
