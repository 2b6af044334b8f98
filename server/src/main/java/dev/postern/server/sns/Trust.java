package dev.postern.server.sns;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom SNS trusts as an addressee of HTTPS: whom every JDK trusts, and the cloud's own authority. */
final class Trust {
    private Trust() {}

    public static SSLContext with(X509Certificate authority) throws IOException {
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
