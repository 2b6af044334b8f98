package dev.postern.dataplane;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;

/**
 * What packets of one interface have in common that make one record of a flow log, and what was decided on them.
 *
 * @param leaving whether the interface sends them, or is sent them
 * @param source of the packets, as they are within the VPC
 * @param sourcePort 0 where the protocol has no ports
 */
public record Flow(
        NetworkInterfaceId eni,
        boolean leaving,
        FlowVerdict verdict,
        Ip source,
        Ip destination,
        Protocol protocol,
        int sourcePort,
        int destinationPort) {
    public boolean accepted() {
        return verdict == FlowVerdict.ACCEPTED;
    }
}
