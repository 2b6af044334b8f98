package dev.postern.network;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.List;

/**
 * A peering connection that carries packets, as one of its VPCs has it. What comes in is from the other VPC to this one, and goes to
 * whoever has the address, without asking a route table: nothing passes through to anywhere else.
 *
 * @param far the VPC on the other side
 * @param blocks the other VPC's
 * @param populated whether something is plugged in there; else nobody is there to hand a packet to
 * @param mtu the largest packet that passes, in bytes
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations">VPC peering
 *     limitations</a>
 */
public record PeerPort(VpcPeeringConnectionId id, VpcId far, List<Cidr> blocks, boolean populated, int mtu)
        implements EdgePort {
    public PeerPort {
        blocks = List.copyOf(blocks);
    }

    /** Only the other VPC's own addresses. */
    @Override
    public boolean believes(Ip source) {
        return leadsTo(source);
    }

    /** Whether the other VPC may have an address. */
    public boolean leadsTo(Ip address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
