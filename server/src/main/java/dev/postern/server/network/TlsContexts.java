package dev.postern.server.network;

import dev.postern.guest.tls.ServerCertificate;
import dev.postern.guest.tls.ServerCertificates;
import dev.postern.model.net.Ip;
import dev.postern.server.http.Certificates;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/** The TLS side of the services' names: for each certificate one context, by BoringSSL where it is there. */
public final class TlsContexts implements Certificates {
    private final ServerCertificates certificates;
    private final ConcurrentHashMap<ServerCertificate, SslContext> contexts = new ConcurrentHashMap<>();

    public TlsContexts(ServerCertificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public SslContext context(Optional<String> host, Ip local) {
        ServerCertificate certificate =
                host.flatMap(certificates::forHost).orElseGet(() -> certificates.forAddress(local));
        return contexts.computeIfAbsent(certificate, TlsContexts::context);
    }

    private static SslContext context(ServerCertificate certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.chain())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("a certificate of our own cannot be used", e);
        }
    }
}
