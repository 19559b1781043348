package dev.regauge.fleet.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of one fleet, kept in a folder beside what it issued. */
public final class Authority {
    private static final Duration LIFE_OF_AUTHORITY = Duration.ofDays(3650);
    private static final Duration LIFE_OF_CERTIFICATE = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    /** Clocks of nodes may be a little behind. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final X509ExtensionUtils KEY_IDS = keyIds();

    private final Path folder;
    private final Path certificate;
    private final X509CertificateHolder own;
    private final PrivateKey key;
    private final Instant now;

    private Authority(Path folder, Path certificate, X509CertificateHolder own, PrivateKey key, Instant now) {
        this.folder = folder;
        this.certificate = certificate;
        this.own = own;
        this.key = key;
        this.now = now;
    }

    /** The authority of this name in the folder, made if there is none yet. */
    public static Authority in(Path folder, String name, Instant now) {
        Path certificate = folder.resolve(name + ".crt");
        Path key = folder.resolve(name + ".key");
        if (!Files.exists(certificate)) {
            KeyPair pair = KeyKind.ELLIPTIC.generate();
            X500Name self =
                    new X500NameBuilder().addRDN(BCStyle.CN, "regauge " + name).build();
            X509v3CertificateBuilder builder = builder(self, self, pair.getPublic(), now, LIFE_OF_AUTHORITY);
            extend(builder, Extension.basicConstraints, true, new BasicConstraints(true));
            extend(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            extend(builder, Extension.subjectKeyIdentifier, false, KEY_IDS.createSubjectKeyIdentifier(info(pair)));
            Pem.write(key, pair.getPrivate());
            Pem.write(certificate, sign(builder, pair.getPrivate()));
        }
        return new Authority(folder, certificate, Pem.certificate(certificate), Pem.privateKey(key), now);
    }

    /** The authority's own certificate, a PEM file. */
    public Path certificate() {
        return certificate;
    }

    /** The authority's private key, a PEM file; kube-controller-manager signs requests with it. */
    public Path key() {
        return folder.resolve(certificate.getFileName().toString().replace(".crt", ".key"));
    }

    /**
     * A certificate for the subject under this file name. One that is there is used again unless it names another
     * subject or nears its end.
     */
    public Credential issue(String file, Subject subject) {
        Credential credential = new Credential(folder.resolve(file + ".crt"), folder.resolve(file + ".key"));
        if (Files.exists(credential.certificate()) && stillGood(Pem.certificate(credential.certificate()), subject)) {
            return credential;
        }
        KeyPair pair = subject.key().generate();
        X509v3CertificateBuilder builder =
                builder(own.getSubject(), name(subject), pair.getPublic(), now, LIFE_OF_CERTIFICATE);
        extend(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        extend(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        // Python 3.13 and newer accept no certificate that does not say whose it is.
        extend(builder, Extension.subjectKeyIdentifier, false, KEY_IDS.createSubjectKeyIdentifier(info(pair)));
        extend(builder, Extension.authorityKeyIdentifier, false, KEY_IDS.createAuthorityKeyIdentifier(own));
        GeneralNames alternatives = alternatives(subject);
        if (alternatives.getNames().length > 0) {
            extend(builder, Extension.subjectAlternativeName, false, alternatives);
        }
        Pem.write(credential.key(), pair.getPrivate());
        Pem.write(credential.certificate(), sign(builder, key));
        return credential;
    }

    private boolean stillGood(X509CertificateHolder certificate, Subject subject) {
        Extension names = certificate.getExtension(Extension.subjectAlternativeName);
        GeneralNames found =
                names == null ? new GeneralNames(new GeneralName[0]) : GeneralNames.getInstance(names.getParsedValue());
        return certificate.getIssuer().equals(own.getSubject())
                && certificate.getSubject().equals(name(subject))
                && found.equals(alternatives(subject))
                && certificate.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
    }

    private static SubjectPublicKeyInfo info(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    private static X509ExtensionUtils keyIds() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-1, which only names keys here", e);
        }
    }

    private static X500Name name(Subject subject) {
        X500NameBuilder builder = new X500NameBuilder();
        subject.groups().forEach(group -> builder.addRDN(BCStyle.O, group));
        return builder.addRDN(BCStyle.CN, subject.name()).build();
    }

    private static GeneralNames alternatives(Subject subject) {
        List<GeneralName> names = new ArrayList<>();
        subject.hosts().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        subject.addresses().forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey publicKey, Instant now, Duration life) {
        BigInteger serial = new BigInteger(120, new SecureRandom());
        return new X509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()));
    }

    private static void extend(
            X509v3CertificateBuilder builder,
            org.bouncycastle.asn1.ASN1ObjectIdentifier kind,
            boolean critical,
            org.bouncycastle.asn1.ASN1Encodable value) {
        try {
            builder.addExtension(kind, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException("encoding the extension " + kind, e);
        }
    }

    private static X509CertificateHolder sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return builder.build(new JcaContentSignerBuilder(KeyKind.ELLIPTIC.signature()).build(key));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("signing a certificate", e);
        }
    }
}
