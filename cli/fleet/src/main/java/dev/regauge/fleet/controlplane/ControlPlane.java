package dev.regauge.fleet.controlplane;

import dev.regauge.fleet.artifacts.Binaries;
import dev.regauge.fleet.network.Subnet;
import dev.regauge.fleet.pki.Credential;
import dev.regauge.fleet.pki.SigningKeys;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.process.Launch;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.Layout;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The four processes of a real control plane. */
public final class ControlPlane {
    public static final String ETCD = "etcd";
    public static final String API_SERVER = "kube-apiserver";
    public static final String CONTROLLER_MANAGER = "kube-controller-manager";
    public static final String SCHEDULER = "kube-scheduler";

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Layout layout;
    private final Claim.Ports ports;
    private final Subnet subnet;
    private final Credentials credentials;
    private final Daemons daemons;

    public ControlPlane(Layout layout, Claim claim, Credentials credentials, Daemons daemons) {
        this.layout = layout;
        this.ports = claim.ports();
        this.subnet = new Subnet(claim.id());
        this.credentials = credentials;
        this.daemons = daemons;
    }

    /**
     * Starts what does not run yet and returns once the API server answers.
     *
     * @param durable whether etcd waits for the disk; without, losing power may lose the fleet
     */
    public void start(Binaries binaries, boolean durable, KubernetesClient admin) {
        daemons.ensure(new Launch(ETCD, etcd(binaries, durable)));
        daemons.ensure(new Launch(API_SERVER, apiServer(binaries)));
        awaitReady(admin);
        // Not before: they would find nobody and back off for seconds.
        daemons.ensure(new Launch(CONTROLLER_MANAGER, controllerManager(binaries)));
        freeLeaseOfDeadScheduler(admin);
        daemons.ensure(new Launch(SCHEDULER, scheduler(binaries)));
    }

    /** Controllers work once the first of them has made its first object. */
    public void awaitControllers(KubernetesClient admin) {
        daemons.await(
                CONTROLLER_MANAGER,
                "it has made the service account 'default'",
                READY,
                () -> admin.serviceAccounts()
                                .inNamespace("default")
                                .withName("default")
                                .get()
                        != null);
    }

    /**
     * Kills the API server and starts it again, as after a crash. A scheduler that ended because it could not renew its
     * lease is started again too, as a cluster's own supervision does.
     */
    public void restartApiServer(KubernetesClient admin) {
        daemons.restart(API_SERVER);
        awaitReady(admin);
        if (!daemons.alive(SCHEDULER)) {
            freeLeaseOfDeadScheduler(admin);
            daemons.restart(SCHEDULER);
        }
    }

    /** After the API server was away for long, the controller manager's back-off is half a minute: this ends it. */
    public void restartControllers() {
        daemons.restart(CONTROLLER_MANAGER);
    }

    public void stop() {
        for (String name : List.of(SCHEDULER, CONTROLLER_MANAGER, API_SERVER, ETCD)) {
            daemons.stop(name, GRACE);
            daemons.forget(name);
        }
    }

    /** Its successor would wait until the lease runs out. */
    private void freeLeaseOfDeadScheduler(KubernetesClient admin) {
        if (!daemons.alive(SCHEDULER)) {
            admin.leases().inNamespace("kube-system").withName(SCHEDULER).delete();
        }
    }

    private void awaitReady(KubernetesClient admin) {
        daemons.await(API_SERVER, "it is ready", READY, () -> ready(admin));
    }

    public static boolean ready(KubernetesClient client) {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    private List<String> etcd(Binaries binaries, boolean durable) {
        Credential server = credentials.etcdServer();
        String client = "https://127.0.0.1:" + ports.etcd();
        String peer = "http://127.0.0.1:" + ports.etcdPeer();
        List<String> words = new ArrayList<>(List.of(
                binaries.etcd().toString(),
                "--name=fleet",
                "--data-dir=" + layout.etcd(),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=fleet=" + peer,
                "--cert-file=" + server.certificate(),
                "--key-file=" + server.key(),
                "--client-cert-auth",
                "--trusted-ca-file=" + credentials.etcdAuthority(),
                "--auto-compaction-retention=10m",
                "--log-level=warn"));
        if (!durable) {
            words.add("--unsafe-no-fsync");
        }
        return words;
    }

    private List<String> apiServer(Binaries binaries) {
        Credential etcd = credentials.etcdClient();
        Credential own = credentials.apiServerCertificate();
        Credential kubelet = credentials.kubeletClient();
        Credential proxy = credentials.frontProxyClient();
        SigningKeys.Pair tokens = credentials.serviceAccounts();
        return List.of(
                binaries.kubeApiserver().toString(),
                "--bind-address=" + subnet.host(),
                "--advertise-address=" + subnet.host(),
                "--secure-port=" + ports.apiServer(),
                "--etcd-servers=https://127.0.0.1:" + ports.etcd(),
                "--etcd-cafile=" + credentials.etcdAuthority(),
                "--etcd-certfile=" + etcd.certificate(),
                "--etcd-keyfile=" + etcd.key(),
                "--client-ca-file=" + credentials.authority(),
                "--tls-cert-file=" + own.certificate(),
                "--tls-private-key-file=" + own.key(),
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + tokens.publicKey(),
                "--service-account-signing-key-file=" + tokens.privateKey(),
                "--kubelet-client-certificate=" + kubelet.certificate(),
                "--kubelet-client-key=" + kubelet.key(),
                "--kubelet-certificate-authority=" + credentials.authority(),
                "--kubelet-preferred-address-types=InternalIP",
                "--requestheader-client-ca-file=" + credentials.authority(),
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--proxy-client-cert-file=" + proxy.certificate(),
                "--proxy-client-key-file=" + proxy.key(),
                // No Service leads to the API server here: nothing has to keep its endpoints up to date.
                "--endpoint-reconciler-type=none",
                "--profiling=false",
                "--audit-policy-file=" + auditPolicy(),
                "--audit-log-path=" + layout.auditLog(),
                "--audit-log-maxsize=50",
                "--audit-log-maxbackup=2");
    }

    private List<String> controllerManager(Binaries binaries) {
        Path kubeconfig = credentials.controllerManager();
        return List.of(
                binaries.kubeControllerManager().toString(),
                "--kubeconfig=" + kubeconfig,
                "--secure-port=0",
                "--service-account-private-key-file="
                        + credentials.serviceAccounts().privateKey(),
                "--root-ca-file=" + credentials.authority(),
                "--cluster-signing-cert-file=" + credentials.authority(),
                "--cluster-signing-key-file=" + credentials.authorityKey(),
                "--use-service-account-credentials",
                "--leader-elect=false",
                "--kube-api-qps=200",
                "--kube-api-burst=400",
                "--profiling=false",
                // A claim that is seen before its volume waits for the next round.
                "--pvclaimbinder-sync-period=1s",
                "--node-monitor-grace-period=20s");
    }

    private List<String> scheduler(Binaries binaries) {
        return List.of(
                binaries.kubeScheduler().toString(),
                "--kubeconfig=" + credentials.scheduler(),
                "--secure-port=0",
                // Its lease shows that it lives: a pod that waits is a refusal only while the lease is fresh.
                "--leader-elect=true",
                "--leader-elect-lease-duration=20s",
                "--leader-elect-renew-deadline=15s",
                "--leader-elect-retry-period=2s",
                "--profiling=false",
                "--kube-api-qps=200",
                "--kube-api-burst=400");
    }

    private Path auditPolicy() {
        Path file = layout.controlPlane().resolve("audit-policy.yaml");
        try (var policy = ControlPlane.class.getResourceAsStream("audit-policy.yaml")) {
            if (policy == null) {
                throw new IllegalStateException("audit-policy.yaml is missing from the program");
            }
            Files.createDirectories(file.getParent());
            Files.write(file, policy.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
