package dev.regauge.compileservice.it;

import static dev.regauge.compileservice.TestExecutable.anExecutable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.compileservice.TestBundle;
import dev.regauge.compileservice.TestExecutable;
import dev.regauge.compileservice.index.IndexEntry;
import dev.regauge.compileservice.sign.Dsse;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompileServiceIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static ControlPlane controlPlane;
    private static Service service;
    private static KubernetesClient admin;
    private static int namespaces;

    private String namespace;

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.start();
        admin = controlPlane.fleet().admin();
        service = new Service(controlPlane.fleet().file(), Files.createTempDirectory("regauge-compile-service-"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @BeforeEach
    void namespace() {
        namespace = "it-" + ++namespaces;
        createNamespace(namespace);
    }

    @AfterEach
    void freeTheSlots() {
        admin.resources(Executable.class).inNamespace(namespace).delete();
        admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
        found("no compile pod is left", () -> pods().isEmpty() ? Optional.of(true) : Optional.empty());
    }

    private static void createNamespace(String name) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("worker")
                        .withNamespace(name)
                        .endMetadata()
                        .build())
                .create();
    }

    // --- what the tests do and see

    private Executable create(TestExecutable executable) {
        Executable built = executable.build();
        Executable fresh = new Executable();
        fresh.setSpec(built.getSpec());
        fresh.getMetadata().setName(built.getMetadata().getName());
        fresh.getMetadata().setNamespace(namespace);
        return admin.resource(fresh).create();
    }

    private static <T> T found(String what, java.util.function.Supplier<Optional<T>> look) {
        return Await.found(what, look, service::tail);
    }

    private ExecutableStatus status(String name, Predicate<ExecutableStatus> wanted) {
        return Await.found(
                "Executable " + name,
                () -> Optional.ofNullable(read(name)).filter(wanted),
                () -> "its status is " + read(name) + ", " + service.tail());
    }

    private ExecutableStatus read(String name) {
        return admin.resources(Executable.class)
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getStatus();
    }

    private ExecutableStatus becomes(String name, ExecutablePhase phase) {
        return status(name, s -> s.phase() == phase);
    }

    private List<Pod> pods() {
        return admin.pods()
                .inNamespace(namespace)
                .withLabel("regauge.dev/role", "compile")
                .list()
                .getItems();
    }

    private Pod pod(String name) {
        return found(
                "pod " + name,
                () -> Optional.ofNullable(
                        admin.pods().inNamespace(namespace).withName(name).get()));
    }

    private Pod seen(String executable, int attempt) {
        Pod pod = pod("rgc-" + executable + "-" + attempt);
        status(executable, s -> pod.getMetadata().getName().equals(s.pod()));
        return pod;
    }

    private static String env(Pod pod, String name) {
        return pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(e -> e.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    // What the kubelet would write.
    private void ends(Pod pod, int code, String message) {
        admin.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .editStatus(p -> {
                    p.getStatus().setPhase(code == 0 ? "Succeeded" : "Failed");
                    p.getStatus()
                            .setContainerStatuses(List.of(new io.fabric8.kubernetes.api.model.ContainerStatusBuilder()
                                    .withName("compile")
                                    .withImage(p.getSpec()
                                            .getContainers()
                                            .getFirst()
                                            .getImage())
                                    .withImageID("")
                                    .withReady(false)
                                    .withRestartCount(0)
                                    .withState(new ContainerStateBuilder()
                                            .withNewTerminated()
                                            .withExitCode(code)
                                            .withMessage(message)
                                            .endTerminated()
                                            .build())
                                    .build()));
                    return p;
                });
    }

    private HttpResponse<byte[]> upload(Pod pod, byte[] body) throws IOException, InterruptedException {
        return service.put(
                env(pod, "REGAUGE_EXECUTABLE_UID"),
                Integer.parseInt(env(pod, "REGAUGE_TRY")),
                env(pod, "REGAUGE_TICKET"),
                body);
    }

    private static String token(String namespace, String audience) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .endSpec()
                .build();
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName("worker")
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private void gone(Pod pod) {
        found(
                "pod " + pod.getMetadata().getName() + " to be deleted",
                () -> pods().stream().noneMatch(p -> p.getMetadata()
                                .getUid()
                                .equals(pod.getMetadata().getUid()))
                        ? Optional.of(true)
                        : Optional.empty());
    }

    // --- the tests

    @Test
    void an_executable_is_compiled_uploaded_signed_and_served_to_its_namespace_only() throws Exception {
        TestExecutable executable = anExecutable().named("good");
        create(executable);
        Pod pod = seen("good", 1);
        JsonNode request = JSON.readTree(env(pod, "REGAUGE_COMPILE_REQUEST"));
        byte[] tar = TestBundle.answering(executable.spec()).tar();

        HttpResponse<byte[]> stored = upload(pod, tar);
        assertThat(stored.statusCode()).as(text(stored)).isEqualTo(201);

        ExecutableStatus ready = becomes("good", ExecutablePhase.Ready);
        String sha = TestBundle.sha256(tar);
        assertThat(ready.digest()).isEqualTo("sha256:" + sha);
        assertThat(ready.requestKey()).isEqualTo(request.path("requestKey").asText());
        assertThat(ready.executableKey()).isEqualTo("e".repeat(64));
        assertThat(ready.bytes()).isEqualTo(tar.length);
        assertThat(ready.outcome()).isEqualTo("Compiled");
        assertThat(ready.report().fusions()).isEqualTo(40);
        assertThat(ready.conditions().getFirst().getStatus()).isEqualTo("True");

        ends(pod, 0, "{\"outcome\":\"Compiled\"}");
        gone(pod);

        String token = token(namespace, "regauge-gateway");
        HttpResponse<byte[]> index = service.get("/index/" + ready.requestKey(), token);
        assertThat(index.statusCode()).as(text(index)).isEqualTo(200);
        Dsse.Envelope envelope = JSON.readValue(index.body(), Dsse.Envelope.class);
        assertThat(envelope.payloadType()).isEqualTo(IndexEntry.PAYLOAD_TYPE);
        assertThat(Dsse.verify(envelope, publicKey())).isTrue();
        assertThat(JSON.readTree(envelope.body()).path("bundleDigest").asText()).isEqualTo("sha256:" + sha);
        assertThat(service.get("/blobs/" + sha, token).body()).isEqualTo(tar);
        assertThat(text(service.get("/reports/" + ready.requestKey(), token))).contains("\"fusions\":40");

        createNamespace(namespace + "-other");
        String stranger = token(namespace + "-other", "regauge-gateway");
        for (String path : List.of("/index/" + ready.requestKey(), "/reports/" + ready.requestKey(), "/blobs/" + sha)) {
            assertThat(service.get(path, stranger).statusCode()).as(path).isEqualTo(404);
            assertThat(service.get(path, token(namespace, "https://kubernetes.default.svc"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(service.get(path, "").statusCode()).isEqualTo(401);
            assertThat(service.get(path, "nonsense").statusCode()).isEqualTo(401);
        }
        HttpResponse<byte[]> odd = service.get("/blobs/..%2f..%2fetc", token);
        assertThat(odd.statusCode()).isBetween(400, 404);
        assertThat(odd.headers().firstValue("content-type").orElse("")).doesNotContain("octet-stream");
    }

    private static PublicKey publicKey() throws Exception {
        String pem = Files.readString(Path.of(controlPlane.fleet().file().pki().signingPublicKey()));
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    @Test
    void what_would_end_the_same_way_again_is_not_tried_again() {
        create(anExecutable().named("raises"));
        Pod pod = seen("raises", 1);
        ends(pod, 11, "{\"outcome\":\"ProgramError\",\"message\":\"ValueError: boom\"}");
        ExecutableStatus failed = becomes("raises", ExecutablePhase.Failed);
        assertThat(failed.reason()).isEqualTo("ProgramError");
        assertThat(failed.message()).isEqualTo("ValueError: boom");
        assertThat(failed.attempt()).isEqualTo(1);
        gone(pod);

        create(anExecutable().named("big").layers(3));
        ends(seen("big", 1), 10, "{\"outcome\":\"DoesNotFit\",\"needBytes\":5000000000,\"limitBytes\":4000000000}");
        ExecutableStatus big = becomes("big", ExecutablePhase.Failed);
        assertThat(big.reason()).isEqualTo("DoesNotFit");
        assertThat(big.report().needBytes()).isEqualTo(5000000000L);
        assertThat(big.report().fits()).isFalse();
    }

    @Test
    void a_crash_is_tried_three_times() {
        create(anExecutable().named("crashes"));
        for (int attempt = 1; attempt <= 3; attempt++) {
            Pod pod = seen("crashes", attempt);
            ends(pod, 139, "");
            gone(pod);
        }
        ExecutableStatus failed = becomes("crashes", ExecutablePhase.Failed);
        assertThat(failed.reason()).isEqualTo("CompilerCrash");
        assertThat(failed.message()).isEqualTo("try 3 of 3: the compiler was ended by signal 11");
        assertThat(pods()).isEmpty();
    }

    @Test
    void a_lost_pod_and_a_lost_node_count_as_tries() {
        create(anExecutable().named("lost"));
        Pod first = seen("lost", 1);
        admin.resource(first).withGracePeriod(0).delete();
        Pod second = seen("lost", 2);

        admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName("goes-away")
                        .endMetadata()
                        .build())
                .create();
        Binding binding = new BindingBuilder()
                .withNewMetadata()
                .withName(second.getMetadata().getName())
                .withNamespace(namespace)
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName("goes-away")
                .endTarget()
                .build();
        admin.bindings().inNamespace(namespace).resource(binding).create();
        admin.nodes().withName("goes-away").delete();
        seen("lost", 3);
        assertThat(read("lost").outcome()).isEqualTo("PodLost");
    }

    @Test
    void two_compile_at_once_and_the_most_urgent_is_next() {
        create(anExecutable().named("a").layers(11));
        create(anExecutable().named("b").layers(12));
        Pod a = seen("a", 1);
        seen("b", 1);
        create(anExecutable().named("c").layers(13));
        create(anExecutable().named("d").layers(14).priority(5));
        status("c", s -> "CompileQueued".equals(s.reason()));
        status("d", s -> "CompileQueued".equals(s.reason()) && s.message().equals("2 of 2 compile slots are in use"));
        assertThat(pods()).hasSize(2);
        ends(a, 11, "{\"message\":\"x\"}");
        seen("d", 1);
        assertThat(read("c").phase()).isEqualTo(ExecutablePhase.Pending);
    }

    @Test
    void equal_requests_of_a_namespace_share_one_bundle() throws Exception {
        TestExecutable same = anExecutable();
        create(same.named("one"));
        create(same.named("two"));
        Pod pod = found("a pod", () -> pods().stream().findFirst());
        String first = pod.getMetadata().getLabels().get("regauge.dev/executable");
        String second = first.equals("one") ? "two" : "one";
        seen(first, 1);
        status(
                second,
                s -> s.message() != null && s.message().contains("another Executable compiles the same request"));
        assertThat(upload(pod, TestBundle.answering(same.spec()).tar()).statusCode())
                .isEqualTo(201);
        ExecutableStatus one = becomes(first, ExecutablePhase.Ready);
        ExecutableStatus two = becomes(second, ExecutablePhase.Ready);
        assertThat(two.digest()).isEqualTo(one.digest());
        assertThat(two.attempt()).isZero();
        assertThat(pods())
                .extracting(p -> p.getMetadata().getName())
                .containsOnly(pod.getMetadata().getName());

        create(same.named("three"));
        assertThat(becomes("three", ExecutablePhase.Ready).digest()).isEqualTo(one.digest());
    }

    @Test
    void a_bundle_that_is_not_what_was_asked_for_is_refused_with_a_problem() throws Exception {
        create(anExecutable().named("tricky"));
        Pod pod = seen("tricky", 1);
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();

        HttpResponse<byte[]> swapped = upload(
                pod, TestBundle.answering(anExecutable().layers(9).spec()).tar());
        assertThat(swapped.statusCode()).isEqualTo(422);
        assertThat(swapped.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(JSON.readTree(swapped.body()).path("detail").asText())
                .contains("manifest.json.requestKey", "as asked for");
        assertThat(upload(pod, Arrays.copyOf(tar, tar.length - 512)).statusCode())
                .isEqualTo(422);
        // Larger than the buffers between client and server: the answer must arrive although the body was not read.
        assertThat(service.put(env(pod, "REGAUGE_EXECUTABLE_UID"), 1, "forged.ticket", new byte[8 << 20])
                        .statusCode())
                .isEqualTo(401);
        assertThat(service.put(env(pod, "REGAUGE_EXECUTABLE_UID"), 2, env(pod, "REGAUGE_TICKET"), tar)
                        .statusCode())
                .isEqualTo(401);
        assertThat(read("tricky").phase()).isEqualTo(ExecutablePhase.Compiling);

        assertThat(upload(pod, tar).statusCode()).isEqualTo(201);
        becomes("tricky", ExecutablePhase.Ready);
        assertThat(upload(pod, tar).statusCode()).isEqualTo(201);
        byte[] other = TestBundle.answering(anExecutable().spec())
                .with("entries/step.bin", "other code")
                .tar();
        HttpResponse<byte[]> reused = upload(pod, other);
        assertThat(reused.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(reused.body()).path("status").asInt()).isEqualTo(409);
    }

    @Test
    void a_bundle_larger_than_the_buffers_travels_whole() throws Exception {
        create(anExecutable().named("large"));
        Pod pod = seen("large", 1);
        byte[] tar = TestBundle.answering(anExecutable().spec())
                .with("entries/step.bin", "0123456789abcdef".repeat(3 << 20))
                .tar();
        assertThat(upload(pod, tar).statusCode()).isEqualTo(201);
        becomes("large", ExecutablePhase.Ready);
        HttpResponse<byte[]> blob =
                service.get("/blobs/" + TestBundle.sha256(tar), token(namespace, "regauge-gateway"));
        assertThat(blob.statusCode()).isEqualTo(200);
        assertThat(TestBundle.sha256(blob.body())).isEqualTo(TestBundle.sha256(tar));
    }

    @Test
    void a_restart_in_the_middle_changes_nothing() throws Exception {
        TestExecutable executable = anExecutable().named("steady");
        create(executable);
        Pod pod = seen("steady", 1);
        service.kill();
        create(anExecutable().named("meanwhile").layers(5));
        service.start();

        assertThat(upload(pod, TestBundle.answering(executable.spec()).tar()).statusCode())
                .isEqualTo(201);
        assertThat(becomes("steady", ExecutablePhase.Ready).attempt()).isEqualTo(1);
        Pod other = seen("meanwhile", 1);

        service.kill();
        ends(other, 11, "{\"message\":\"while nobody looked\"}");
        service.start();
        assertThat(becomes("meanwhile", ExecutablePhase.Failed).message()).isEqualTo("while nobody looked");
        gone(other);
    }

    @Test
    void a_namespace_without_room_keeps_nobody_else_waiting() {
        admin.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("full")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", new Quantity("0"))
                        .endSpec()
                        .build())
                .create();
        String full = namespace;
        create(anExecutable().named("first").layers(21).priority(100));
        create(anExecutable().named("second").layers(22).priority(100));
        Predicate<ExecutableStatus> refused = s -> "PodRefused".equals(s.outcome())
                && s.phase() == ExecutablePhase.Pending
                && s.message() != null
                && s.message().contains("exceeded quota: full");
        assertThat(status("first", refused).attempt()).isZero();
        status("second", refused);

        namespace = full + "-roomy";
        createNamespace(namespace);
        create(anExecutable().named("third").layers(23));
        seen("third", 1);
        freeTheSlots();

        namespace = full;
        admin.resourceQuotas().inNamespace(full).withName("full").delete();
        seen("first", 1);
    }

    @Test
    void what_has_no_key_fails_with_field_value_and_what_is_allowed() {
        create(anExecutable().named("many").gang(9, 1).mesh(new dev.regauge.crds.v1alpha1.MeshAxis("data", 9, null)));
        ExecutableStatus failed = becomes("many", ExecutablePhase.Failed);
        assertThat(failed.reason()).isEqualTo("RequestInvalid");
        assertThat(failed.message()).isEqualTo("spec.target.hosts is 9; allowed for cpu: at most 8");
    }
}
