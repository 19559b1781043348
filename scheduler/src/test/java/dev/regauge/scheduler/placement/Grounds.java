package dev.regauge.scheduler.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hosts and askers for tests of what fits where. */
final class Grounds {
    private Grounds() {}

    /** A v5p pod of so many chips along each axis; node names tell the place. */
    static List<Host> pod(String pool, String pod, int sx, int sy, int sz) {
        List<Host> hosts = new ArrayList<>();
        for (int z = 0; z < sz; z++) {
            for (int y = 0; y < sy; y += 2) {
                for (int x = 0; x < sx; x += 2) {
                    hosts.add(tpu(pool, pod, x, y, z, true));
                }
            }
        }
        return hosts;
    }

    static Host tpu(String pool, String pod, int x, int y, int z, boolean healthy) {
        return new Host(node(pod, x, y, z), pool, 4, healthy, List.of(pod, "" + x, "" + y, "" + z));
    }

    static String node(String pod, int x, int y, int z) {
        return pod + "-" + x + "-" + y + "-" + z;
    }

    static VariantOffer slice(String shape) {
        int chips = 1;
        for (String side : shape.split("x", -1)) {
            chips *= Integer.parseInt(side);
        }
        return new VariantOffer("v5p", "v5p", Math.max(1, chips / 4), 4, shape, StepTime.predicted(1, 1, 1), true);
    }

    static GangFit.Asker asker(World.Job job) {
        return new GangFit.Asker(job.build(), Map.of(), World.START, false);
    }

    static GangFit.Asker anyone(VariantOffer variant) {
        return asker(World.aJob("anyone").with(variant));
    }

    static GangFit.Asker refusedBy(VariantOffer variant, Set<String> nodes) {
        return asker(World.aJob("refused").with(variant).excludes(nodes.toArray(String[]::new)));
    }
}
