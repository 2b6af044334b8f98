package dev.postern.server.network;

import dev.postern.guest.tls.ServerCertificate;
import dev.postern.guest.tls.ServerCertificates;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.Mapping;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The TLS side of the services' names: for each certificate one context, by BoringSSL where it is there. */
public final class TlsContexts implements Mapping<String, SslContext> {
    /** Whoever names no host gets this one's certificate, as with any server that has many. */
    private static final String DEFAULT_HOST = "s3.amazonaws.com";

    private final ServerCertificates certificates;
    private final ConcurrentHashMap<ServerCertificate, SslContext> contexts = new ConcurrentHashMap<>();

    public TlsContexts(ServerCertificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public SslContext map(@Nullable String host) {
        ServerCertificate certificate = certificates
                .forHost(host == null ? DEFAULT_HOST : host)
                .or(() -> certificates.forHost(DEFAULT_HOST))
                .orElseThrow();
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
