package dev.postern.guest.tls;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The certification authority of one cloud. Its key is made once per data directory and can sign only names below
 * {@code amazonaws.com} and {@code localhost}, addresses of loopback, and the public addresses of a cloud (RFC 5280, name
 * constraints): whoever trusts it trusts it for nothing else.
 */
public final class CertificateAuthority {
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    static final List<Cidr> LOOPBACK = List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1/128"));
    private static final List<String> DOMAINS = List.of("amazonaws.com", "localhost");

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SecureRandom random = new SecureRandom();

    private CertificateAuthority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Reads the authority kept in a directory, or makes a new one there if there is none. One that an earlier version made
     * for fewer names keeps its key and its own name, so that who trusts it goes on to.
     */
    public static CertificateAuthority open(Path directory, Instant now) throws IOException {
        Path file = directory.resolve("ca.pem");
        try {
            Optional<CertificateAuthority> kept = Files.exists(file) ? Optional.of(existing(file)) : Optional.empty();
            CertificateAuthority authority = kept.isPresent() ? kept.get().upToDate(now) : create(now);
            if (kept.isEmpty() || kept.get() != authority) {
                Files.createDirectories(directory);
                write(file, pem("PRIVATE KEY", authority.key.getEncoded()) + authority.certificatePem(), "rw-------");
            }
            Path alone = certificateFile(directory);
            byte[] certificate = authority.certificatePem().getBytes(StandardCharsets.US_ASCII);
            if (!Files.exists(alone) || !Arrays.equals(Files.readAllBytes(alone), certificate)) {
                write(alone, authority.certificatePem(), "rw-r--r--");
            }
            return authority;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the certification authority in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Where the certificate is alone, for those who shall trust it. */
    public static Path certificateFile(Path directory) {
        return directory.resolve("certificate.pem");
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate as instances get it: PEM, with a final newline. */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** A certificate for these names and addresses, with a new key. A name may begin with {@code *.} */
    ServerCertificate issue(List<String> names, List<Ip> addresses, Instant now, Duration lifetime) {
        try {
            KeyPair pair = newKeyPair();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    certificate,
                    serial(random),
                    Date.from(now.minus(CLOCK_TOLERANCE)),
                    Date.from(now.plus(lifetime)),
                    new X500Name("CN=" + names.getFirst()),
                    pair.getPublic());
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
            GeneralName[] alternatives = Stream.concat(
                            names.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                            addresses.stream()
                                    .map(ip -> address(ip.toInetAddress().getAddress())))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            return new ServerCertificate(pair.getPrivate(), List.of(sign(builder, key), certificate));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate for " + names.getFirst(), e);
        }
    }

    /** A certificate by which a name's signatures are verified. */
    X509Certificate certify(String name, PublicKey signing, Instant now, Duration lifetime) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    certificate,
                    serial(random),
                    Date.from(now.minus(CLOCK_TOLERANCE)),
                    Date.from(now.plus(lifetime)),
                    new X500Name("CN=" + name),
                    signing);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            return sign(builder, key);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate for " + name, e);
        }
    }

    private static CertificateAuthority create(Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair pair = newKeyPair();
        // The serial number in the name keeps two clouds' authorities apart in a store that trusts both.
        BigInteger serial = serial(new SecureRandom());
        X500Name name =
                new X500Name("O=Postern,CN=Postern CA " + serial.toString(16).substring(0, 8));
        return new CertificateAuthority(pair.getPrivate(), selfSigned(pair, name, serial, now));
    }

    private CertificateAuthority upToDate(Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        byte[] constraints = certificate.getExtensionValue(Extension.nameConstraints.getId());
        if (Arrays.equals(constraints, new DEROctetString(constraints()).getEncoded())) {
            return this;
        }
        X500Name name =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        KeyPair pair = new KeyPair(certificate.getPublicKey(), key);
        return new CertificateAuthority(key, selfSigned(pair, name, serial(random), now));
    }

    private static X509Certificate selfSigned(KeyPair pair, X500Name name, BigInteger serial, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                serial,
                Date.from(now.minus(CLOCK_TOLERANCE)),
                Date.from(now.plus(LIFETIME)),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        builder.addExtension(Extension.nameConstraints, true, constraints());
        return sign(builder, pair.getPrivate());
    }

    private static NameConstraints constraints() {
        Stream<GeneralName> domains = DOMAINS.stream().map(domain -> new GeneralName(GeneralName.dNSName, domain));
        Stream<GeneralName> blocks = Stream.concat(LOOPBACK.stream(), Stream.of(AddressPlan.EVERYTHING_PUBLIC))
                .map(CertificateAuthority::block);
        return new NameConstraints(
                Stream.concat(domains, blocks).map(GeneralSubtree::new).toArray(GeneralSubtree[]::new), null);
    }

    /** Its address and then its mask (RFC 5280, 4.2.1.10). */
    private static GeneralName block(Cidr block) {
        byte[] address = block.address().toInetAddress().getAddress();
        byte[] both = Arrays.copyOf(address, 2 * address.length);
        for (int bit = 0; bit < block.length(); bit++) {
            both[address.length + bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return address(both);
    }

    private static GeneralName address(byte[] octets) {
        return new GeneralName(GeneralName.iPAddress, new DEROctetString(octets));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** Positive, of at most 20 octets, and never short. */
    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(126, random).setBit(126);
    }

    private static CertificateAuthority existing(Path file) throws IOException {
        try {
            return read(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IOException(
                    file + " is damaged (" + e.getMessage() + "): put a copy of it back, or move it away; then a new"
                            + " certification authority is made, and who trusted the old one must trust that",
                    e);
        }
    }

    private static CertificateAuthority read(String text) throws IOException, GeneralSecurityException {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject key = reader.readPemObject();
            PemObject certificate = reader.readPemObject();
            if (key == null || certificate == null) {
                throw new IOException("ca.pem must hold a private key and a certificate");
            }
            return new CertificateAuthority(
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.getContent())),
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new java.io.ByteArrayInputStream(certificate.getContent())));
        }
    }

    /** Key and certificate are one file, renamed into place: a crash leaves both or none. */
    static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.write(fresh, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static String pem(String type, byte[] content) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }
}
