package dev.regauge.scheduler.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The hosts of one pool: how many there are of each size, and the grounds that gangs are placed on, laid out when first asked for. */
final class Plot {
    /** Hosts of a size: how many, how many of them unhealthy, how many free. */
    private static final class Stock {
        private final int chips;
        private int hosts;
        private int unhealthy;
        private int free;

        private Stock(int chips) {
            this.chips = chips;
        }
    }

    /** In rank order, so that laying out sorts nothing. */
    private final NavigableSet<Berth> berths = new TreeSet<>(Comparator.comparing(Berth::host, Row.RANK_ORDER));

    /** One for each size, and sizes are few: nearly always there is one. */
    private final List<Stock> stocks = new ArrayList<>(1);

    private final Map<Integer, Row> rows = new HashMap<>();
    private @Nullable Slices slices;
    private @Nullable Seats seats;
    private @Nullable Carving seatsFor;
    /** The same grounds with nobody on them. */
    private final Map<Ground, Ground> empty = new HashMap<>();
    /** And with nothing ill. */
    private final Map<Ground, Ground> sound = new HashMap<>();

    /** Not free. */
    void add(Berth berth) {
        berths.add(berth);
        Stock stock = stock(berth.host().chips());
        stock.hosts++;
        stock.unhealthy += berth.host().healthy() ? 0 : 1;
        layOutAnew();
    }

    /** Not free any more. */
    void remove(Berth berth) {
        berths.remove(berth);
        Stock stock = stock(berth.host().chips());
        stock.hosts--;
        stock.unhealthy -= berth.host().healthy() ? 0 : 1;
        layOutAnew();
    }

    /** The same host at the same place, healthy or not. */
    void seen(Berth berth, Host newest) {
        stock(newest.chips()).unhealthy +=
                (newest.healthy() ? 0 : 1) - (berth.host().healthy() ? 0 : 1);
        if (newest.healthy() != berth.host().healthy()) {
            empty.clear();
        }
        berth.seen(newest);
    }

    void set(Berth berth, boolean isFree) {
        int change = (isFree ? 1 : 0) - (berth.free() ? 1 : 0);
        if (change == 0) {
            return;
        }
        berth.free(isFree);
        stock(berth.host().chips()).free += change;
        Row row = rows.get(berth.host().chips());
        if (row != null) {
            row.set(berth, isFree);
        }
        if (slices != null && slices.holds(berth)) {
            slices.set(berth, isFree);
        }
        if (seats != null && seats.holds(berth)) {
            seats.set(berth, isFree);
        }
    }

    private void layOutAnew() {
        rows.clear();
        slices = null;
        seats = null;
        empty.clear();
        sound.clear();
    }

    private Stock stock(int chips) {
        Stock known = known(chips);
        if (known == null) {
            known = new Stock(chips);
            stocks.add(known);
        }
        return known;
    }

    private @Nullable Stock known(int chips) {
        for (Stock stock : stocks) {
            if (stock.chips == chips) {
                return stock;
            }
        }
        return null;
    }

    Row row(int chips) {
        Row row = rows.get(chips);
        if (row == null) {
            row = new Row(berths.stream().filter(b -> b.host().chips() == chips).toList());
            rows.put(chips, row);
        }
        return row;
    }

    Slices slices() {
        if (slices == null) {
            slices = new Slices(List.copyOf(berths));
        }
        return slices;
    }

    Seats seats(Carving carving) {
        if (seats == null || seatsFor != carving) {
            seats = new Seats(carving, List.copyOf(berths));
            seatsFor = carving;
            empty.clear();
            sound.clear();
        }
        return seats;
    }

    /** As the ground would be if every job left: all that is healthy is free. Not to be changed. */
    Ground emptied(Ground ground) {
        return empty.computeIfAbsent(ground, real -> onlyFree(real, Host::healthy));
    }

    /** As the ground would be if every job left and nothing were ill: all is free. Not to be changed. */
    Ground healed(Ground ground) {
        return sound.computeIfAbsent(ground, real -> onlyFree(real, _ -> true));
    }

    private static Ground onlyFree(Ground ground, Predicate<Host> isFree) {
        Ground copy = ground.copy();
        for (Berth berth : ground.berths()) {
            copy.set(berth, isFree.test(berth.host()));
        }
        return copy;
    }

    int healthyChips() {
        int chips = 0;
        for (Stock stock : stocks) {
            chips += stock.chips * (stock.hosts - stock.unhealthy);
        }
        return chips;
    }

    int count() {
        return berths.size();
    }

    int count(int chips) {
        Stock stock = known(chips);
        return stock == null ? 0 : stock.hosts;
    }

    int unhealthy(int chips) {
        Stock stock = known(chips);
        return stock == null ? 0 : stock.unhealthy;
    }

    int free(int chips) {
        Stock stock = known(chips);
        return stock == null ? 0 : stock.free;
    }
}
