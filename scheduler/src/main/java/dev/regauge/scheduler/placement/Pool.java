package dev.regauge.scheduler.placement;

/**
 * Hosts of one hardware profile that can form gangs with each other; a gang never spans pools.
 *
 * @param usdPerChipHour price now; may change at any time
 * @param spares healthy hosts kept free for recovering gangs
 */
public record Pool(String name, String profile, double usdPerChipHour, Carving carving, int spares) {
    public Pool {
        if (!(usdPerChipHour >= 0) || Double.isInfinite(usdPerChipHour)) {
            throw new IllegalArgumentException(
                    "pool " + name + " costs " + usdPerChipHour + " USD per chip-hour; allowed: 0 and above");
        }
        if (spares < 0) {
            throw new IllegalArgumentException("pool " + name + " has " + spares + " spares; allowed: 0 and above");
        }
    }

    public Pool(String name, String profile, double usdPerChipHour, Carving carving) {
        this(name, profile, usdPerChipHour, carving, 0);
    }
}
