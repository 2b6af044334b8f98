package dev.postern.services.elbv2;

import dev.postern.model.Resource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Cipher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SslPolicy;

/**
 * The security policies that TLS listeners can have.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html">Security policies for your
 *     Network Load Balancer</a>
 */
final class SslPolicies {
    /** What a listener has that says nothing else. */
    static final String BY_DEFAULT = "ELBSecurityPolicy-2016-08";

    private static final List<String> TYPES = List.of("application", "network");
    private static final Map<String, SslPolicy> BY_NAME = read();

    private SslPolicies() {}

    static DescribeSslPoliciesResponse describe(DescribeSslPoliciesRequest request) {
        String type = request.loadBalancerTypeAsString();
        List<SslPolicy> found = request.names().isEmpty()
                ? BY_NAME.values().stream()
                        .filter(policy -> type == null
                                || policy.supportedLoadBalancerTypes().contains(type))
                        .toList()
                : request.names().stream().map(SslPolicies::require).toList();
        Elbv2Page<SslPolicy> page = Elbv2Page.of(found, SslPolicy::name, request.marker(), request.pageSize());
        return DescribeSslPoliciesResponse.builder()
                .sslPolicies(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }

    static SslPolicy require(String name) {
        SslPolicy policy = BY_NAME.get(name);
        if (policy == null) {
            throw Elbv2Error.SSL_POLICY_NOT_FOUND.of("SSL policy '" + name + "' not found");
        }
        return policy;
    }

    private static Map<String, SslPolicy> read() {
        Map<String, SslPolicy> policies = new LinkedHashMap<>();
        for (String line : Resource.lines(SslPolicies.class, "ssl-policies.txt")) {
            String[] columns = line.split("\t", -1);
            String[] ciphers = columns[2].split(",", -1);
            policies.put(
                    columns[0],
                    SslPolicy.builder()
                            .name(columns[0])
                            .sslProtocols(columns[1].split(",", -1))
                            .ciphers(IntStream.range(0, ciphers.length)
                                    .mapToObj(i -> Cipher.builder()
                                            .name(ciphers[i])
                                            .priority(i + 1)
                                            .build())
                                    .toList())
                            .supportedLoadBalancerTypes(TYPES)
                            .build());
        }
        return Collections.unmodifiableMap(policies);
    }
}
