package dev.postern.network.trace;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.Packet;

/**
 * What the security groups of an interface remember of a packet that they let pass: the answer passes them unasked.
 *
 * @param at the interface
 * @param outbound whether its own side began
 * @param opening the packet as the groups saw it
 */
public record Session(NetworkInterfaceId at, boolean outbound, Packet opening) {
    @Override
    public String toString() {
        return at + (outbound ? " began " : " accepted ") + opening;
    }
}
