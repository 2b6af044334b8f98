package dev.postern.network;

import dev.postern.model.ec2.ResourceId;
import dev.postern.model.net.Ip;

/**
 * Where packets come into a VPC's router and leave it. {@link VpcIntent#tableAt} says which route table judges what comes in.
 *
 * <p>There are two sorts: {@link InterfacePort}s, of which a VPC may have thousands, and {@link EdgePort}s, of which it has a few.
 */
public sealed interface Port permits InterfacePort, EdgePort {
    /** What people know it by. */
    ResourceId id();

    /** Whether what comes in here may have this source. */
    boolean believes(Ip source);
}
