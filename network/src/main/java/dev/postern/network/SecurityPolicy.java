package dev.postern.network;

import dev.postern.model.net.Family;
import dev.postern.model.net.Protocol;

/** What a set of security groups allows: packets to the member, and packets from it. */
public record SecurityPolicy(DirectionPolicy ingress, DirectionPolicy egress) {
    /** What it says of one direction. */
    public DirectionPolicy of(boolean out) {
        return out ? egress : ingress;
    }

    /**
     * Whether nothing need be remembered of the TCP and UDP connections that begin in a direction: one rule lets everybody have them, and
     * one in the other direction lets everybody be answered, whatever the port. Each of their packets is then judged by the rules.
     *
     * @param out whether the member begins
     * @param key the destination port
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html#untracked-connections">Untracked
     *     connections</a>
     */
    public boolean isUntracked(boolean out, Protocol protocol, int key, Family family) {
        return of(out).isOpen(protocol, key, family) && isAnswered(out, protocol, family);
    }

    /** Whether one rule lets all answers pass to connections that begin in a direction. */
    public boolean isAnswered(boolean out, Protocol protocol, Family family) {
        return of(!out).isWhole(protocol, family);
    }
}
