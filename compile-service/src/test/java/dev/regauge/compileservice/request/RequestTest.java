package dev.regauge.compileservice.request;

import static dev.regauge.compileservice.TestExecutable.anExecutable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.compileservice.TestExecutable;
import dev.regauge.crds.v1alpha1.MeshAxis;
import dev.regauge.crds.v1alpha1.Platform;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static Request.Valid valid(TestExecutable executable) {
        return (Request.Valid) Request.of(executable.spec());
    }

    @Test
    void the_request_has_the_fields_of_the_contract() throws Exception {
        Request.Valid request = valid(anExecutable());
        assertThat(new ObjectMapper().readTree(request.json())).isEqualTo(new ObjectMapper().readTree("""
                                        {"contractVersion": 1, "requestKey": "%s",
                                         "program": {"entrypoint": "regauge_programs.transformer:program", "config": {"layers": 2, "rate": 0.5}},
                                         "globalBatch": 32,
                                         "target": {"platform": "cpu", "profile": "cpu", "hosts": 2, "chipsPerHost": 4, "slice": null,
                                                    "chip": {"name": "cpu", "hbmBytes": 4294967296, "memoryFraction": 0.92, "peakBf16Flops": 50000000000,
                                                             "hbmBytesPerSecond": 10000000000, "interconnectBytesPerSecond": 1000000000,
                                                             "efficiency": {"p10": 0.2, "p50": 0.4, "p90": 0.7}},
                                                    "gpuTargetConfig": null, "cpuFeatures": "0123456789abcdef"},
                                         "mesh": [{"axis": "data", "size": 4}, {"axis": "fsdp", "size": 2}],
                                         "axisRules": [{"logical": "batch", "mesh": ["data", "fsdp"]}],
                                         "remat": "None", "gradientAccumulation": 1, "compilerOptions": {}}
                                        """.formatted(
                                request.key().hex())));
    }

    @Test
    void priority_and_name_are_not_part_of_the_key() {
        assertThat(valid(anExecutable().priority(7).named("other")).key())
                .isEqualTo(valid(anExecutable()).key());
        assertThat(valid(anExecutable().layers(3)).key())
                .isNotEqualTo(valid(anExecutable()).key());
    }

    @Test
    void what_cannot_be_compiled_is_refused_with_field_value_and_what_is_allowed() {
        assertThat(Request.of(anExecutable().image("regauge.dev/worker:latest").spec()))
                .isInstanceOfSatisfying(Request.Refused.class, r -> assertThat(r.message())
                        .contains("spec.image is 'regauge.dev/worker:latest'", "allowed"));
        assertThat(Request.of(anExecutable().mesh(new MeshAxis("data", 5, null)).spec()))
                .isInstanceOfSatisfying(Request.Refused.class, r -> assertThat(r.message())
                        .isEqualTo("spec.mesh has the product 5; allowed: 8, target.hosts x target.chipsPerHost"));
        assertThat(Request.of(anExecutable()
                        .gang(9, 1)
                        .mesh(new MeshAxis("data", 9, null))
                        .spec()))
                .isInstanceOfSatisfying(Request.Refused.class, r -> assertThat(r.message())
                        .isEqualTo("spec.target.hosts is 9; allowed for cpu: at most 8"));
        assertThat(Request.of(anExecutable()
                        .on(Platform.TPU)
                        .gang(9, 1)
                        .mesh(new MeshAxis("data", 9, null))
                        .spec()))
                .isInstanceOf(Request.Valid.class);
    }
}
