package dev.regauge.fleet.network;

import java.util.List;

/**
 * The address range of a fleet, which its id decides: two hex digits are the second octet of {@code 10.n.0.0/16}.
 *
 * <p>The host is {@code .0.1}; pods of node i (from 1) are {@code .i.2} to {@code .i.254}.
 */
public record Subnet(String id) {
    public Subnet {
        if (!id.matches("[0-9a-f]{2}")) {
            throw new IllegalArgumentException("fleet id '" + id + "': two hex digits are allowed");
        }
    }

    static Subnet of(int octet) {
        return new Subnet("%02x".formatted(octet));
    }

    private int octet() {
        return Integer.parseInt(id, 16);
    }

    public String bridge() {
        return "rg" + id;
    }

    /** The host's address on the bridge; API server, gateway and compile service listen there. */
    public String host() {
        return "10." + octet() + ".0.1";
    }

    /** The bridge's own address below IP: the local range, "rg", and the fleet's id. */
    String hardwareAddress() {
        return "02:72:67:00:00:" + id;
    }

    public String cidr() {
        return "10." + octet() + ".0.0/16";
    }

    /** First and last pod address of a node. */
    public List<String> pods(int node) {
        if (node < 1 || node > 254) {
            throw new IllegalArgumentException("node number " + node + ": 1 to 254 are allowed");
        }
        String start = "10." + octet() + "." + node + ".";
        return List.of(start + "2", start + "254");
    }
}
