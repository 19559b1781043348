package dev.regauge.fleet.network;

import java.util.ArrayList;
import java.util.List;

/** Chooses an address range that nothing on this machine uses. */
final class FreeSubnet {
    /** Cluster IPs of Services come from 10.96.0.0/16. */
    private static final int SERVICES = 96;

    private FreeSubnet() {}

    /**
     * Every free range, beginning somewhere that depends on the seed, so that fleets that start at the same moment
     * rarely reach for the same one.
     *
     * @param used CIDR notation or single addresses; anything that is not IPv4 is ignored
     */
    static List<Subnet> candidates(int seed, List<String> used) {
        boolean[] taken = new boolean[256];
        taken[0] = true;
        taken[SERVICES] = true;
        used.forEach(range -> mark(range, taken));
        List<Subnet> free = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            int octet = Math.floorMod(seed + i, 256);
            if (!taken[octet]) {
                free.add(Subnet.of(octet));
            }
        }
        return free;
    }

    private static void mark(String range, boolean[] taken) {
        if (!range.matches("\\d+\\.\\d+\\.\\d+\\.\\d+(/\\d+)?")) {
            return;
        }
        String[] halves = range.split("/");
        int bits = halves.length == 1 ? 32 : Integer.parseInt(halves[1]);
        String[] octets = halves[0].split("\\.");
        if (bits < 8 || !octets[0].equals("10")) {
            // A default route covers everything and takes nothing.
            return;
        }
        int first = Integer.parseInt(octets[1]);
        int many = bits >= 16 ? 1 : 1 << (16 - bits);
        for (int i = first; i < Math.min(256, first + many); i++) {
            taken[i] = true;
        }
    }
}
