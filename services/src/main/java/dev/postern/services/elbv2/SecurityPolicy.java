package dev.postern.services.elbv2;

import dev.postern.model.Resource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a TLS listener may speak with who connects.
 *
 * @param protocols as {@code TLSv1.2}
 * @param ciphers as OpenSSL calls them, the preferred ones first
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html">Security policies for your
 *     Network Load Balancer</a>
 */
public record SecurityPolicy(String name, List<String> protocols, List<String> ciphers) {
    /** By their names, in the order in which they are shown. */
    static final Map<String, SecurityPolicy> ALL = read();

    public SecurityPolicy {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** The policy of a name; empty if there is none. */
    public static Optional<SecurityPolicy> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static Map<String, SecurityPolicy> read() {
        Map<String, SecurityPolicy> policies = new LinkedHashMap<>();
        for (String line : Resource.lines(SecurityPolicy.class, "ssl-policies.txt")) {
            String[] columns = line.split("\t", -1);
            policies.put(
                    columns[0],
                    new SecurityPolicy(
                            columns[0], List.of(columns[1].split(",", -1)), List.of(columns[2].split(",", -1))));
        }
        return Collections.unmodifiableMap(policies);
    }
}
