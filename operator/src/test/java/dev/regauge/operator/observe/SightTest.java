package dev.regauge.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SightTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Set<String> THREE = Set.of("a", "b", "c");

    private final Sight sight = new Sight(Duration.ofSeconds(10));

    @Test
    void twoOfThreeNodesMayVanish() {
        assertThat(sight.blind(THREE, Set.of("a", "b"), NOON)).isFalse();
    }

    @Test
    void allThreeAtOnceAreNotBelievedForTwoPeriods() {
        assertThat(sight.blind(THREE, THREE, NOON)).isTrue();
        assertThat(sight.blind(THREE, THREE, NOON.plusSeconds(19))).isTrue();
        assertThat(sight.blind(THREE, THREE, NOON.plusSeconds(20))).isFalse();
    }

    @Test
    void afterEverythingCameBackTheNextVanishingIsDoubtedAgain() {
        sight.blind(THREE, THREE, NOON);
        sight.blind(THREE, Set.of(), NOON.plusSeconds(5));

        assertThat(sight.blind(THREE, THREE, NOON.plusSeconds(60))).isTrue();
    }

    @Test
    void nodesThatGoOneByOneAreBelieved() {
        assertThat(sight.blind(THREE, Set.of("a"), NOON)).isFalse();
        assertThat(sight.blind(THREE, Set.of("a", "b"), NOON.plusSeconds(30))).isFalse();
        assertThat(sight.blind(THREE, THREE, NOON.plusSeconds(60))).isFalse();
    }

    @Test
    void ofALargeFleetATenthMayVanish() {
        Set<String> hundred = nodes(100);

        assertThat(sight.blind(hundred, nodes(10), NOON)).isFalse();
        assertThat(sight.blind(hundred, nodes(11), NOON.plusSeconds(1))).isTrue();
    }

    private static Set<String> nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).collect(Collectors.toSet());
    }
}
