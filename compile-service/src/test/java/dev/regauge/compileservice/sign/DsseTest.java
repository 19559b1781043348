package dev.regauge.compileservice.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.compileservice.TestKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DsseTest {
    private static final String TYPE = "http://example.com/HelloWorld";
    private static final byte[] BODY = "hello world".getBytes(StandardCharsets.UTF_8);

    @Test
    void what_is_signed_is_the_encoding_of_the_specification() {
        assertThat(new String(Dsse.preAuthentication(TYPE, BODY), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void the_public_key_is_the_one_of_rfc_8032() {
        byte[] spki = TestKey.key().publicKey().getEncoded();
        assertThat(HexFormat.of().formatHex(spki, spki.length - 32, spki.length))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HexFormat.of().formatHex(TestKey.key().sign(new byte[0])))
                .startsWith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155");
    }

    @Test
    void an_envelope_verifies_and_every_change_to_it_does_not() {
        Dsse.Envelope good = Dsse.sign(TYPE, BODY, TestKey.key());
        var key = TestKey.key().publicKey();
        assertThat(Dsse.verify(good, key)).isTrue();
        assertThat(good.signatures().getFirst().keyid()).isEqualTo(TestKey.key().keyId());
        String other = Base64.getEncoder().encodeToString("hello_world".getBytes(StandardCharsets.UTF_8));
        assertThat(Dsse.verify(new Dsse.Envelope(other, TYPE, good.signatures()), key))
                .isFalse();
        assertThat(Dsse.verify(new Dsse.Envelope(good.payload(), TYPE + "2", good.signatures()), key))
                .isFalse();
        assertThat(Dsse.verify(new Dsse.Envelope(good.payload(), TYPE, List.of()), key))
                .isFalse();
        assertThat(Dsse.verify(new Dsse.Envelope(good.payload(), TYPE, List.of(new Dsse.Signed("k", "AAAA"))), key))
                .isFalse();
    }

    @Test
    void a_wrong_key_file_is_named() {
        assertThatThrownBy(() -> SigningKey.read(Path.of("no-such-file.pem")))
                .hasMessageContaining("REGAUGE_SIGNING_KEY is \"no-such-file.pem\"")
                .hasMessageContaining("allowed: a PKCS#8 PEM file with an Ed25519 private key");
        assertThatThrownBy(() -> SigningKey.parse("hello")).hasMessageContaining("BEGIN PRIVATE KEY");
    }
}
