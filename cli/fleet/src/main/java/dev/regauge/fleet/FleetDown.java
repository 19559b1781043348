package dev.regauge.fleet;

import dev.regauge.fleet.artifacts.Progress;
import dev.regauge.fleet.controlplane.ControlPlane;
import dev.regauge.fleet.controlplane.Credentials;
import dev.regauge.fleet.database.Database;
import dev.regauge.fleet.host.ControlGroups;
import dev.regauge.fleet.host.Leftovers;
import dev.regauge.fleet.host.Mounts;
import dev.regauge.fleet.host.SharedSettings;
import dev.regauge.fleet.network.Bridge;
import dev.regauge.fleet.network.Subnet;
import dev.regauge.fleet.node.FleetNode;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.services.Services;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.Layout;
import dev.regauge.fleet.state.StateLock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Takes a fleet down: no process, mount, bridge or control group of it is left. */
public final class FleetDown {
    private final Path state;
    private final Progress progress;

    public FleetDown(Path state, Progress progress) {
        this.state = Layout.checked(state);
        this.progress = progress;
    }

    /** @param purge whether the state goes too: objects, checkpoints, database, certificates */
    public void run(boolean purge) {
        Privilege.require();
        try (StateLock held = StateLock.hold(state)) {
            Optional<Claim> claim = Claim.read(state);
            if (claim.isEmpty()) {
                progress.say("no fleet in " + state);
                return;
            }
            stop(claim.get());
            if (purge) {
                purge();
            }
            progress.say("fleet " + claim.get().name() + " is down"
                    + (purge ? ", its state is gone" : "; its state is kept in " + state));
        }
    }

    private void stop(Claim claim) {
        Layout layout = new Layout(state, claim.id());
        Daemons daemons = new Daemons(layout.records(), layout.logs());
        new Services(layout, claim.ports(), daemons).stop();
        Fleet.nodes(layout, claim, daemons).parallelStream().forEach(FleetNode::stop);
        new Database(layout, claim.ports().database(), daemons).stop();
        new ControlPlane(layout, claim, new Credentials(layout, claim, Instant.now()), daemons).stop();
        Leftovers.remove(state, new Subnet(claim.id()).bridge());
        new ControlGroups(claim.id()).remove();
        Bridge.remove(claim.id(), state);
        Mounts.removeBelow(layout.run());
        remove(layout.run());
        SharedSettings.leave(claim.id());
    }

    private void purge() {
        if (!Mounts.below(state).isEmpty()) {
            throw new IllegalStateException("still mounted below " + state + ": " + Mounts.below(state)
                    + ". Unmount them and run 'down --purge' again");
        }
        remove(state);
    }

    private static void remove(Path folder) {
        Command.of("rm", "-rf", "--one-file-system", folder.toString()).run();
    }
}
