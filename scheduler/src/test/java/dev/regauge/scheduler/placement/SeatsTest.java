package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One cube of sixteen hosts, all of them free. */
class SeatsTest {
    private final List<Berth> berths = Grounds.pod("pod", "pod", 4, 4, 4).stream()
            .map(host -> {
                Berth berth = new Berth(host);
                berth.free(true);
                return berth;
            })
            .toList();

    private final Seats seats = new Seats(Carving.Optical, berths);

    private int chosen(String shape, int kept) {
        return seats.choose(new Ground.Wish(Grounds.slice(shape), kept, List.of()))
                .size();
    }

    @Test
    void whatIsKeptStaysFreeToTheLastHost() {
        assertThat(chosen("2x4x4", 8)).isEqualTo(8);
        assertThat(chosen("2x4x4", 9)).isZero();
        assertThat(chosen("4x4x4", 0)).isEqualTo(16);
        assertThat(chosen("4x4x4", 1)).isZero();
    }

    @Test
    void aHostThatHasNoSeatIsNotHeldThoughItSatThereInAnotherLayout() {
        assertThat(berths).allMatch(seats::holds);
        Berth other = new Berth(berths.getFirst().host());
        assertThat(seats.holds(other)).isFalse();
        other.seat = 0;
        assertThat(seats.holds(other)).isFalse();
        other.seat = 16;
        assertThat(seats.holds(other)).isFalse();
    }
}
