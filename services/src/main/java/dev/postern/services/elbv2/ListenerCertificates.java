package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.Listener.Tls;
import dev.postern.model.elbv2.Transport;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddListenerCertificatesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddListenerCertificatesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerCertificatesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerCertificatesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveListenerCertificatesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveListenerCertificatesResponse;

/**
 * How listeners speak TLS: by which policy, and with which certificates.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/tls-listener-certificates.html">Server certificates for
 *     your Network Load Balancer</a>
 */
final class ListenerCertificates {
    private static final Set<String> ALPN = Set.of("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None");

    private ListenerCertificates() {}

    /** What a listener of a protocol has of TLS: what a request names, over what there was before. */
    static Optional<Tls> tls(
            Elbv2Call call,
            Transport protocol,
            List<Certificate> certificates,
            @Nullable String policy,
            List<String> alpn,
            Optional<Tls> before) {
        if (protocol != Transport.TLS) {
            refuse(protocol, !certificates.isEmpty(), "A certificate");
            refuse(protocol, policy != null, "An SSL policy");
            refuse(protocol, !alpn.isEmpty(), "An ALPN policy");
            return Optional.empty();
        }
        checkOne(certificates);
        if (certificates.isEmpty() && before.isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "You must provide a list containing exactly one certificate if the listener protocol is TLS");
        }
        List<String> all = new ArrayList<>();
        certificates.forEach(one -> all.add(require(call, one)));
        before.ifPresent(tls -> tls.certificates().stream()
                .skip(certificates.isEmpty() ? 0 : 1)
                .filter(one -> !all.contains(one))
                .forEach(all::add));
        String policyName = policy != null
                ? SslPolicies.require(policy).name()
                : before.map(Tls::policy).orElse(SslPolicies.BY_DEFAULT);
        return Optional.of(
                new Tls(policyName, all, alpn.isEmpty() ? before.flatMap(Tls::alpn) : Optional.of(alpnPolicy(alpn))));
    }

    private static void refuse(Transport protocol, boolean given, String what) {
        if (given) {
            throw Elbv2Error.VALIDATION_ERROR.of(what + " cannot be specified for "
                    + (protocol == Transport.GENEVE ? "gateway" : protocol) + " listeners");
        }
    }

    private static String alpnPolicy(List<String> names) {
        if (names.size() != 1 || !ALPN.contains(names.getFirst())) {
            throw Elbv2Error.ALPN_POLICY_NOT_FOUND.of("ALPN policy '" + names + "' is not supported");
        }
        return names.getFirst();
    }

    private static String require(Elbv2Call call, Certificate certificate) {
        return call.certificate(certificate.certificateArn())
                .orElseThrow(() -> Elbv2Error.CERTIFICATE_NOT_FOUND.of(
                        "Certificate '" + certificate.certificateArn() + "' not found"));
    }

    static DescribeListenerCertificatesResponse describe(Elbv2Call call, DescribeListenerCertificatesRequest request) {
        List<String> all = call.listener(request.listenerArn()).certificates().toList();
        Page<String> page = Elbv2Call.page(request, all, arn -> arn, request.marker(), request.pageSize());
        return DescribeListenerCertificatesResponse.builder()
                .certificates(page.map(arn -> Certificate.builder()
                        .certificateArn(arn)
                        .isDefault(arn.equals(all.getFirst()))
                        .build()))
                .nextMarker(page.next())
                .build();
    }

    static Outcome<AddListenerCertificatesResponse> add(Elbv2Call call, AddListenerCertificatesRequest request) {
        Listener listener = call.listener(request.listenerArn());
        Tls tls = requireTls(listener);
        checkOne(request.certificates());
        List<String> added = request.certificates().stream()
                .map(certificate -> require(call, certificate))
                .distinct()
                .toList();
        List<String> all = Stream.concat(tls.certificates().stream(), added.stream())
                .distinct()
                .toList();
        checkCount(call, listener, all);
        List<Certificate> shown = added.stream()
                .map(arn -> Certificate.builder()
                        .certificateArn(arn)
                        .isDefault(arn.equals(tls.certificates().getFirst()))
                        .build())
                .toList();
        return new Outcome<>(
                Change.put(withCertificates(listener, tls, all)),
                AddListenerCertificatesResponse.builder().certificates(shown).build());
    }

    static Outcome<RemoveListenerCertificatesResponse> remove(
            Elbv2Call call, RemoveListenerCertificatesRequest request) {
        Listener listener = call.listener(request.listenerArn());
        Tls tls = requireTls(listener);
        checkOne(request.certificates());
        List<String> named =
                request.certificates().stream().map(Certificate::certificateArn).toList();
        if (named.contains(tls.certificates().getFirst())) {
            throw Elbv2Error.OPERATION_NOT_PERMITTED.of(
                    "The default certificate of listener '" + listener.arn() + "' cannot be removed");
        }
        List<String> rest =
                tls.certificates().stream().filter(arn -> !named.contains(arn)).toList();
        return new Outcome<>(
                Change.put(withCertificates(listener, tls, rest)),
                RemoveListenerCertificatesResponse.builder().build());
    }

    /** AWS takes a list, and one certificate in it. */
    private static void checkOne(List<Certificate> named) {
        if (named.size() > 1) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Up to '1' certificate ARNs can be specified, but '" + named.size() + "' were specified");
        }
    }

    /** The quota is of a balancer, and of what its listeners have beside their default certificates. */
    private static void checkCount(Elbv2Call call, Listener listener, List<String> all) {
        long others = call.listeners(call.balancer(listener)).stream()
                .filter(other -> !other.key().equals(listener.key()))
                .mapToLong(other -> other.certificates().skip(1).count())
                .sum();
        if (others + all.size() - 1 > Limits.CERTIFICATES) {
            throw Elbv2Error.TOO_MANY_CERTIFICATES.of(
                    "The maximum number of certificates per load balancer is " + Limits.CERTIFICATES);
        }
    }

    private static Listener withCertificates(Listener listener, Tls tls, List<String> certificates) {
        return listener.withEnd(listener.protocol(), listener.port(), Optional.of(tls.withCertificates(certificates)));
    }

    private static Tls requireTls(Listener listener) {
        return listener.tls()
                .orElseThrow(() -> Elbv2Error.INVALID_CONFIGURATION.of(
                        "Certificates are not supported for listeners with protocol '" + listener.protocol() + "'"));
    }
}
