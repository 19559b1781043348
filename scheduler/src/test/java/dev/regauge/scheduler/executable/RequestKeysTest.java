package dev.regauge.scheduler.executable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestKeysTest {
    private static final String IMAGE = "@sha256:" + "ab".repeat(32);
    private static final Target.Chip CHIP = new Target.Chip("cpu", 1L << 32, 0.92, 5e10, 1e10, 1e9, 0.2, 0.4, 0.7);

    private static RequestKeyInputs inputs(
            String image, Map<String, ?> config, int batch, Target target, String remat, Map<String, String> options) {
        return new RequestKeyInputs(
                image,
                "regauge_programs.transformer:program",
                config,
                batch,
                target,
                List.of(new MeshAxis("data", 4), new MeshAxis("fsdp", 2)),
                List.of(new AxisRule("batch", List.of("data", "fsdp"))),
                remat,
                1,
                options);
    }

    private static Target cpu(String features) {
        return new Target("cpu", "cpu", 2, 4, null, CHIP, null, features);
    }

    private static RequestKeyInputs usual() {
        return inputs(
                "repo/worker" + IMAGE,
                Map.of("layers", 2, "width", 128),
                32,
                cpu("0123456789abcdef"),
                "None",
                Map.of());
    }

    /** A changed value here means that every stored bundle is compiled again: only with a new format number. */
    @Test
    void theKeyOfGivenInputsNeverChanges() {
        assertThat(RequestKeys.of(usual()).hex())
                .isEqualTo("b7e19df8f6f98f133a46153997bc2f203b19b77b27badc98bb8247cb75f9bca7");
        assertThat(RequestKeys.of(usual()).executableName()).hasSize(32);
    }

    @Test
    void theOrderOfFieldsDoesNotMatter() {
        Map<String, Object> turned = new LinkedHashMap<>();
        turned.put("width", 128);
        turned.put("layers", 2);
        assertThat(RequestKeys.of(inputs("repo/worker" + IMAGE, turned, 32, cpu("0123456789abcdef"), "None", Map.of())))
                .isEqualTo(RequestKeys.of(usual()));
    }

    @Test
    void whereTheImageWasFetchedFromDoesNotMatter() {
        assertThat(RequestKeys.of(inputs(
                        "mirror.example/other" + IMAGE,
                        Map.of("layers", 2, "width", 128),
                        32,
                        cpu("0123456789abcdef"),
                        "None",
                        Map.of())))
                .isEqualTo(RequestKeys.of(usual()));
    }

    @Test
    void everyInputMatters() {
        Map<String, Integer> config = Map.of("layers", 2, "width", 128);
        String image = "repo/worker" + IMAGE;
        Target usual = cpu("0123456789abcdef");
        List<RequestKeyInputs> changed = List.of(
                inputs("repo/worker@sha256:" + "cd".repeat(32), config, 32, usual, "None", Map.of()),
                inputs(image, Map.of("layers", 3, "width", 128), 32, usual, "None", Map.of()),
                inputs(image, config, 64, usual, "None", Map.of()),
                inputs(image, config, 32, cpu("fedcba9876543210"), "None", Map.of()),
                inputs(
                        image,
                        config,
                        32,
                        new Target("cpu", "cpu", 1, 8, null, CHIP, null, "0123456789abcdef"),
                        "None",
                        Map.of()),
                inputs(image, config, 32, usual, "Full", Map.of()),
                inputs(image, config, 32, usual, "None", Map.of("xla_flag", "true")));
        assertThat(changed.stream().map(RequestKeys::of).distinct())
                .hasSize(changed.size())
                .doesNotContain(RequestKeys.of(usual()));
    }

    @Test
    void aTagIsNoImageToKeyBy() {
        assertThatThrownBy(() -> inputs("repo/worker:latest", Map.of(), 32, cpu("0"), "None", Map.of()))
                .hasMessageStartingWith("image is 'repo/worker:latest'");
    }

    @Test
    void everyPlatformNeedsItsFacts() {
        assertThatThrownBy(() -> new Target("cpu", "cpu", 1, 8, null, CHIP, null, null))
                .hasMessageContaining("target.cpuFeatures is missing");
        assertThatThrownBy(() -> new Target("tpu", "tpu-v5p", 1, 4, null, CHIP, null, null))
                .hasMessageContaining("target.slice is missing");
        assertThatThrownBy(() -> new Target("cuda", "h100-sxm", 1, 8, null, CHIP, null, null))
                .hasMessageContaining("target.gpuTargetConfig is missing");
        assertThatThrownBy(() -> new Target("abacus", "x", 1, 8, null, CHIP, null, null))
                .hasMessageContaining("platform is 'abacus'");
    }
}
