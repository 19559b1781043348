package dev.regauge.crds.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.Platform;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped profiles, against the sources that they name. */
class ProfilesTest {
    private static final List<Integer> POD = List.of(16, 20, 28);

    @Test
    void h100HasTheFiguresOfItsDataSheetAndTheTextThatItsCompilerNeeds() {
        var h100 = profile("h100-sxm");
        assertThat(h100.platform()).isEqualTo(Platform.CUDA);
        assertThat(h100.chip().peakBf16Flops()).isEqualTo(989e12);
        assertThat(h100.chip().hbmBytesPerSecond()).isEqualTo(3.35e12);
        assertThat(h100.host().chips()).isEqualTo(8);
        assertThat(h100.compile().gpuTargetConfig())
                .contains("device_memory_size: " + h100.chip().hbmBytes())
                .contains("major: 9")
                .contains("ACCELERATED_FEATURES")
                .contains("core_count: 132");
        assertThat(h100.compile().compilerOptions())
                .containsEntry("xla_gpu_experimental_cost_model_gemm_tiling_default", "true");
    }

    @Test
    void v5pHasTheFiguresOfItsDocumentation() {
        var v5p = profile("tpu-v5p");
        assertThat(v5p.platform()).isEqualTo(Platform.TPU);
        assertThat(v5p.chip().peakBf16Flops()).isEqualTo(459e12);
        assertThat(v5p.chip().hbmBytesPerSecond()).isEqualTo(2.765e12);
        assertThat(v5p.chip().hbmBytes()).isEqualTo(95L << 30);
        assertThat(v5p.host().chips()).isEqualTo(4);
        assertThat(v5p.maxChipsPerJob()).isEqualTo(6144);
    }

    @Test
    void v5pListsExactlyTheShapesOfTheCubeRule() {
        var lawful = new ArrayList<>(List.of("2x2x1", "2x2x2", "2x2x4", "2x4x4"));
        for (int a = 4; a <= POD.get(0); a += 4) {
            for (int b = a; b <= POD.get(1); b += 4) {
                for (int c = b; c <= POD.get(2); c += 4) {
                    if (a * b * c <= 6144) {
                        lawful.add(a + "x" + b + "x" + c);
                    }
                }
            }
        }
        assertThat(profile("tpu-v5p").sliceShapes())
                .containsExactlyInAnyOrderElementsOf(lawful)
                .contains("16x16x24");
    }

    @Test
    void v5pShapesAreOrderedBySizeAndAreWholeHosts() {
        var profile = profile("tpu-v5p");
        assertThat(profile.sliceShapes().stream().map(ProfilesTest::volume)).isSorted();
        assertThat(profile.sliceShapes().stream().map(ProfilesTest::volume))
                .allMatch(chips -> chips % profile.host().chips() == 0);
    }

    @Test
    void cpuTrainsOnTheLocalFleetsHosts() {
        var cpu = profile("cpu");
        assertThat(cpu.platform()).isEqualTo(Platform.CPU);
        assertThat(cpu.resourceName()).isEqualTo("regauge.dev/cpu-chip");
        assertThat(cpu.memoryFraction()).isEqualTo(0.92);
    }

    @Test
    void everyProfileNamesItsSourceAndLeavesTheImageToTheInstallation() {
        for (var file : Repository.manifests("crds/profiles")) {
            var profile = Serialization.unmarshal(Repository.text(file), HardwareProfile.class)
                    .getSpec();
            assertThat(profile.chip().source()).as(file.toString()).isNotBlank();
            assertThat(profile.runtimeImage()).as(file.toString()).isNull();
        }
    }

    private static int volume(String shape) {
        return Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).reduce(1, (a, b) -> a * b);
    }

    private static HardwareProfileSpec profile(String name) {
        var profile =
                Serialization.unmarshal(Repository.text("crds/profiles/" + name + ".yaml"), HardwareProfile.class);
        assertThat(profile.getMetadata().getName()).isEqualTo(name);
        return profile.getSpec();
    }
}
