package dev.regauge.fleet.state;

import java.nio.file.Path;

/**
 * The folders and files of one fleet.
 *
 * @param state what outlives a reboot; absolute
 * @param id two hex digits
 */
public record Layout(Path state, String id) {
    /** Sockets and the run-time folders of containerd; short, for the path of a socket holds 107 bytes. */
    public static final Path RUN = Path.of("/run/regauge");

    private static final int LONGEST_STATE = 60;

    public Layout {
        state = checked(state);
    }

    /** The state folder as an absolute path, if it can be one. */
    public static Path checked(Path state) {
        Path whole = state.toAbsolutePath().normalize();
        if (whole.toString().length() > LONGEST_STATE) {
            throw new IllegalArgumentException("state folder " + whole + " has "
                    + whole.toString().length() + " characters; at most " + LONGEST_STATE
                    + " are allowed, because kubelets make sockets below it");
        }
        return whole;
    }

    public static Path fleetFile(Path state) {
        return state.resolve("fleet.json");
    }

    public Path run() {
        return RUN.resolve(id);
    }

    public Path pki() {
        return state.resolve("pki");
    }

    public Path kubeconfigs() {
        return state.resolve("kubeconfigs");
    }

    /** The administrator's. */
    public Path kubeconfig() {
        return state.resolve("kubeconfig.yaml");
    }

    public Path records() {
        return state.resolve("process");
    }

    public Path logs() {
        return state.resolve("log");
    }

    public Path etcd() {
        return state.resolve("etcd");
    }

    public Path controlPlane() {
        return state.resolve("control-plane");
    }

    public Path auditLog() {
        return logs().resolve("audit.log");
    }

    public Path database() {
        return state.resolve("database");
    }

    /** The compile service's blobs and index. */
    public Path store() {
        return state.resolve("store");
    }

    public Path checkpoints(String namespace) {
        return state.resolve("checkpoints").resolve(namespace);
    }

    public Path nodes() {
        return state.resolve("nodes");
    }

    public Path node(String name) {
        return nodes().resolve(name);
    }

    public Path nodeRun(String name) {
        return run().resolve(name);
    }
}
