package dev.regauge.fleet;

import dev.regauge.fleet.process.Command;

/** Whether this program may do what a fleet needs. */
final class Privilege {
    private Privilege() {}

    static boolean isRoot() {
        return Command.of("id", "-u").run().strip().equals("0");
    }

    static void require() {
        if (!isRoot()) {
            throw new IllegalStateException("""
                    A local fleet has real nodes: it makes a network bridge, mounts and control groups, and that needs root.
                    Ways out:
                      sudo ./regauge up              on this machine; 'down' restores what 'up' changed
                      a virtual machine              where you are root
                      a container with --privileged  as CI systems offer
                      a cluster of your own          'kubectl apply' the files below crds/ and helm/ there""");
        }
    }
}
