package dev.regauge.fleet.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports that are free now. They are written down at once: living pods outlive restarts of what listens there. */
public final class Ports {
    private static final int TRIES = 200;

    private Ports() {}

    /** The wished port on the address or the next free one above it. */
    public static int free(String address, int wished) {
        return free(address, wished, TRIES);
    }

    private static int free(String address, int wished, int tries) {
        for (int port = wished; port < wished + tries; port++) {
            if (isFree(address, port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port on " + address + " from " + wished + " to " + (wished + tries - 1));
    }

    /**
     * A port on loopback below the range that the kernel hands to clients. Every fleet has its own stretch of 40, each of
     * its uses 8 of them.
     */
    public static int freeOnLoopback(Subnet subnet, int use) {
        int octet = Integer.parseInt(subnet.id(), 16);
        return free("127.0.0.1", 20_000 + octet * 40 + use * 8, 8);
    }

    private static boolean isFree(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return true;
        } catch (java.net.BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("trying port " + port + " on " + address, e);
        }
    }
}
