package dev.regauge.fleet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FreeSubnetTest {
    @Test
    void nothingUsedLeavesAllButNetworkZeroAndTheServices() {
        assertThat(FreeSubnet.candidates(0, List.of()))
                .hasSize(254)
                .doesNotContain(new Subnet("00"), new Subnet("60"))
                .startsWith(new Subnet("01"));
    }

    @Test
    void whatIsUsedIsLeftOut() {
        List<Subnet> free = FreeSubnet.candidates(
                60, List.of("10.61.0.0/16", "10.62.7.0/24", "10.63.0.1", "10.64.0.0/14", "192.168.0.0/16", "default"));

        assertThat(free).startsWith(new Subnet("3c"), new Subnet("44"));
    }

    @Test
    void aDefaultRouteTakesNothing() {
        assertThat(FreeSubnet.candidates(1, List.of("0.0.0.0/0", "fe80::/64"))).hasSize(254);
    }

    @Test
    void aRouteToAllOfTenLeavesNothing() {
        assertThat(FreeSubnet.candidates(1, List.of("10.0.0.0/8"))).isEmpty();
    }

    @Test
    void theSeedDecidesWhereTheSearchBegins() {
        assertThat(FreeSubnet.candidates(255, List.of())).startsWith(new Subnet("ff"), new Subnet("01"));
        assertThat(FreeSubnet.candidates(-1, List.of())).startsWith(new Subnet("ff"));
    }

    @Test
    void theIdDecidesEveryAddress() {
        Subnet subnet = new Subnet("3f");

        assertThat(subnet.bridge()).isEqualTo("rg3f");
        assertThat(subnet.host()).isEqualTo("10.63.0.1");
        assertThat(subnet.cidr()).isEqualTo("10.63.0.0/16");
        assertThat(subnet.pods(2)).containsExactly("10.63.2.2", "10.63.2.254");
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Subnet("3F")).hasMessage("fleet id '3F': two hex digits are allowed");
    }
}
