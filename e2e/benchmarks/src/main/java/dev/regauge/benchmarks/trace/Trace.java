package dev.regauge.benchmarks.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * Jobs by submission, as flat arrays.
 *
 * @param submit seconds
 * @param duration seconds on a pool of rate 1
 * @param chips of the gang
 * @param rate by job and pool: speed relative to rate 1; 0 = the job cannot run there
 */
public record Trace(String[] id, double[] submit, double[] duration, int[] chips, double[][] rate) {
    private record Row(String id, double submit, double duration, int chips, double[] rate) {}

    public int size() {
        return id.length;
    }

    public double bestRate(int job) {
        double best = 0;
        for (double r : rate[job]) {
            best = Math.max(best, r);
        }
        return best;
    }

    /** The same jobs with other durations. */
    public Trace lasting(double[] durations) {
        return new Trace(id, submit, durations, chips, rate);
    }

    /**
     * What a policy is told: the durations times a log-normal error, the same for the same seed.
     *
     * @param sigma 0 = exact
     */
    public double[] estimates(double sigma, long seed) {
        double[] estimates = duration.clone();
        if (sigma > 0) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < estimates.length; i++) {
                estimates[i] *= Math.exp(sigma * random.nextGaussian());
            }
        }
        return estimates;
    }

    /**
     * CSV, plain or gzip, with the columns {@code job_id,submission_time,duration,num_gpu}; for mixed fleets also {@code rate_<pool>}. A gang larger
     * than the largest pool is scaled down to it with equal work.
     */
    public static Trace read(Path file, Fleet fleet) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return parse(file.toString(), new BufferedReader(reader), fleet);
        }
    }

    static Trace parse(String name, BufferedReader lines, Fleet fleet) throws IOException {
        String first = lines.readLine();
        if (first == null) {
            throw new IllegalArgumentException(name + " is empty");
        }
        List<String> header = Arrays.stream(first.split(",")).map(String::strip).toList();
        int id = column(name, header, "job_id");
        int submit = column(name, header, "submission_time");
        int duration = column(name, header, "duration");
        int chips = column(name, header, "num_gpu");
        int[] rates = fleet.pools().stream()
                .mapToInt(p -> header.indexOf("rate_" + p.name()))
                .toArray();
        List<Row> rows = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                String[] cells = line.split(",", -1);
                Row row = new Row(
                        cells[id],
                        number(name, rows, cells[submit]),
                        number(name, rows, cells[duration]),
                        (int) number(name, rows, cells[chips]),
                        rates(name, rows, cells, rates));
                if (row.duration() > 0 && row.chips() > 0) {
                    rows.add(scaled(row, fleet));
                }
            }
        }
        rows.sort(Comparator.comparingDouble(Row::submit));
        return of(rows);
    }

    private static Trace of(List<Row> rows) {
        return new Trace(
                rows.stream().map(Row::id).toArray(String[]::new),
                rows.stream().mapToDouble(Row::submit).toArray(),
                rows.stream().mapToDouble(Row::duration).toArray(),
                rows.stream().mapToInt(Row::chips).toArray(),
                rows.stream().map(Row::rate).toArray(double[][]::new));
    }

    private static Row scaled(Row row, Fleet fleet) {
        int most = 0;
        for (int p = 0; p < row.rate().length; p++) {
            most = row.rate()[p] > 0 ? Math.max(most, fleet.pools().get(p).chips()) : most;
        }
        if (most == 0) {
            throw new IllegalArgumentException(
                    "job " + row.id() + " has no pool of rate above 0; allowed: at least one");
        }
        return row.chips() <= most
                ? row
                : new Row(row.id(), row.submit(), row.duration() * row.chips() / most, most, row.rate());
    }

    private static double[] rates(String name, List<Row> rows, String[] cells, int[] columns) {
        double[] rates = new double[columns.length];
        for (int p = 0; p < columns.length; p++) {
            rates[p] = columns[p] < 0 ? 1 : number(name, rows, cells[columns[p]]);
        }
        return rates;
    }

    private static int column(String name, List<String> header, String column) {
        int at = header.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException(name + " has the columns " + header + "; " + column + " is missing");
        }
        return at;
    }

    private static double number(String name, List<Row> rows, String cell) {
        try {
            return Double.parseDouble(cell.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " line " + (rows.size() + 2) + " has '" + cell + "'; allowed: a number", e);
        }
    }
}
