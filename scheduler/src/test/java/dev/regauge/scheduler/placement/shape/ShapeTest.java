package dev.regauge.scheduler.placement.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    @ParameterizedTest
    @CsvSource({
        "2x2x1, 1, 0",
        "2x2x2, 2, 0",
        "2x2x4, 4, 0",
        "2x4x4, 8, 0",
        "4x4x4, 16, 1",
        "4x4x8, 32, 2",
        "8x8x8, 128, 8",
        "4x12x16, 192, 12",
        "16x16x24, 1536, 96",
        "4x4x384, 1536, 96"
    })
    void aLegalShapeIsReadWithItsHostsAndCubes(String text, int hosts, int cubes) {
        assertThat(Shape.read(text)).isInstanceOfSatisfying(Shape.Reading.Legal.class, legal -> {
            assertThat(legal.shape()).hasToString(text);
            assertThat(legal.shape().hosts()).isEqualTo(hosts);
            assertThat(legal.shape().cubes()).isEqualTo(cubes);
            assertThat(legal.shape().wrapsAround()).isEqualTo(cubes > 0);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4",
                "4x4",
                "4x4x4x4",
                "1x1x1",
                "2x2x3",
                "2x2x8",
                "4x2x2",
                "2x4x2",
                "4x4x2",
                "4x4x6",
                "8x4x4",
                "16x20x28",
                "4x4x388",
                "04x4x4",
                "4x4x4 ",
                "-4x4x4",
                "+4x4x4",
                "4x4x99999999999",
                "ax4x4",
                "4X4X4",
                "４x4x4",
                "2147483648x4x4"
            })
    void anythingElseIsRefusedWithItsValueAndWhatIsAllowed(String text) {
        assertThat(Shape.read(text))
                .isEqualTo(
                        new Shape.Reading.Illegal(
                                "slice is " + text
                                        + "; allowed: 2x2x1, 2x2x2, 2x2x4, 2x4x4, or ascending multiples of 4 with at most 6144 chips"));
    }

    @Test
    void wholeCubeShapesAreAllAscendingBoxesOfUpTo96Cubes() {
        long legal = IntStream.rangeClosed(1, 96)
                .mapToLong(a -> IntStream.rangeClosed(a, 96)
                        .mapToLong(b -> IntStream.rangeClosed(b, 96)
                                .filter(c ->
                                        Shape.read(4 * a + "x" + 4 * b + "x" + 4 * c) instanceof Shape.Reading.Legal)
                                .count())
                        .sum())
                .sum();
        long counted = IntStream.rangeClosed(1, 96)
                .mapToLong(a -> IntStream.rangeClosed(a, 96)
                        .mapToLong(b -> Math.max(0, 96 / (a * b) - b + 1))
                        .sum())
                .sum();
        assertThat(legal).isEqualTo(counted).isPositive();
    }

    @Test
    void aPlaceIsReadFromThePodAndTheLastThreeValues() {
        assertThat(Spot.read(List.of("zone", "pod-1", "2", "0", "13")))
                .contains(new Spot(List.of("zone", "pod-1"), 2, 0, 13));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2,0,0",
                "p,1,0,0",
                "p,0,3,0",
                "p,0,0,128",
                "p,0,0,-1",
                "p,0,0,x",
                "p,0,0,01",
                "p,0,0,",
                ",0,0,0",
                "p,0,,0"
            })
    void aPlaceThatCannotBeIsNone(String topology) {
        assertThat(Spot.read(List.of(topology.split(",", -1)))).isEmpty();
    }
}
