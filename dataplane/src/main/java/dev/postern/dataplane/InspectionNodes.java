package dev.postern.dataplane;

import dev.postern.model.ec2.NetworkInterfaceId;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/** What the kernel knows at the nodes of Gateway Load Balancers, by their interfaces. */
public interface InspectionNodes {
    /** How many packets one has refused since it is there, by reason; none where it was no packet. */
    SortedMap<Refusal, Long> refused(NetworkInterfaceId node) throws IOException;

    /** The flows that one remembers, in no order. */
    List<InspectedFlow> flows(NetworkInterfaceId node) throws IOException;
}
