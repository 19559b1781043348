package dev.regauge.fleet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
    private static final String XEON = "processor\t: 0\nmodel name\t: Xeon\nflags\t\t: avx2 avx512f sse2\n";

    @Test
    void theNameIsSixteenHexDigits() {
        assertThat(CpuFeatures.of(XEON)).matches("[0-9a-f]{16}");
    }

    @Test
    void theOrderOfFlagsAndTheNumberOfProcessorsDoNotMatter() {
        String other = "processor\t: 0\nmodel name\t: Xeon\nflags\t\t: sse2 avx2 avx512f\n\nprocessor\t: 1\n";

        assertThat(CpuFeatures.of(other)).isEqualTo(CpuFeatures.of(XEON));
    }

    @Test
    void anotherFlagOrModelIsAnotherName() {
        assertThat(CpuFeatures.of(XEON.replace("avx512f ", ""))).isNotEqualTo(CpuFeatures.of(XEON));
        assertThat(CpuFeatures.of(XEON.replace("Xeon", "Epyc"))).isNotEqualTo(CpuFeatures.of(XEON));
    }

    @Test
    void armIsReadToo() {
        assertThat(CpuFeatures.of("Features\t: fp asimd\nCPU part\t: 0xd40\n")).matches("[0-9a-f]{16}");
    }

    @Test
    void aFileWithoutFlagsIsRefused() {
        assertThatThrownBy(() -> CpuFeatures.of("processor : 0\n")).hasMessageContaining("[flags, Features]");
    }
}
