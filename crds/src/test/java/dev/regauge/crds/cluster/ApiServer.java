package dev.regauge.crds.cluster;

import dev.regauge.crds.files.Repository;
import dev.regauge.fleet.artifacts.Binaries;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** etcd and kube-apiserver with the kinds, roles and policies applied. One for all test classes of a run. */
final class ApiServer {
    /** Found, fetched or built as for a local fleet. */
    private static final Binaries PROGRAMS = LocalArtifacts.onThisMachine().binaries(System.out::println);

    static final String NAMESPACE = "research";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ApiServer SHARED = new ApiServer();

    /** Everyone that the tests speak as. The token is the name. */
    enum Who {
        ADMIN("admin", "system:masters"),
        OPERATOR("regauge-operator", ""),
        COMPILE_SERVICE("regauge-compile-service", ""),
        CLI("regauge-cli", ""),
        TENANT("tenant", "");

        private final String user;
        private final String group;

        Who(String user, String group) {
            this.user = user;
            this.group = group;
        }

        String user() {
            return user;
        }
    }

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final Map<Who, KubernetesClient> clients = new HashMap<>();

    /** The server, started and furnished at the first call. */
    static ApiServer shared() {
        return SHARED;
    }

    KubernetesClient as(Who who) {
        return Objects.requireNonNull(clients.get(who));
    }

    KubernetesClient admin() {
        return as(Who.ADMIN);
    }

    private ApiServer() {
        try {
            folder = Files.createTempDirectory("regauge-api-");
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-api-server"));
            start();
            furnish();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start an API server", e);
        }
    }

    private void start() throws IOException {
        Files.writeString(folder.resolve("sa.key"), rsaKey());
        var tokens = new StringBuilder();
        for (Who who : Who.values()) {
            tokens.append(who.user + "," + who.user + "," + who.ordinal() + (who.group.isEmpty() ? "" : "," + who.group)
                    + "\n");
        }
        Files.writeString(folder.resolve("tokens"), tokens);
        int etcd = freePort();
        int peer = freePort();
        int api = freePort();
        String etcdUrl = "http://127.0.0.1:" + etcd;
        String peerUrl = "http://127.0.0.1:" + peer;
        run(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcdUrl,
                "--advertise-client-urls=" + etcdUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=default=" + peerUrl,
                "--unsafe-no-fsync",
                "--log-level=warn");
        run(
                "kube-apiserver",
                "--etcd-servers=" + etcdUrl,
                "--secure-port=" + api,
                "--bind-address=127.0.0.1",
                "--cert-dir=" + folder.resolve("certificates"),
                "--token-auth-file=" + folder.resolve("tokens"),
                "--authorization-mode=RBAC",
                // No controller makes default service accounts here.
                "--disable-admission-plugins=ServiceAccount",
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.resolve("sa.key"),
                "--service-account-signing-key-file=" + folder.resolve("sa.key"));
        for (Who who : Who.values()) {
            clients.put(
                    who,
                    new KubernetesClientBuilder()
                            .withConfig(new ConfigBuilder()
                                    .withAutoConfigure(false)
                                    .withMasterUrl("https://127.0.0.1:" + api)
                                    .withTrustCerts(true)
                                    .withOauthToken(who.user)
                                    .withRequestRetryBackoffLimit(0)
                                    .build())
                            .build());
        }
        await("the API server to be ready", () -> "ok".equals(admin().raw("/readyz")));
    }

    private void furnish() {
        admin().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        apply("crds/generated");
        await(
                "all kinds to be established",
                () -> admin().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                        .allMatch(ApiServer::isEstablished));
        apply("crds/rbac");
        apply("crds/admission");
        apply("crds/profiles");
        // The server checks policies from a cache of its own.
        await("the policies to be enforced", () -> Pods.refusal(admin(), Pods.withChips("nvidia.com/gpu"))
                .isPresent());
    }

    static boolean isEstablished(CustomResourceDefinition definition) {
        // A status without conditions is seen for a moment after the definition was created.
        return definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private void apply(String folderOfManifests) {
        for (Path file : Repository.manifests(folderOfManifests)) {
            objects(Repository.text(file))
                    .forEach(object -> admin().resource(object).create());
        }
    }

    /** The objects of a YAML text, of one document or of several. */
    static List<HasMetadata> objects(String yaml) {
        Object loaded = Serialization.unmarshal(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        return loaded instanceof Collection<?> many
                ? many.stream().map(HasMetadata.class::cast).toList()
                : List.of((HasMetadata) loaded);
    }

    /** Waits until it is true; a refused connection or request counts as not yet. */
    static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        KubernetesClientException last = null;
        while (System.nanoTime() < end) {
            try {
                if (holds.getAsBoolean()) {
                    return;
                }
            } catch (KubernetesClientException e) {
                last = e;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
        throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s for " + what, last);
    }

    private void run(String program, String... arguments) throws IOException {
        Path path = program.equals("etcd") ? PROGRAMS.etcd() : PROGRAMS.kubeApiserver();
        var command = new ArrayList<>(List.of(path.toString()));
        command.addAll(Arrays.asList(arguments));
        File log = folder.resolve(program + ".log").toFile();
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start());
    }

    private void stop() {
        clients.values().forEach(KubernetesClient::close);
        processes.reversed().forEach(Process::destroy);
        for (Process process : processes.reversed()) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ", because " + e.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String rsaKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
