package dev.regauge.fleet.tenancy;

import dev.regauge.fleet.process.Await;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.state.Layout;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A namespace in which jobs may run: hardened, with the claim {@code checkpoints}, whose volume is a folder of the host
 * that every node reaches.
 */
public record JobNamespace(String name, Layout layout) {
    public static final String CLAIM = "checkpoints";

    private static final String ANY_NODE = "ReadWriteMany";
    /** Nobody enforces it for a folder of the host. */
    private static final Map<String, Quantity> SIZE = Map.of("storage", new Quantity("100Gi"));

    private static final String WORKER_USER = "65532";
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** Makes what is missing and returns once the claim is bound. */
    public void prepare(KubernetesClient admin) {
        makeFolder();
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .serverSideApply();
        releaseOldVolume(admin);
        admin.persistentVolumes().resource(volume()).serverSideApply();
        admin.persistentVolumeClaims().inNamespace(name).resource(claim()).serverSideApply();
        Await.until(
                "claim " + CLAIM + " in namespace " + name + " is bound",
                BOUND,
                () -> bound(admin.persistentVolumeClaims()
                                .inNamespace(name)
                                .withName(CLAIM)
                                .get())
                        && admin.serviceAccounts()
                                        .inNamespace(name)
                                        .withName("default")
                                        .get()
                                != null);
    }

    /** A namespace that was deleted leaves a volume that waits for the claim that is gone: it is made anew. */
    private void releaseOldVolume(KubernetesClient admin) {
        PersistentVolume old = admin.persistentVolumes().withName(volumeName()).get();
        if (old != null && "Released".equals(old.getStatus().getPhase())) {
            admin.persistentVolumes().withName(volumeName()).delete();
            Await.until(
                    "the released volume " + volumeName() + " is gone",
                    BOUND,
                    () -> admin.persistentVolumes().withName(volumeName()).get() == null);
        }
    }

    private static boolean bound(@org.jspecify.annotations.Nullable PersistentVolumeClaim claim) {
        return claim != null
                && claim.getStatus() != null
                && "Bound".equals(claim.getStatus().getPhase());
    }

    private void makeFolder() {
        Path folder = layout.checkpoints(name);
        try {
            Files.createDirectories(folder);
            Command.of("chown", WORKER_USER + ":" + WORKER_USER, folder.toString())
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("making " + folder, e);
        }
    }

    private String volumeName() {
        return CLAIM + "-" + name;
    }

    private PersistentVolume volume() {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volumeName())
                .endMetadata()
                .withNewSpec()
                .withCapacity(SIZE)
                .withAccessModes(List.of(ANY_NODE))
                .withPersistentVolumeReclaimPolicy("Retain")
                .withStorageClassName("")
                .withNewClaimRef()
                .withKind("PersistentVolumeClaim")
                .withApiVersion("v1")
                .withNamespace(name)
                .withName(CLAIM)
                .endClaimRef()
                .withNewHostPath()
                .withPath(layout.checkpoints(name).toString())
                .withType("Directory")
                .endHostPath()
                .endSpec()
                .build();
    }

    private PersistentVolumeClaim claim() {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(CLAIM)
                .withNamespace(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(ANY_NODE)
                .withStorageClassName("")
                .withVolumeName(volumeName())
                .withNewResources()
                .withRequests(SIZE)
                .endResources()
                .endSpec()
                .build();
    }
}
