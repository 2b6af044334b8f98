package dev.postern.network.trace;

import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.net.Protocol;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.SecurityPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the security groups of an interface remember a connection that they let begin, and so what becomes of it when the rule goes.
 *
 * @param idle after how long without a packet it is forgotten, where that is a matter of the interface
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html">Connection tracking</a>
 */
public record Tracking(Kind kind, Optional<Duration> idle) {
    /** Why it is remembered, or that it is not. */
    public enum Kind {
        /** As a rule is narrower than everybody, or its answers are, or it is of a protocol of which every connection is. */
        TRACKED,
        /** As every connection through an endpoint, a balancer, a NAT gateway or an egress-only internet gateway is. */
        AUTOMATIC,
        /** Everybody may begin it, and every answer passes: each packet is judged by the rules. */
        UNTRACKED
    }

    /**
     * Of a packet that begins and that the groups allow.
     *
     * @param out whether the interface sends it
     * @param automatic whether it comes from, or goes to, something whose connections are always remembered
     */
    static Tracking of(SecurityPolicy policy, InterfacePort at, boolean out, Packet packet, boolean automatic) {
        boolean open = policy.isUntracked(
                out, packet.protocol(), packet.key(), packet.source().family());
        Kind kind = !open ? Kind.TRACKED : automatic || at.isRemembered() ? Kind.AUTOMATIC : Kind.UNTRACKED;
        return new Tracking(kind, kind == Kind.UNTRACKED ? Optional.empty() : idle(at.timeouts(), packet.protocol()));
    }

    private static Optional<Duration> idle(ConnectionTimeouts timeouts, Protocol protocol) {
        if (protocol.equals(Protocol.TCP)) {
            return Optional.of(Duration.ofSeconds(timeouts.ofTcp()));
        }
        return protocol.equals(Protocol.UDP) ? Optional.of(Duration.ofSeconds(timeouts.ofUdp())) : Optional.empty();
    }

    /** Whether its answers pass unasked. */
    boolean remembers() {
        return kind != Kind.UNTRACKED;
    }

    /** For people. */
    public String text() {
        String until = idle.map(time -> ", or until nothing is sent for " + time.toSeconds() + " s")
                .orElse("");
        return switch (kind) {
            case TRACKED -> "tracked: without this rule it would go on until it ends" + until;
            case AUTOMATIC ->
                "tracked, as all that goes through an endpoint, a balancer, a NAT or an egress-only gateway is: without this rule it"
                        + " would go on until it ends"
                        + until;
            case UNTRACKED ->
                "not tracked, as everybody may begin it and every answer passes: cut at once without this rule";
        };
    }
}
