package dev.postern.dataplane;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;

/**
 * Packets of one interface that are alike, and what was decided on them.
 *
 * @param leaving whether the interface sends them, or is sent them
 * @param accepted whether its security groups, and the ACL of its subnet, allowed them
 * @param source of the packets, as they are within the VPC
 * @param sourcePort 0 where the protocol has no ports
 * @param flags of TCP, as flow logs have them: 1 FIN, 2 SYN, 4 RST, 18 SYN and ACK, 0 none of these
 */
public record CountedFlow(
        NetworkInterfaceId eni,
        boolean leaving,
        boolean accepted,
        Ip source,
        Ip destination,
        Protocol protocol,
        int sourcePort,
        int destinationPort,
        int flags) {}
