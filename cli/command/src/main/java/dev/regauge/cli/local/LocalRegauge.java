package dev.regauge.cli.local;

import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.FleetUp;
import dev.regauge.fleet.artifacts.ArtifactResolver;
import dev.regauge.fleet.artifacts.Progress;
import dev.regauge.fleet.services.ServiceSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A fleet with Regauge on it: kinds, profiles with this machine's worker image, pools, a queue, a namespace for jobs, both services. */
public final class LocalRegauge {
    /** Where the examples' jobs go. */
    public static final String NAMESPACE = "research";

    /** Enough for thousands of jobs, and small beside three nodes on one machine. */
    private static final List<String> JAVA_OPTIONS =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    private final Checkout checkout;
    private final ArtifactResolver artifacts;
    private final Path cache;
    private final Progress progress;

    public LocalRegauge(Checkout checkout, ArtifactResolver artifacts, Path cache, Progress progress) {
        this.checkout = checkout;
        this.artifacts = artifacts;
        this.cache = cache;
        this.progress = progress;
    }

    /** Brings everything up, or repairs what is broken, and returns once jobs can be applied. */
    public Fleet up(FleetSpec spec) {
        Fleet fleet = new FleetUp(spec.with(checkout.manifests()), artifacts, cache, progress).run();
        String image = fleet.file().workerImage();
        if (image == null) {
            throw new IllegalArgumentException(
                    "fleet " + spec.name() + " has no nodes; Regauge needs some to run jobs on");
        }
        profiles().forEach(file -> applyProfile(fleet, file, image));
        fleet.apply(artifacts.binaries(progress), List.of(checkout.example("pools"), checkout.example("queue")));
        fleet.prepareNamespace(NAMESPACE);
        startServices(fleet);
        return fleet;
    }

    /** Starts the operator and the compile service, or leaves them alone if they run. */
    public void startServices(Fleet fleet) {
        progress.say("starting the operator and the compile service");
        fleet.startServices(service(checkout.operatorJar()), service(checkout.compileServiceJar()));
    }

    private static ServiceSpec service(Path jar) {
        return new ServiceSpec(jar, JAVA_OPTIONS, java.util.Map.of());
    }

    private List<Path> profiles() {
        try (Stream<Path> files = Files.list(checkout.profiles())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shipped profile, with the image that this machine built for workers and compilers. */
    private static void applyProfile(Fleet fleet, Path file, String image) {
        HardwareProfile profile;
        try {
            profile = Serialization.unmarshal(Files.readString(file), HardwareProfile.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        profile.setSpec(withImages(profile.getSpec(), image));
        fleet.admin().resource(profile).forceConflicts().serverSideApply();
    }

    private static HardwareProfileSpec withImages(HardwareProfileSpec spec, String image) {
        return new HardwareProfileSpec(
                spec.platform(),
                spec.chip(),
                spec.host(),
                spec.sliceShapes(),
                spec.maxChipsPerJob(),
                spec.resourceName(),
                image,
                image,
                spec.memoryFraction(),
                spec.efficiency(),
                spec.compile(),
                spec.podOverlay(),
                spec.minDriver(),
                spec.ncclPlugin());
    }
}
