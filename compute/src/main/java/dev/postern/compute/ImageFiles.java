package dev.postern.compute;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;

/**
 * Writes the files of an image.
 *
 * @param root the image's root directory
 */
record ImageFiles(Path root) {
    Path directory(String name, String permissions) throws IOException {
        return Trees.directory(root.resolve(name), permissions);
    }

    /** A directory in which everybody may make files, and nobody may take away those of others. */
    void sticky(String name) throws IOException {
        Files.setAttribute(directory(name, "rwxrwxrwx"), "unix:mode", 01777);
    }

    /** A text that everybody may read. */
    void text(String name, String content) throws IOException {
        file(name, content.getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    }

    void file(String name, byte[] content, String permissions) throws IOException {
        Path file = root.resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    /**
     * Makes an authority the only one that is trusted, at the places where OpenSSL and Java look.
     *
     * @param caPem its certificate
     */
    void authorities(String caPem) throws IOException {
        directory("etc/ssl/certs", "rwxr-xr-x");
        directory("etc/ssl/private", "rwx------");
        text("etc/ssl/certs/ca-certificates.crt", caPem);
        // A program that is told only the directory finds the certificate under the hash of its subject.
        Commands.capture(List.of("openssl", "x509", "-noout", "-subject_hash", "-in", certificates()))
                .ifPresent(hash -> {
                    try {
                        link("etc/ssl/certs/" + hash.strip() + ".0", "ca-certificates.crt");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        directory("etc/ssl/certs/java", "rwxr-xr-x");
        Path javaStore = root.resolve("etc/ssl/certs/java/cacerts");
        try (OutputStream stream = Files.newOutputStream(javaStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "postern",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
            store.store(stream, "changeit".toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority's certificate: " + e.getMessage(), e);
        }
        Files.setPosixFilePermissions(javaStore, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private String certificates() {
        return root.resolve("etc/ssl/certs/ca-certificates.crt").toString();
    }
}
