package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hosts in rank order, and which ones are near to each other. */
class RowTest {
    private final List<Berth> berths = new ArrayList<>();

    private Berth berth(String node, String... topology) {
        Berth berth = new Berth(new Host(node, "p", 8, true, List.of(topology)));
        berth.free(true);
        berths.add(berth);
        return berth;
    }

    private Row row() {
        berths.sort((a, b) -> Row.RANK_ORDER.compare(a.host(), b.host()));
        return new Row(berths);
    }

    private static List<String> names(List<Host> hosts) {
        return hosts.stream().map(Host::node).toList();
    }

    @Test
    void hostsAreRankedByDomainAndWhatIsNotKnownComesBeforeWhatIs() {
        berth("n1", "spine-2", "rack-1");
        berth("n2", "spine-10", "rack-1");
        berth("n3", "spine-2", "rack-1");
        berth("n4", "spine-2", "");
        berth("n5");
        berth("n6", "spine-2", "", "slot-0");
        assertThat(names(row().berths().stream().map(Berth::host).toList()))
                .containsExactly("n5", "n4", "n6", "n1", "n3", "n2");
    }

    @Test
    void lostSlotsAreFilledNearThoseThatLive() {
        berth("n0", "rack-0");
        berth("n1", "rack-0");
        Berth living = berth("n2", "rack-1");
        berth("n3", "rack-1");
        Row row = row();
        row.set(living, false);
        assertThat(names(row.chooseNear(1, List.of(living)))).containsExactly("n3");
        Row other = row.copy();
        other.set(living, true);
        other.set(berths.get(0), false);
        assertThat(names(other.chooseNear(1, List.of(berths.get(0))))).containsExactly("n1");
    }

    @Test
    void tightIsWhatLiesInOneKnownDomain() {
        Host a = berth("a", "spine", "rack-0").host();
        Host b = berth("b", "spine", "rack-0").host();
        Host c = berth("c", "spine", "rack-1").host();
        Host unknown = berth("d", "").host();
        Row row = row();
        assertThat(row.tight(List.of(a, b))).isTrue();
        assertThat(row.tight(List.of(a, b, c))).isFalse();
        assertThat(row.tight(List.of(unknown))).isFalse();
    }

    @Test
    void aHostOfAnotherRowIsNotHeldThoughItStoodThere() {
        Berth here = berth("n0");
        Row row = row();
        Berth other = new Berth(here.host());
        assertThat(row.holds(other)).isFalse();
        other.position = 0;
        assertThat(row.holds(other)).isFalse();
        other.position = 1;
        assertThat(row.holds(other)).isFalse();
        assertThat(row.holds(here)).isTrue();
    }
}
