package dev.regauge.scheduler.placement.shape;

import java.util.List;
import java.util.Optional;

/**
 * A legal v5p slice: four shapes inside one cube of 4x4x4 chips, or whole cubes with sides in ascending order. A host's chips are always a 2x2x1
 * corner of it, so x and y count in pairs and z singly.
 *
 * @param x chips along the axis, as are {@code y} and {@code z}
 */
public record Shape(int x, int y, int z) {
    /** Chips of the largest slice that one job can have (16x16x24). */
    public static final int MOST_CHIPS = 6_144;

    public static final int CHIPS_PER_HOST = 4;
    static final int CUBE_SIDE = 4;

    public static final String ALLOWED =
            "2x2x1, 2x2x2, 2x2x4, 2x4x4, or ascending multiples of 4 with at most " + MOST_CHIPS + " chips";

    /** What a text says. */
    public sealed interface Reading {
        record Legal(Shape shape) implements Reading {}

        /** {@code why}: the value and what is allowed. */
        record Illegal(String why) implements Reading {}
    }

    public static Reading read(String text) {
        int[] sides = sides(text);
        if (sides.length == 3) {
            Shape shape = new Shape(sides[0], sides[1], sides[2]);
            if (shape.subCube().isPresent() || shape.wholeCubes()) {
                return new Reading.Legal(shape);
            }
        }
        return new Reading.Illegal("slice is " + text + "; allowed: " + ALLOWED);
    }

    /** Empty = malformed. */
    private static int[] sides(String text) {
        String[] parts = text.split("x", -1);
        int[] sides = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            sides[i] = number(parts[i]);
            if (sides[i] < 1) {
                return new int[0];
            }
        }
        return sides;
    }

    /** Plain decimal without sign or leading zero, at most {@link #MOST_CHIPS}; otherwise 0. */
    static int number(String text) {
        if (text.isEmpty() || text.length() > 4 || text.charAt(0) == '0') {
            return 0;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = 10 * number + digit - '0';
        }
        return number <= MOST_CHIPS ? number : 0;
    }

    private boolean wholeCubes() {
        return x % CUBE_SIDE == 0
                && y % CUBE_SIDE == 0
                && z % CUBE_SIDE == 0
                && x <= y
                && y <= z
                && (long) x * y * z <= MOST_CHIPS;
    }

    /** Which part of a cube this is; empty = whole cubes. */
    public Optional<SubCube> subCube() {
        for (SubCube part : SubCube.values()) {
            if (part.shape().equals(this)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /** Chips at opposite faces are neighbours, too; only slices of whole cubes reach the switches that make it so. */
    public boolean wrapsAround() {
        return subCube().isEmpty();
    }

    public int chips() {
        return x * y * z;
    }

    public int hosts() {
        return chips() / CHIPS_PER_HOST;
    }

    /** Whole cubes; 0 for a part of one. */
    public int cubes() {
        return chips() / (CUBE_SIDE * CUBE_SIDE * CUBE_SIDE);
    }

    /**
     * Which of these comes at each rank, if they lie as the hosts of such a slice do, x and y perhaps exchanged; empty = they do not.
     *
     * @param spots of all its hosts, in any order
     */
    public int[] rankOrder(List<Spot> spots) {
        int[] order = Layout.rankOrder(this, spots, false);
        return order.length > 0 ? order : Layout.rankOrder(this, spots, true);
    }

    @Override
    public String toString() {
        return x + "x" + y + "x" + z;
    }
}
