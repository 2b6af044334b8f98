package dev.postern.services.elbv2;

import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.HealthCheck.Probe;
import dev.postern.model.elbv2.Transport;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Matcher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;

/**
 * How requests say that targets are to be asked.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html">Health checks for
 *     Network Load Balancer target groups</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/health-checks.html">Health checks for Gateway Load Balancer
 *     target groups</a>
 */
final class HealthChecks {
    static final String TRAFFIC_PORT = "traffic-port";

    private static final int INTERVAL = 30;
    private static final int INTERVAL_GENEVE = 10;
    private static final int TIMEOUT = 10;
    private static final int TIMEOUT_GENEVE = 5;
    private static final int PORT_GENEVE = 80;
    private static final int TIMEOUT_HTTP = 6;
    private static final int HEALTHY = 5;
    private static final int UNHEALTHY = 2;
    private static final int PORT_MAX = 65535;
    private static final String CODES = "200-399";
    private static final Pattern CODE =
            Pattern.compile("[2-5][0-9]{2}(-[2-5][0-9]{2})?(,[2-5][0-9]{2}(-[2-5][0-9]{2})?)*");

    /** What can stand in a request's first line: nothing that ends it. */
    private static final Pattern PATH = Pattern.compile("[!-~]+");

    private HealthChecks() {}

    /** What a request names of a check; null for what it says nothing of. */
    private record Named(
            @Nullable String protocol,
            @Nullable String port,
            @Nullable String path,
            @Nullable Matcher matcher,
            @Nullable Integer interval,
            @Nullable Integer timeout,
            @Nullable Integer healthy,
            @Nullable Integer unhealthy,
            @Nullable Boolean enabled) {}

    /** The check of a new group, with AWS's defaults: where packets come wrapped nobody answers at the port to which they come. */
    static HealthCheck of(Transport protocol, CreateTargetGroupRequest request) {
        boolean wraps = protocol == Transport.GENEVE;
        Probe probe = probe(request.healthCheckProtocolAsString()).orElse(Probe.TCP);
        HealthCheck defaults = new HealthCheck(
                probe,
                wraps ? Optional.of(PORT_GENEVE) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                wraps ? INTERVAL_GENEVE : INTERVAL,
                wraps ? TIMEOUT_GENEVE : probe == Probe.HTTP ? TIMEOUT_HTTP : TIMEOUT,
                HEALTHY,
                UNHEALTHY);
        return with(
                defaults,
                new Named(
                        request.healthCheckProtocolAsString(),
                        request.healthCheckPort(),
                        request.healthCheckPath(),
                        request.matcher(),
                        request.healthCheckIntervalSeconds(),
                        request.healthCheckTimeoutSeconds(),
                        request.healthyThresholdCount(),
                        request.unhealthyThresholdCount(),
                        request.healthCheckEnabled()));
    }

    /** A check with what a request names over it. */
    static HealthCheck with(HealthCheck before, ModifyTargetGroupRequest request) {
        return with(
                before,
                new Named(
                        request.healthCheckProtocolAsString(),
                        request.healthCheckPort(),
                        request.healthCheckPath(),
                        request.matcher(),
                        request.healthCheckIntervalSeconds(),
                        request.healthCheckTimeoutSeconds(),
                        request.healthyThresholdCount(),
                        request.unhealthyThresholdCount(),
                        request.healthCheckEnabled()));
    }

    private static HealthCheck with(HealthCheck before, Named named) {
        if (Boolean.FALSE.equals(named.enabled())) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Health check enabled must be true for target groups with target type 'instance' or 'ip'");
        }
        Probe probe = probe(named.protocol()).orElse(before.probe());
        boolean http = probe != Probe.TCP;
        if (!http && (named.path() != null || named.matcher() != null)) {
            throw Elbv2Error.VALIDATION_ERROR.of("Health check "
                    + (named.path() != null ? "path" : "matcher")
                    + " is not supported for target groups with health check protocol 'TCP'");
        }
        if (named.path() != null && !named.path().startsWith("/")) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Health check path '" + named.path() + "' must begin with a '/' character");
        }
        if (named.path() != null && !PATH.matcher(named.path()).matches()) {
            throw Elbv2Error.VALIDATION_ERROR.of("Health check path '" + named.path()
                    + "' can only contain printable ASCII characters, without spaces");
        }
        HealthCheck check = new HealthCheck(
                probe,
                named.port() == null ? before.port() : port(named.port()),
                http ? Optional.ofNullable(named.path()).or(before::path).or(() -> Optional.of("/")) : Optional.empty(),
                http ? codes(named.matcher()).or(before::matcher).or(() -> Optional.of(CODES)) : Optional.empty(),
                named.interval() == null ? before.intervalSeconds() : named.interval(),
                named.timeout() == null ? before.timeoutSeconds() : named.timeout(),
                named.healthy() == null ? before.healthyThreshold() : named.healthy(),
                named.unhealthy() == null ? before.unhealthyThreshold() : named.unhealthy());
        if (check.timeoutSeconds() > check.intervalSeconds()) {
            throw Elbv2Error.VALIDATION_ERROR.of("Health check timeout '" + check.timeoutSeconds()
                    + "' must be smaller than or equal to the interval '" + check.intervalSeconds() + "'");
        }
        return check;
    }

    private static Optional<Probe> probe(@Nullable String name) {
        return Optional.ofNullable(name)
                .map(given -> Probe.find(given)
                        .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of(
                                "Health check protocol '" + given + "' must be one of 'HTTP, HTTPS, TCP'")));
    }

    private static Optional<Integer> port(String text) {
        if (text.equals(TRAFFIC_PORT)) {
            return Optional.empty();
        }
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > PORT_MAX) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Health check port '" + text + "' must be '" + TRAFFIC_PORT + "' or in the range '1-65535'");
        }
        return Optional.of(port);
    }

    private static Optional<String> codes(@Nullable Matcher matcher) {
        if (matcher == null) {
            return Optional.empty();
        }
        String codes = matcher.httpCode();
        if (matcher.grpcCode() != null || codes == null || !CODE.matcher(codes).matches() || runsBackwards(codes)) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Health check matcher HTTP code '" + codes + "' must be within '200-599' inclusive");
        }
        return Optional.of(codes);
    }

    private static boolean runsBackwards(String codes) {
        return Stream.of(codes.split(",", -1))
                .map(part -> part.split("-", 2))
                .anyMatch(ends -> ends[0].compareTo(ends[ends.length - 1]) > 0);
    }
}
