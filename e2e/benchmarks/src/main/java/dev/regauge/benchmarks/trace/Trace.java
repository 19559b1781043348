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
 * @param leftOut rows that ask for no chip or no time
 */
public record Trace(String[] id, double[] submit, double[] duration, int[] chips, double[][] rate, int leftOut) {
    private static final String RATE = "rate_";

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
     * CSV, plain or gzip, with the columns {@code job_id,submission_time,duration,num_gpu}; for mixed fleets also {@code rate_<profile>}. A gang larger
     * than the largest pool that it can run in is scaled down to it with equal work.
     */
    public static Trace read(Path file, Fleet fleet) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return parse(file.toString(), new BufferedReader(reader), fleet);
        }
    }

    static Trace parse(String name, BufferedReader lines, Fleet fleet) throws IOException {
        Table table = new Table(name, lines);
        int id = table.column("job_id");
        int submit = table.column("submission_time");
        int duration = table.column("duration");
        int chips = table.column("num_gpu");
        int[] rates = rateColumns(name, table, fleet);
        List<Row> rows = new ArrayList<>();
        int leftOut = 0;
        while (table.next()) {
            Row row = new Row(
                    table.text(id),
                    table.number(submit, Double.NEGATIVE_INFINITY),
                    table.number(duration, 0),
                    table.whole(chips, 0),
                    rates(table, rates, fleet));
            if (row.duration() > 0 && row.chips() > 0) {
                rows.add(scaled(row, fleet));
            } else {
                leftOut++;
            }
        }
        rows.sort(Comparator.comparingDouble(Row::submit));
        return new Trace(
                rows.stream().map(Row::id).toArray(String[]::new),
                rows.stream().mapToDouble(Row::submit).toArray(),
                rows.stream().mapToDouble(Row::duration).toArray(),
                rows.stream().mapToInt(Row::chips).toArray(),
                rows.stream().map(Row::rate).toArray(double[][]::new),
                leftOut);
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

    /** By pool; none at all = every job runs everywhere at rate 1. */
    private static int[] rateColumns(String name, Table table, Fleet fleet) {
        List<String> known =
                fleet.pools().stream().map(pool -> RATE + pool.profile()).toList();
        List<String> given =
                table.header().stream().filter(c -> c.startsWith(RATE)).toList();
        for (String column : given) {
            if (!known.contains(column)) {
                throw new IllegalArgumentException(name + " has the column " + column
                        + ", but no pool has this profile; allowed: " + String.join(", ", known));
            }
        }
        return given.isEmpty()
                ? new int[0]
                : known.stream().mapToInt(table::column).toArray();
    }

    private static double[] rates(Table table, int[] columns, Fleet fleet) {
        double[] rates = new double[fleet.pools().size()];
        for (int p = 0; p < rates.length; p++) {
            rates[p] = columns.length == 0 ? 1 : table.number(columns[p], 0);
        }
        return rates;
    }
}
