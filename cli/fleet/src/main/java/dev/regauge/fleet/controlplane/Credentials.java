package dev.regauge.fleet.controlplane;

import dev.regauge.fleet.network.Subnet;
import dev.regauge.fleet.pki.Authority;
import dev.regauge.fleet.pki.Credential;
import dev.regauge.fleet.pki.KeyKind;
import dev.regauge.fleet.pki.SigningKeys;
import dev.regauge.fleet.pki.Subject;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Every certificate, key and kubeconfig of a fleet. Making them again changes nothing that is still good. */
public final class Credentials {
    /** The first address of the Services' range: how pods know the API server. */
    private static final String API_SERVICE = "10.96.0.1";

    private final Layout layout;
    private final Claim claim;
    private final Subnet subnet;
    private final Authority authority;
    private final Authority etcdAuthority;

    public Credentials(Layout layout, Claim claim, Instant now) {
        this.layout = layout;
        this.claim = claim;
        this.subnet = new Subnet(claim.id());
        this.authority = Authority.in(layout.pki(), "ca", now);
        // Of its own: no client of the API server may talk to etcd.
        this.etcdAuthority = Authority.in(layout.pki(), "etcd-ca", now);
    }

    public String apiServer() {
        return "https://" + subnet.host() + ":" + claim.ports().apiServer();
    }

    public Path authority() {
        return authority.certificate();
    }

    Path authorityKey() {
        return authority.key();
    }

    Path etcdAuthority() {
        return etcdAuthority.certificate();
    }

    Credential etcdServer() {
        return etcdAuthority.issue("etcd", Subject.server("etcd", List.of("localhost"), List.of("127.0.0.1")));
    }

    Credential etcdClient() {
        return etcdAuthority.issue("etcd-client", Subject.client("kube-apiserver", KeyKind.ELLIPTIC));
    }

    Credential apiServerCertificate() {
        return authority.issue(
                "api-server",
                Subject.server(
                        "kube-apiserver",
                        List.of(
                                "localhost",
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc.cluster.local"),
                        List.of("127.0.0.1", subnet.host(), API_SERVICE)));
    }

    Credential kubeletClient() {
        return authority.issue(
                "kubelet-client", Subject.client("kube-apiserver-kubelet-client", KeyKind.ELLIPTIC, "system:masters"));
    }

    Credential frontProxyClient() {
        return authority.issue("front-proxy-client", Subject.client("front-proxy-client", KeyKind.ELLIPTIC));
    }

    SigningKeys.Pair serviceAccounts() {
        return SigningKeys.serviceAccounts(layout.pki());
    }

    /** The administrator's, which also sets the fleet up. */
    public Path admin() {
        Subject admin = Subject.client("regauge-admin", KeyKind.RSA, "system:masters");
        return kubeconfig(layout.kubeconfig(), "admin", admin);
    }

    Path controllerManager() {
        return kubeconfig("controller-manager", Subject.client("system:kube-controller-manager", KeyKind.ELLIPTIC));
    }

    Path scheduler() {
        return kubeconfig("scheduler", Subject.client("system:kube-scheduler", KeyKind.ELLIPTIC));
    }

    /** The serving certificate of a node's kubelet. */
    public Credential kubeletServer(String node) {
        return authority.issue(
                "node-" + node + "-server",
                Subject.server("system:node:" + node, List.of(node), List.of(subnet.host())));
    }

    public Path node(String node) {
        return kubeconfig("node-" + node, Subject.client("system:node:" + node, KeyKind.ELLIPTIC, "system:nodes"));
    }

    /** Operator, compile service and command line: users without a group, so that only their RBAC lets them in. */
    public FleetFile.Kubeconfigs services() {
        return new FleetFile.Kubeconfigs(
                service("operator").toString(),
                service("compile-service").toString(),
                service("cli").toString());
    }

    public FleetFile.Pki files() {
        Credential gateway = server("gateway");
        Credential compile = server("compile");
        SigningKeys.Pair signing = SigningKeys.bundles(layout.pki());
        return new FleetFile.Pki(
                authority.certificate().toString(),
                gateway.certificate().toString(),
                gateway.key().toString(),
                compile.certificate().toString(),
                compile.key().toString(),
                signing.privateKey().toString(),
                signing.publicKey().toString());
    }

    private Credential server(String name) {
        return authority.issue(
                name, Subject.server("regauge-" + name, List.of("localhost"), List.of(subnet.host(), "127.0.0.1")));
    }

    private Path service(String name) {
        return kubeconfig(name, Subject.client("regauge-" + name, KeyKind.RSA));
    }

    private Path kubeconfig(String name, Subject subject) {
        return kubeconfig(layout.kubeconfigs().resolve(name + ".yaml"), name, subject);
    }

    private Path kubeconfig(Path file, String name, Subject subject) {
        return Kubeconfig.write(
                file, claim.name(), apiServer(), authority.certificate(), authority.issue("client-" + name, subject));
    }
}
