package dev.regauge.fleet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFileTest {
    private static final FleetFile FLEET = new FleetFile(
            "demo",
            "3f",
            "/s/kubeconfig.yaml",
            new FleetFile.Bridge("rg3f", "10.63.0.1", "10.63.0.0/16"),
            "https://10.63.0.1:6443",
            "https://10.63.0.1:7443",
            "https://10.63.0.1:7444",
            new FleetFile.Database("jdbc:postgresql://127.0.0.1:22520/regauge", "regauge", "secret"),
            new FleetFile.Pki("ca", "gc", "gk", "cc", "ck", "s", "p"),
            new FleetFile.Kubeconfigs("o", "c", "l"),
            "regauge.dev/worker@sha256:1",
            "0123456789abcdef",
            List.of(new FleetFile.Node("cpu-8-a", "cpu-8", 8)));

    @TempDir
    Path state;

    @Test
    void whatIsWrittenIsReadAgain() {
        FLEET.write(state);

        assertThat(FleetFile.read(state)).contains(FLEET);
    }

    @Test
    void theFileHasTheFieldsOfTheContract() throws IOException {
        FLEET.write(state);

        assertThat(new ObjectMapper()
                        .readTree(state.resolve("fleet.json").toFile())
                        .propertyStream()
                        .map(java.util.Map.Entry::getKey))
                .containsExactly(
                        "name",
                        "id",
                        "kubeconfig",
                        "bridge",
                        "apiServer",
                        "gatewayUrl",
                        "compileUrl",
                        "database",
                        "pki",
                        "kubeconfigs",
                        "workerImage",
                        "cpuFeatures",
                        "nodes");
    }

    @Test
    void fieldsOfALaterVersionAreIgnored() throws IOException {
        FLEET.write(state);
        Path file = state.resolve("fleet.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"later\": 1,"));

        assertThat(FleetFile.read(state)).contains(FLEET);
    }

    @Test
    void thePasswordInItIsForTheOwnerAlone() throws IOException {
        FLEET.write(state);

        assertThat(Files.getPosixFilePermissions(state.resolve("fleet.json")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void noFileIsNoFleet() {
        assertThat(FleetFile.read(state)).isEmpty();
    }

    @Test
    void aStateFolderTooDeepForSocketsIsRefused() {
        Path deep = Path.of("/" + "x".repeat(60));

        assertThatThrownBy(() -> Layout.checked(deep)).hasMessageContaining("61 characters; at most 60");
    }
}
