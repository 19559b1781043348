package dev.regauge.scheduler.executable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    /** The example of FIPS 180-2. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void contentHasTheDigestOfTheStandard() {
        Digest digest = Digest.of("abc".getBytes(StandardCharsets.UTF_8));
        assertThat(digest).isEqualTo(Digest.ofHex(ABC)).hasToString("sha256:" + ABC);
        assertThat(digest.hex()).isEqualTo(ABC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adf",
                "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a/",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a:",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a`",
                "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new Digest(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'; allowed: sha256: and 64 lower-case hex digits");
    }

    @Test
    void keysAreToldAsTheirDigits() {
        assertThat(new RequestKey(ABC)).hasToString(ABC);
        assertThat(new RequestKey(ABC).executableName()).isEqualTo(ABC.substring(0, 32));
        assertThat(new ExecutableKey(ABC)).hasToString(ABC);
    }
}
