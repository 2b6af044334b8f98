package dev.postern.server.flowlogs;

import dev.postern.dataplane.CountedFlow;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;

/** What the packets of a record have in common: a {@link CountedFlow} whatever its flags. */
record Flow(
        NetworkInterfaceId eni,
        boolean leaving,
        boolean accepted,
        Ip source,
        Ip destination,
        Protocol protocol,
        int sourcePort,
        int destinationPort) {
    static Flow of(CountedFlow counted) {
        return new Flow(
                counted.eni(),
                counted.leaving(),
                counted.accepted(),
                counted.source(),
                counted.destination(),
                counted.protocol(),
                counted.sourcePort(),
                counted.destinationPort());
    }
}
