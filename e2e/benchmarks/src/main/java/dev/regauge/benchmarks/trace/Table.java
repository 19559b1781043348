package dev.regauge.benchmarks.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file with named columns, read one after the other; what is wrong is told with file, line, column, value and what is allowed. */
final class Table {
    private final String name;
    private final BufferedReader lines;
    private final List<String> header;
    private int line = 1;
    private String[] cells = {};

    Table(String name, BufferedReader lines) throws IOException {
        this.name = name;
        this.lines = lines;
        String first = lines.readLine();
        if (first == null) {
            throw new IllegalArgumentException(name + " is empty; allowed: a line that names the columns, then rows");
        }
        header = Arrays.stream(first.replace("\uFEFF", "").split(",", -1))
                .map(String::strip)
                .toList();
        Set<String> seen = new HashSet<>();
        for (String column : header) {
            if (!seen.add(column)) {
                throw new IllegalArgumentException(name + " has the column " + column + " twice; allowed: once");
            }
        }
    }

    List<String> header() {
        return header;
    }

    boolean has(String column) {
        return header.contains(column);
    }

    int column(String column) {
        int at = header.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException(
                    name + " has the columns " + String.join(", ", header) + "; " + column + " is missing");
        }
        return at;
    }

    /** False at the end of the file. Empty lines are passed over. */
    boolean next() throws IOException {
        @Nullable String row = lines.readLine();
        line++;
        while (row != null && row.isBlank()) {
            row = lines.readLine();
            line++;
        }
        if (row == null) {
            return false;
        }
        cells = row.split(",", -1);
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(name + " line " + line + " has " + cells.length
                    + " values; allowed: one for each of the " + header.size() + " columns");
        }
        return true;
    }

    String text(int column) {
        String text = cells[column].strip();
        if (text.isEmpty()) {
            throw wrong(column, "a value");
        }
        return text;
    }

    /** Finite and at least {@code least}. */
    double number(int column, double least) {
        double value;
        try {
            value = Double.parseDouble(cells[column].strip());
        } catch (NumberFormatException _) {
            throw wrong(column, "a number");
        }
        if (!Double.isFinite(value) || value < least) {
            throw wrong(
                    column,
                    least == Double.NEGATIVE_INFINITY
                            ? "a finite number"
                            : "a finite number, at least " + plain(least));
        }
        return value;
    }

    int whole(int column, int least) {
        double value = number(column, least);
        if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
            throw wrong(column, "a whole number up to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private IllegalArgumentException wrong(int column, String allowed) {
        return new IllegalArgumentException(name + " line " + line + ": " + header.get(column) + " is '"
                + cells[column].strip() + "'; allowed: " + allowed);
    }
}
