package dev.postern.server.sns;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom SNS trusts as an addressee of HTTPS: whom every JDK trusts, and the cloud's own authority. It is made for the first of them: most
 * clouds have none, and to read everybody's certificates takes a part of a start.
 */
final class Trust {
    private final X509Certificate authority;
    private @Nullable SSLContext made;

    Trust(X509Certificate authority) {
        this.authority = authority;
    }

    synchronized SSLContext context() throws IOException {
        if (made == null) {
            made = with(authority);
        }
        return made;
    }

    private static SSLContext with(X509Certificate authority) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("cloud", authority);
            TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            usual.init((KeyStore) null);
            int number = 0;
            for (TrustManager one : usual.getTrustManagers()) {
                if (one instanceof X509TrustManager trusting) {
                    for (X509Certificate issuer : trusting.getAcceptedIssuers()) {
                        store.setCertificateEntry("public-" + number++, issuer);
                    }
                }
            }
            TrustManagerFactory all = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            all.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, all.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("whom to trust", e);
        }
    }
}
