package dev.regauge.compileservice.it;

import dev.regauge.fleet.state.FleetFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The packaged service as a process that can be killed and started again. */
final class Service implements AutoCloseable {
    private final FleetFile fleet;
    private final Path folder;
    private final int port;
    private final int managementPort;
    private final HttpClient client;
    private Process process;

    Service(FleetFile fleet, Path folder) throws IOException, GeneralSecurityException {
        this.fleet = fleet;
        this.folder = folder;
        this.port = freePort();
        this.managementPort = freePort();
        this.client = HttpClient.newBuilder()
                .sslContext(trusting(Path.of(fleet.pki().ca())))
                .build();
        start();
    }

    String url() {
        return "https://127.0.0.1:" + port;
    }

    Path log() {
        return folder.resolve("service.log");
    }

    void start() throws IOException {
        Path jar = Path.of("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is not there: run this test with mvn verify");
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("KUBECONFIG", fleet.kubeconfigs().compileService()),
                        Map.entry("REGAUGE_BIND_ADDRESS", "127.0.0.1"),
                        Map.entry("REGAUGE_PORT", Integer.toString(port)),
                        Map.entry("REGAUGE_MANAGEMENT_PORT", Integer.toString(managementPort)),
                        Map.entry("REGAUGE_TLS_CERT", fleet.pki().compileCert()),
                        Map.entry("REGAUGE_TLS_KEY", fleet.pki().compileKey()),
                        Map.entry("REGAUGE_CA", fleet.pki().ca()),
                        Map.entry("REGAUGE_COMPILE_URL", url()),
                        Map.entry("REGAUGE_SIGNING_KEY", fleet.pki().signingKey()),
                        Map.entry("REGAUGE_STORE", folder.resolve("store").toString())));
        process = builder.start();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        Await.found("the service to be ready", () -> answers(ready), this::tail);
    }

    private Optional<Boolean> answers(HttpRequest ready) {
        if (!process.isAlive()) {
            throw new AssertionError("the service ended with " + process.exitValue() + "; " + tail());
        }
        try {
            return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200 && listens()
                    ? Optional.of(true)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The port for health checks opens a moment before the one for workers. */
    private boolean listens() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    /** As a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
    }

    HttpResponse<byte[]> put(String uid, int attempt, String ticket, byte[] body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url() + "/uploads/" + uid + "?try=" + attempt))
                .header("Authorization", "Bearer " + ticket)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<byte[]> get(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(240)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    String tail() {
        try {
            String text = Files.readString(log());
            return "its log ends with\n" + text.substring(Math.max(0, text.length() - 3000));
        } catch (IOException e) {
            return "it has no log";
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
        client.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(ca))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
