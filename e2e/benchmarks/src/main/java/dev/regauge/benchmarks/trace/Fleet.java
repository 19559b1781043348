package dev.regauge.benchmarks.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Pools of chips; a gang runs inside one pool. */
public record Fleet(List<Pool> pools) {
    /**
     * @param profile kind of chip: a trace names its rates by it
     * @param usdPerChipHour may be 0 where money is not asked for
     */
    public record Pool(String name, String profile, int chips, double usdPerChipHour) {
        public Pool {
            if (chips < 1) {
                throw new IllegalArgumentException("pool " + name + " has " + chips + " chips; allowed: at least 1");
            }
        }
    }

    public Fleet {
        pools = List.copyOf(pools);
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("the fleet has no pool; allowed: at least one");
        }
        Set<String> names = new HashSet<>();
        for (Pool pool : pools) {
            if (!names.add(pool.name())) {
                throw new IllegalArgumentException(
                        "the fleet has two pools named " + pool.name() + "; allowed: each name once");
            }
        }
    }

    /** One pool of equal chips at one dollar an hour. */
    public static Fleet of(int chips) {
        return new Fleet(List.of(new Pool("gpus", "gpus", chips, 1)));
    }

    /** CSV with the columns {@code pool,chips} and, where wanted, {@code profile} (else the pool's name) and {@code usd_per_chip_hour} (else 0). */
    public static Fleet read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return parse(file.toString(), lines);
        }
    }

    static Fleet parse(String name, BufferedReader lines) throws IOException {
        Table table = new Table(name, lines);
        int pool = table.column("pool");
        int chips = table.column("chips");
        int profile = table.has("profile") ? table.column("profile") : pool;
        List<Pool> pools = new ArrayList<>();
        while (table.next()) {
            double usd = table.has("usd_per_chip_hour") ? table.number(table.column("usd_per_chip_hour"), 0) : 0;
            pools.add(new Pool(table.text(pool), table.text(profile), table.whole(chips, 1), usd));
        }
        return new Fleet(pools);
    }

    public int chips() {
        return pools.stream().mapToInt(Pool::chips).sum();
    }
}
