package dev.postern.server.balancing;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.acm.Certificate;
import dev.postern.model.elbv2.Listener;
import dev.postern.services.elbv2.SecurityPolicy;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How balancers speak TLS: to who connects, with the certificates and by the security policy of a listener; to targets, without asking who
 * they are, as AWS does not either.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-tls-listener.html">TLS listeners</a>
 */
final class BalancerTls {
    private static final String HTTP_1_0 = "http/1.0";
    private static final Integer DNS_NAME = 2;

    private final Supplier<Snapshot> cloud;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();

    /** A listener's contexts, and of what they were made. */
    private record Ready(
            Scope scope,
            Listener.Tls tls,
            List<Certificate> certificates,
            Mapping<? super String, SslContext> byHost) {}

    BalancerTls(Supplier<Snapshot> cloud) {
        this.cloud = cloud;
    }

    /** What begins TLS to a target. */
    SslHandler beginning(ByteBufAllocator buffers) {
        return ToTargets.CONTEXT.newHandler(buffers);
    }

    /**
     * What ends TLS at a listener, told off the event loop: keys have to be read first.
     *
     * @param key the listener's
     * @param host that the client asks for (SNI)
     */
    Promise<SslContext> ending(Scope scope, String key, @Nullable String host, Promise<SslContext> promise) {
        Thread.ofVirtual().start(() -> {
            try {
                promise.setSuccess(ready(scope, key).map(host == null ? "" : host));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                promise.setFailure(e);
            }
        });
        return promise;
    }

    /** Made once for a listener, and again when it or a certificate has changed. */
    private Mapping<? super String, SslContext> ready(Scope scope, String key)
            throws IOException, GeneralSecurityException {
        Snapshot snapshot = cloud.get();
        Listener.Tls wanted = snapshot.find(Listener.class, scope, key)
                .flatMap(Listener::tls)
                .orElseThrow(() -> new IOException(key + " is gone"));
        List<Certificate> certificates = wanted.certificates().stream()
                .flatMap(arn -> snapshot.find(Certificate.class, scope, arn.substring(arn.indexOf('/') + 1)).stream())
                .toList();
        Ready before = ready.get(key);
        if (before != null
                && before.tls().equals(wanted)
                && before.certificates().equals(certificates)) {
            return before.byHost();
        }
        Ready now = new Ready(scope, wanted, certificates, byHost(wanted, certificates));
        ready.entrySet()
                .removeIf(one -> snapshot.find(Listener.class, one.getValue().scope(), one.getKey())
                        .isEmpty());
        ready.put(key, now);
        return now.byHost();
    }

    private static Mapping<? super String, SslContext> byHost(Listener.Tls tls, List<Certificate> certificates)
            throws IOException, GeneralSecurityException {
        if (certificates.isEmpty()) {
            throw new IOException("a listener has no certificate");
        }
        DomainWildcardMappingBuilder<SslContext> contexts =
                new DomainWildcardMappingBuilder<>(context(tls, certificates.getFirst()));
        for (Certificate certificate : certificates.reversed()) { // the first that has a name counts
            SslContext context = context(tls, certificate);
            names(certificate).forEach(name -> contexts.add(name, context));
        }
        return contexts.build();
    }

    private static SslContext context(Listener.Tls tls, Certificate certificate) throws SSLException {
        String chain = certificate.body() + "\n" + certificate.chain().orElse("");
        SslContextBuilder builder = SslContextBuilder.forServer(stream(chain), stream(certificate.privateKey()))
                .sslProvider(provider())
                .applicationProtocolConfig(applications(tls.alpn()));
        SecurityPolicy.find(tls.policy()).ifPresent(policy -> {
            builder.protocols(policy.protocols());
            if (provider() == SslProvider.OPENSSL) { // of which the names are
                builder.ciphers(policy.ciphers(), SupportedCipherSuiteFilter.INSTANCE);
            }
        });
        return builder.build();
    }

    private static ApplicationProtocolConfig applications(Optional<String> policy) {
        List<String> names = switch (policy.orElse("None")) {
            case "HTTP1Only" -> List.of(ApplicationProtocolNames.HTTP_1_1, HTTP_1_0);
            case "HTTP2Only" -> List.of(ApplicationProtocolNames.HTTP_2);
            case "HTTP2Optional" ->
                List.of(ApplicationProtocolNames.HTTP_1_1, HTTP_1_0, ApplicationProtocolNames.HTTP_2);
            case "HTTP2Preferred" ->
                List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1, HTTP_1_0);
            default -> List.of();
        };
        return names.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        names);
    }

    private static Stream<String> names(Certificate certificate) throws GeneralSecurityException {
        X509Certificate content = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(stream(certificate.body()));
        Collection<List<?>> alternatives = content.getSubjectAlternativeNames();
        return alternatives == null
                ? Stream.empty()
                : alternatives.stream()
                        .filter(name -> name.getFirst().equals(DNS_NAME))
                        .map(name -> name.getLast().toString());
    }

    /** By BoringSSL where it is there; asked only once somebody speaks TLS, as to look for it takes time. */
    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** Made when the first target is spoken to by TLS. */
    private static final class ToTargets {
        private static final SslContext CONTEXT = context();

        private static SslContext context() {
            try {
                return SslContextBuilder.forClient()
                        .sslProvider(provider())
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm("")
                        .build();
            } catch (SSLException e) {
                throw new IllegalStateException("TLS is not to be had", e);
            }
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
