package dev.regauge.scheduler.placement.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FullerSetTest {
    private static final Lane.Kind KIND = new Lane.Kind("cpu", 8);
    private static final Lane.Kind OTHER = new Lane.Kind("h100", 8);

    private final List<Member> members = new ArrayList<>();

    @SafeVarargs
    private Member job(String name, Map<Lane.Kind, Integer>... needs) {
        Member member = new Member(
                new JobRef("team", name, "uid"),
                "queue",
                0,
                0,
                Instant.EPOCH.plusSeconds(members.size()),
                "cpu",
                1,
                1,
                List.of(needs),
                Map.of(),
                null);
        members.add(member);
        return member;
    }

    /** In the order in which they were made, on so many hosts of each kind; a host in use is worth 1. */
    private @Nullable Member first(int hosts) {
        TurnLine.Supply supply = new TurnLine.Supply() {
            @Override
            public long chips(String profile) {
                throw new AssertionError("hosts are counted");
            }

            @Override
            public int hosts(Lane.Kind kind) {
                return hosts;
            }
        };
        return new FullerSet(members, supply, members::indexOf, member -> member.needs().getFirst().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .first(6);
    }

    @Test
    void aWideGangGoesFirstWhereSmallOnesLeaveMoreIdle() {
        job("small", Map.of(KIND, 1));
        Member wide = job("wide", Map.of(KIND, 4));
        assertThat(first(4)).isEqualTo(wide);
    }

    @Test
    void theOrderStandsWhereItLeavesNothingIdle() {
        for (int i = 0; i < 4; i++) {
            job("small" + i, Map.of(KIND, 1));
        }
        job("wide", Map.of(KIND, 4));
        assertThat(first(4)).isNull();
    }

    @Test
    void theOrderStandsWhereNothingIsWorthMore() {
        job("a", Map.of(KIND, 2));
        job("b", Map.of(KIND, 2));
        assertThat(first(3)).as("two hosts either way").isNull();
    }

    @Test
    void whatFitsNowhereIsNotFirst() {
        job("small", Map.of(KIND, 1));
        job("tooWide", Map.of(KIND, 5));
        assertThat(first(4)).isNull();
    }

    @Test
    void aJobTakesTheFirstKindThatHasRoom() {
        job("a", Map.of(KIND, 4));
        job("b", Map.of(KIND, 4), Map.of(OTHER, 4));
        assertThat(first(4)).as("both run, each on its own kind").isNull();
    }

    @Test
    void onlySoManyAreTried() {
        job("small", Map.of(KIND, 1));
        for (int i = 0; i < 6; i++) {
            job("tooWide" + i, Map.of(KIND, 5));
        }
        job("wide", Map.of(KIND, 4));
        assertThat(first(4)).isNull();
    }
}
