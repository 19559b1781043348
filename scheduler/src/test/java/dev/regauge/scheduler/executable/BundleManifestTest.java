package dev.regauge.scheduler.executable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.scheduler.Fixtures;
import dev.regauge.scheduler.json.InvalidJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleManifestTest {
    private static final String HEX = "ab".repeat(32);
    private static final String VALID = """
            {"contractVersion": 1, "format": "regauge-bundle/1", "requestKey": "HEX", "executableKey": "HEX",
             "platform": "cpu", "deviceKind": "cpu", "processes": 2, "devicesPerProcess": 1,
             "devices": [{"id": 0, "process": 0, "localIndex": 0, "coords": null, "slice": 0},
                         {"id": 7, "process": 1, "localIndex": 0, "coords": [0, 1, 0], "slice": 0}],
             "mesh": [{"axis": "data", "size": 2}],
             "versions": {"jax": "0.12.0.1", "libtpu": null}, "globalBatch": 32, "gradientAccumulation": 1,
             "program": {"entrypoint": "m:program", "config": {}}, "somethingNew": [],
             "entries": {"init": {"file": "entries/init.bin", "sha256": "HEX", "bytes": 5000000000},
                         "step": {"file": "entries/step.bin", "sha256": "HEX", "bytes": 2},
                         "digest": {"file": "entries/digest.bin", "sha256": "HEX", "bytes": 3}},
             "files": [{"path": "entries/init.bin", "sha256": "HEX", "bytes": 5000000000},
                       {"path": "entries/step.bin", "sha256": "HEX", "bytes": 2},
                       {"path": "entries/digest.bin", "sha256": "HEX", "bytes": 3},
                       {"path": "report.json", "sha256": "HEX", "bytes": 4}]}
            """.replace("HEX", HEX);

    private static BundleManifest read(String json) {
        return BundleManifest.read(Fixtures.parse(json));
    }

    @Test
    void readsWhatTheContractSays() {
        BundleManifest manifest = read(VALID);
        assertThat(manifest.requestKey().hex()).isEqualTo(HEX);
        assertThat(manifest.devices()).extracting(BundleManifest.Device::id).containsExactly(0, 7);
        assertThat(manifest.entries().get("init").bytes()).isEqualTo(5_000_000_000L);
        assertThat(manifest.versions()).containsEntry("jax", "0.12.0.1").containsEntry("libtpu", null);
        assertThat(manifest.files()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"contractVersion\": 1 | \"contractVersion\": 2 | manifest.json.contractVersion is 2; allowed: 1",
                "regauge-bundle/1 | regauge-bundle/9 | manifest.json.format is 'regauge-bundle/9'",
                "\"processes\": 2 | \"processes\": 3 | manifest.json.devices is '2 devices'; allowed: 3, as processes",
                "\"size\": 2 | \"size\": 4 | manifest.json.mesh",
                "\"id\": 7 | \"id\": 0 | each id once",
                "\"processes\": 2 | \"processes\": \"2\" | manifest.json.processes is '2'; allowed: a whole number",
                "report.json | ../report.json | relative paths inside the bundle",
                "report.json | entries/step.bin | each once",
                "\"digest\": | \"digestion\": | at least init, step and digest",
                "\"file\": \"entries/step.bin\" | \"file\": \"entries/other.bin\" | manifest.json.entries.step",
                "\"platform\": \"cpu\", | | manifest.json.platform is missing; allowed: a string"
            })
    void refusesWhatContradictsItself(String from, String to, String message) {
        String changed = VALID.replace(from, to == null ? "" : to);
        assertThat(changed).isNotEqualTo(VALID);
        assertThatThrownBy(() -> read(changed)).isInstanceOf(InvalidJson.class).hasMessageContaining(message);
    }
}
