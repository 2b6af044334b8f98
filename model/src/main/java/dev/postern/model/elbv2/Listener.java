package dev.postern.model.elbv2;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A port at which a balancer is reached, and to whom it forwards what comes.
 *
 * @param balancer the balancer's key
 * @param id 16 hexadecimal digits
 * @param forwards to which target groups, by weight; at least one
 * @param tls what only a TLS listener has
 * @param idleSeconds after how long a TCP connection on which nothing is sent is forgotten; empty for what AWS has by default
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html">Listeners</a>
 */
public record Listener(
        Scope scope,
        String balancer,
        String id,
        Transport protocol,
        int port,
        List<Forward> forwards,
        Optional<Tls> tls,
        Optional<Integer> idleSeconds,
        Tags tags)
        implements Elbv2Resource {
    /** In seconds. */
    public static final int IDLE_DEFAULT = 350;

    /** UDP is forgotten after a time that nobody can set. */
    private static final Duration UDP_IDLE = Duration.ofMinutes(2);

    public Listener {
        forwards = List.copyOf(forwards);
    }

    /** As ARNs have it: {@code net/name/0123456789abcdef/0123456789abcdef}. */
    @Override
    public String key() {
        return balancer + "/" + id;
    }

    @Override
    public Arn arn() {
        return Arn.of("elasticloadbalancing", scope, "listener/" + key());
    }

    /**
     * A target group to which is forwarded.
     *
     * @param targetGroup the group's key
     * @param weight from 0 to 999: its part among all of the listener's
     */
    public record Forward(String targetGroup, int weight) {}

    /**
     * How a listener speaks TLS.
     *
     * @param policy the name of the security policy
     * @param certificates their ARNs, the default one first
     * @param alpn the name of the ALPN policy
     */
    public record Tls(String policy, List<String> certificates, Optional<String> alpn) {
        public Tls {
            certificates = List.copyOf(certificates);
        }

        public Tls withCertificates(List<String> newCertificates) {
            return new Tls(policy, newCertificates, alpn);
        }
    }

    /** After how long a flow of a protocol on which nothing is sent is forgotten. */
    public Duration idleTime(Protocol of) {
        return of.equals(Protocol.UDP) ? UDP_IDLE : Duration.ofSeconds(idleSeconds.orElse(IDLE_DEFAULT));
    }

    /** The keys of the groups to which it forwards. */
    public List<String> targetGroups() {
        return forwards.stream().map(Forward::targetGroup).toList();
    }

    /** The certificates that it has, the default one first. */
    public Stream<String> certificates() {
        return tls.stream().flatMap(with -> with.certificates().stream());
    }

    public Listener withForwards(List<Forward> newForwards) {
        return new Listener(scope, balancer, id, protocol, port, newForwards, tls, idleSeconds, tags);
    }

    public Listener withEnd(Transport newProtocol, int newPort, Optional<Tls> newTls) {
        return new Listener(scope, balancer, id, newProtocol, newPort, forwards, newTls, idleSeconds, tags);
    }

    public Listener withIdleSeconds(Optional<Integer> seconds) {
        return new Listener(scope, balancer, id, protocol, port, forwards, tls, seconds, tags);
    }

    public Listener withTags(Tags newTags) {
        return new Listener(scope, balancer, id, protocol, port, forwards, tls, idleSeconds, newTags);
    }
}
