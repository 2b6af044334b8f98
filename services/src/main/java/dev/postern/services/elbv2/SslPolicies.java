package dev.postern.services.elbv2;

import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Cipher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SslPolicy;

/** The security policies that TLS listeners can have, as they are shown. */
final class SslPolicies {
    /** What a listener has that says nothing else. */
    static final String BY_DEFAULT = "ELBSecurityPolicy-2016-08";

    private static final List<String> TYPES = List.of("application", "network");

    private SslPolicies() {}

    static DescribeSslPoliciesResponse describe(DescribeSslPoliciesRequest request) {
        String type = request.loadBalancerTypeAsString();
        List<SecurityPolicy> found = request.names().isEmpty()
                ? SecurityPolicy.ALL.values().stream()
                        .filter(_ -> type == null || TYPES.contains(type))
                        .toList()
                : request.names().stream().distinct().map(SslPolicies::require).toList();
        Page<SecurityPolicy> page =
                Elbv2Call.page(request, found, SecurityPolicy::name, request.marker(), request.pageSize());
        return DescribeSslPoliciesResponse.builder()
                .sslPolicies(page.map(SslPolicies::view))
                .nextMarker(page.next())
                .build();
    }

    static SecurityPolicy require(String name) {
        return SecurityPolicy.find(name)
                .orElseThrow(() -> Elbv2Error.SSL_POLICY_NOT_FOUND.of("SSL policy '" + name + "' not found"));
    }

    private static SslPolicy view(SecurityPolicy policy) {
        return SslPolicy.builder()
                .name(policy.name())
                .sslProtocols(policy.protocols())
                .ciphers(IntStream.range(0, policy.ciphers().size())
                        .mapToObj(i -> Cipher.builder()
                                .name(policy.ciphers().get(i))
                                .priority(i + 1)
                                .build())
                        .toList())
                .supportedLoadBalancerTypes(TYPES)
                .build();
    }
}
