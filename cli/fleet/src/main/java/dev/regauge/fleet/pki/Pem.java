package dev.regauge.fleet.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The text form of keys and certificates; private keys are written readable by their owner alone. */
final class Pem {
    private Pem() {}

    static void write(Path file, PrivateKey key) {
        write(file, "PRIVATE KEY", key.getEncoded(), "rw-------");
    }

    static void write(Path file, PublicKey key) {
        write(file, "PUBLIC KEY", key.getEncoded(), "rw-r--r--");
    }

    static void write(Path file, X509CertificateHolder certificate) {
        try {
            write(file, "CERTIFICATE", certificate.getEncoded(), "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException("encoding the certificate for " + file, e);
        }
    }

    static X509CertificateHolder certificate(Path file) {
        return (X509CertificateHolder) read(file);
    }

    static PrivateKey privateKey(Path file) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) read(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the key " + file, e);
        }
    }

    private static Object read(Path file) {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            Object found = parser.readObject();
            if (found == null) {
                throw new IllegalStateException(file + " holds no PEM object");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static void write(Path file, String kind, byte[] der, String permissions) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
            Files.write(file, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
