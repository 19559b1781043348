package dev.regauge.benchmarks.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pools of chips; a gang runs inside one pool. */
public record Fleet(List<Pool> pools) {
    /** {@code usdPerChipHour} may be 0 where money is not asked for. */
    public record Pool(String name, int chips, double usdPerChipHour) {
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
    }

    public static Fleet of(int chips) {
        return new Fleet(List.of(new Pool("gpus", chips, 1)));
    }

    /** CSV with the header {@code pool,chips,usd_per_chip_hour}. */
    public static Fleet read(Path file) throws IOException {
        List<Pool> pools = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().strip().equals("pool,chips,usd_per_chip_hour")) {
            throw new IllegalArgumentException(file + " has no header pool,chips,usd_per_chip_hour");
        }
        for (String line : lines.subList(1, lines.size())) {
            if (!line.isBlank()) {
                String[] cells = line.split(",", -1);
                pools.add(new Pool(
                        cells[0].strip(), Integer.parseInt(cells[1].strip()), Double.parseDouble(cells[2].strip())));
            }
        }
        return new Fleet(pools);
    }

    public int chips() {
        return pools.stream().mapToInt(Pool::chips).sum();
    }

    public int largestPool() {
        return pools.stream().mapToInt(Pool::chips).max().orElseThrow();
    }
}
