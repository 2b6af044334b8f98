package dev.postern.model.elbv2;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How targets are asked whether they are well.
 *
 * @param port at which; empty for the one at which the target is served
 * @param path what HTTP asks for; empty for TCP
 * @param matcher which status codes are well, as {@code 200-399} or {@code 200,202}; empty for TCP
 * @param healthyThreshold after how many answers in a row a target is healthy
 * @param unhealthyThreshold after how many failures in a row it is not
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html">
 *     Health checks for Network Load Balancer target groups</a>
 */
public record HealthCheck(
        Probe probe,
        Optional<Integer> port,
        Optional<String> path,
        Optional<String> matcher,
        int intervalSeconds,
        int timeoutSeconds,
        int healthyThreshold,
        int unhealthyThreshold) {
    /** What is sent. */
    public enum Probe {
        /** A connection that is opened. */
        TCP,
        HTTP,
        /** HTTP over TLS, whatever the target's certificate says. */
        HTTPS;

        public static Optional<Probe> find(String name) {
            return Stream.of(values()).filter(one -> one.name().equals(name)).findFirst();
        }
    }

    /** Whether a status code is well. */
    public boolean accepts(int status) {
        return Stream.of(matcher.orElse("200-399").split(",", -1)).anyMatch(part -> {
            String[] ends = part.split("-", 2);
            return Integer.parseInt(ends[0]) <= status && status <= Integer.parseInt(ends[ends.length - 1]);
        });
    }
}
