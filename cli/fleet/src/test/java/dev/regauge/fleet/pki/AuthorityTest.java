package dev.regauge.fleet.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Subject SERVER =
            Subject.server("kube-apiserver", List.of("kubernetes"), List.of("10.63.0.1", "127.0.0.1"));

    @TempDir
    Path folder;

    @Test
    void aServerCertificateIsSignedByTheAuthorityAndNamesItsAddresses() throws Exception {
        Authority authority = Authority.in(folder, "ca", NOW);

        X509Certificate certificate = read(authority.issue("api-server", SERVER).certificate());

        certificate.verify(read(authority.certificate()).getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder("kubernetes", "10.63.0.1", "127.0.0.1");
        assertThat(certificate.getBasicConstraints()).as("may issue nothing").isEqualTo(-1);
        assertThat(certificate.getExtensionValue("2.5.29.35"))
                .as("names the authority's key, as strict verification demands")
                .isNotNull();
        assertThat(read(authority.certificate()).getExtensionValue("2.5.29.14"))
                .as("the authority's key has that name")
                .isNotNull();
    }

    @Test
    void aClientCertificateCarriesUserAndGroups() throws Exception {
        Authority authority = Authority.in(folder, "ca", NOW);

        Credential client = authority.issue("node", Subject.client("system:node:cpu-4-a", KeyKind.RSA, "system:nodes"));

        X509Certificate certificate = read(client.certificate());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:cpu-4-a,O=system:nodes");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    }

    @Test
    void whatIsStillGoodIsUsedAgainAlsoByALaterProgram() throws IOException {
        Path certificate =
                Authority.in(folder, "ca", NOW).issue("api-server", SERVER).certificate();
        String before = Files.readString(certificate);

        Authority.in(folder, "ca", NOW.plus(Duration.ofDays(300))).issue("api-server", SERVER);

        assertThat(Files.readString(certificate)).isEqualTo(before);
    }

    @Test
    void aCertificateIsRenewedInItsLastMonth() throws Exception {
        Authority.in(folder, "ca", NOW).issue("api-server", SERVER);
        Instant late = NOW.plus(Duration.ofDays(340));

        Credential renewed = Authority.in(folder, "ca", late).issue("api-server", SERVER);

        assertThat(read(renewed.certificate()).getNotAfter().toInstant()).isAfter(late.plus(Duration.ofDays(300)));
    }

    @Test
    void aServerThatMovedGetsANewCertificate() throws Exception {
        Authority authority = Authority.in(folder, "ca", NOW);
        authority.issue("api-server", SERVER);

        Credential moved =
                authority.issue("api-server", Subject.server("kube-apiserver", List.of(), List.of("10.64.0.1")));

        assertThat(read(moved.certificate()).getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("10.64.0.1");
    }

    @Test
    void privateKeysAreForTheirOwnerAlone() throws IOException {
        Authority authority = Authority.in(folder, "ca", NOW);
        Credential server = authority.issue("api-server", SERVER);
        SigningKeys.Pair bundles = SigningKeys.bundles(folder);

        for (Path key : List.of(authority.key(), server.key(), bundles.privateKey())) {
            assertThat(Files.getPosixFilePermissions(key))
                    .extracting(Enum::name)
                    .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        }
    }

    @Test
    void theKeyForBundlesIsEd25519AndStaysTheSame() throws IOException, GeneralSecurityException {
        SigningKeys.Pair pair = SigningKeys.bundles(folder);
        String before = Files.readString(pair.privateKey());

        assertThat(Files.readString(SigningKeys.bundles(folder).privateKey())).isEqualTo(before);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(Pem.privateKey(pair.privateKey()));
        signature.update(new byte[] {1});
        assertThat(signature.sign()).hasSize(64);
    }

    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
