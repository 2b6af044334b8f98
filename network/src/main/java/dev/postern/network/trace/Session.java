package dev.postern.network.trace;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.Packet;

/**
 * What the security groups of an interface know of a packet that they let pass: where they remember it, the answer passes them unasked.
 *
 * @param at the interface
 * @param outbound whether its own side began
 * @param opening the packet as the groups saw it
 * @param tracking whether they remember it
 */
public record Session(NetworkInterfaceId at, boolean outbound, Packet opening, Tracking tracking) {
    @Override
    public String toString() {
        return at + (outbound ? " began " : " accepted ") + opening + (tracking.remembers() ? "" : ", untracked");
    }
}
