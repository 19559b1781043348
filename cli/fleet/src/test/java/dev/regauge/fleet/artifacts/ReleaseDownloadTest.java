package dev.regauge.fleet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleaseDownloadTest {
    private static final byte[] KUBELET = "#!/bin/sh\nexit 7\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private HttpServer host = unstarted();

    @BeforeEach
    void aReleaseHost() {
        host.start();
        publish("/v1.2.3/amd64/kubelet", KUBELET);
    }

    @AfterEach
    void stop() {
        host.stop(0);
    }

    @Test
    void aDownloadThatMatchesItsChecksumIsKeptAndRuns() throws Exception {
        publish("/v1.2.3/amd64/kubelet.sha256", utf8(Sha256.of(KUBELET)));
        var download = download(host.getAddress().getPort());

        var answer = download.find(Program.KUBELET, Progress.silent());

        assertThat(answer).isEqualTo(new ProgramSource.Found(download.cached(Program.KUBELET)));
        assertThat(new ProcessBuilder(download.cached(Program.KUBELET).toString())
                        .start()
                        .waitFor())
                .isEqualTo(7);
    }

    @Test
    void aDownloadThatDoesNotMatchIsRefusedNamedAndNotKept() throws IOException {
        var other = Sha256.of(utf8("another kubelet"));
        publish("/v1.2.3/amd64/kubelet.sha256", utf8(other));
        var download = download(host.getAddress().getPort());

        assertThatThrownBy(() -> download.find(Program.KUBELET, Progress.silent()))
                .isInstanceOf(ArtifactMissing.class)
                .hasMessageContaining(Sha256.of(KUBELET))
                .hasMessageContaining(other);
        assertThat(download.cached(Program.KUBELET)).doesNotExist();
        assertThat(new CachedPrograms(List.of(download)).find(Program.KUBELET, Progress.silent()))
                .isInstanceOf(ProgramSource.Absent.class);
    }

    @Test
    void aHostThatCannotBeReachedIsAbsentSoThatABuildTakesOver() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        assertThat(download(closed).find(Program.KUBELET, Progress.silent()))
                .isInstanceOfSatisfying(ProgramSource.Absent.class, absent -> assertThat(absent.why())
                        .contains("cannot be reached"));
    }

    @Test
    void anEntryOfAListOfChecksumsIsFoundByItsFileName() {
        var wanted = "a".repeat(64);
        var sums = "b".repeat(64) + "  etcd-v3.tar.gz.asc\n" + wanted + "  etcd-v3.tar.gz\n";
        var from = URI.create("https://releases.example/SHA256SUMS");

        assertThat(ReleaseDownload.published(sums, "etcd-v3.tar.gz", from)).isEqualTo(wanted);
        assertThatThrownBy(() -> ReleaseDownload.published(sums, "kubelet", from))
                .hasMessageContaining("kubelet");
    }

    private ReleaseDownload download(int port) {
        var url = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port
                + "/v{version}/{arch}/{program}";
        var values = Map.of("kubernetes.version", "1.2.3", "kubernetes.url", url, "kubernetes.sha256", url + ".sha256");
        return new ReleaseDownload(new Releases(values, "amd64"), new Cache(folder));
    }

    private void publish(String path, byte[] content) {
        host.createContext(path, exchange -> {
            // A context matches every path that begins with it.
            var exact = exchange.getRequestURI().getPath().equals(path);
            exchange.sendResponseHeaders(exact ? 200 : 404, exact ? content.length : -1);
            if (exact) exchange.getResponseBody().write(content);
            exchange.close();
        });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
