package dev.postern.guest.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a TLS server presents.
 *
 * @param key the private key of the first certificate
 * @param chain the server's certificate, then the authority's
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    public Instant expiresAt() {
        return chain.getFirst().getNotAfter().toInstant();
    }
}
