package dev.regauge.operator.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regauge.fleet.Fleet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An agent's mouth: real HTTPS with a real token of a real pod. */
final class StandInAgent {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer of the gateway. */
    record Answer(int status, JsonNode body) {
        String state() {
            return body.path("state").asText();
        }
    }

    private final HttpClient http;
    private final String gateway;
    private final String token;
    private final Pod pod;
    private final String instance = UUID.randomUUID().toString();
    private long sequence;

    StandInAgent(Fleet fleet, Pod pod) {
        this(fleet, pod, "regauge-gateway");
    }

    StandInAgent(Fleet fleet, Pod pod, String audience) {
        this.gateway = fleet.file().gatewayUrl();
        this.pod = pod;
        this.http = HttpClient.newBuilder()
                .sslContext(trusting(Path.of(fleet.file().pki().ca())))
                .build();
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(3600L)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endBoundObjectRef()
                .endSpec()
                .build();
        this.token = fleet.admin()
                .serviceAccounts()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName("default")
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    String instance() {
        return instance;
    }

    Answer hello(long forEpoch) {
        ObjectNode hello = speaker();
        hello.put("contractVersion", 1);
        hello.put("node", pod.getSpec().getNodeName());
        hello.put("bootId", "played");
        hello.put("podIp", "10.9.0.7");
        hello.put("coordinatorPort", 31000 + (int) forEpoch);
        hello.put("platform", "cpu");
        hello.putObject("devices").put("kind", "cpu").put("count", 4).putNull("coords");
        hello.putObject("versions")
                .put("jax", "0.12.0.1")
                .put("python", "3.13.5")
                .put("contract", 1);
        hello.putArray("cachedBundles");
        hello.put("newestEpochSeen", Math.max(0, forEpoch - 1));
        hello.put("forEpoch", forEpoch);
        return post("/v1/hello", hello);
    }

    /** Says hello as an agent does until it has its assignment of the epoch. */
    Answer meet(long epoch) {
        long forEpoch = epoch - 1;
        for (int round = 0; round < 20; round++) {
            Answer answer = hello(forEpoch);
            if (answer.status() == 503) {
                continue;
            }
            if (answer.state().equals("Greet")) {
                forEpoch = answer.body().path("epoch").asLong();
            } else if (answer.state().equals("Assigned") || answer.state().equals("Exit")) {
                return answer;
            }
        }
        throw new AssertionError("no assignment for " + pod.getMetadata().getName() + " in epoch " + epoch);
    }

    /** A heartbeat of rank 0 after so many steps, with the newest commit; 0 = none yet. */
    Answer heartbeat(long epoch, long restoredStep, long step, long committed) {
        ObjectNode beat = speaker();
        beat.put("contractVersion", 1)
                .put("epoch", epoch)
                .put("rank", 0)
                .put("sequence", ++sequence)
                .put("phase", "Training")
                .put("step", step);
        beat.putObject("seconds").put("PRODUCTIVE", step * 0.1);
        beat.put("productiveSecondsAtCommit", committed * 0.1);
        beat.putObject("fence").put("epoch", epoch).put("sequence", 1);
        beat.putNull("fencedBy");
        beat.putObject("restored")
                .put("epoch", restoredStep == 0 ? 0 : epoch - 1)
                .put("step", restoredStep);
        if (committed == 0) {
            beat.putNull("lastCommit");
        } else {
            beat.putObject("lastCommit")
                    .put("epoch", epoch)
                    .put("step", committed)
                    .put("sequence", 2);
        }
        beat.put("backendCompiles", 0);
        beat.putObject("stepSeconds").put("p50", 0.1).put("p95", 0.12);
        ObjectNode last = beat.putArray("steps").addObject();
        last.put("step", step)
                .put("loss", 3.5)
                .put("gradNorm", 0.1)
                .put("updateNorm", 0.01)
                .put("batchDigest", "00")
                .put("seconds", 0.1);
        beat.putObject("timings");
        return post("/v1/heartbeat", beat);
    }

    Answer trainerExited(long epoch, String exitClass, int exitCode, String message) {
        ObjectNode event = speaker();
        event.put("contractVersion", 1).put("epoch", epoch).put("rank", 0).put("type", "TrainerExited");
        event.put("exitClass", exitClass)
                .put("exitCode", exitCode)
                .put("message", message)
                .putNull("commit");
        return post("/v1/events", event);
    }

    Answer commands(long epoch, long after) {
        return post("/v1/commands", speaker().put("epoch", epoch).put("after", after));
    }

    /** A call in another pod's name with this pod's token. */
    Answer speakingAs(Pod other) {
        ObjectNode poll = speaker().put("epoch", 1).put("after", 0);
        poll.put("pod", other.getMetadata().getName())
                .put("podUid", other.getMetadata().getUid());
        return post("/v1/commands", poll);
    }

    private ObjectNode speaker() {
        return JSON.createObjectNode()
                .put("namespace", pod.getMetadata().getNamespace())
                .put("job", pod.getMetadata().getLabels().get("regauge.dev/job"))
                .put("jobUid", pod.getMetadata().getLabels().get("regauge.dev/job-uid"))
                .put("pod", pod.getMetadata().getName())
                .put("podUid", pod.getMetadata().getUid())
                .put("instance", instance);
    }

    Answer post(String path, JsonNode body) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(gateway + path))
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.isBlank() ? JSON.nullNode() : JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
