package dev.postern.network.trace;

import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Ip;
import dev.postern.network.GroupSet;
import dev.postern.network.Holder;
import java.util.Optional;

/** What a packet meets on its way. */
public sealed interface Component {
    /** The id, or the address of what has none. */
    String name();

    /**
     * An interface.
     *
     * @param holder who is at its far end, if somebody is
     */
    record Eni(NetworkInterfaceId id, Optional<Holder> holder) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /**
     * A route table.
     *
     * @param of the subnet, or the gateway, whose table it is
     */
    record Table(RouteTableId id, ResourceId of) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /** The network ACL of a subnet. */
    record Acl(NetworkAclId id, SubnetId subnet) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /** The security groups of an interface. */
    record Groups(NetworkInterfaceId eni, GroupSet groups) implements Component {
        @Override
        public String name() {
            return eni.value();
        }
    }

    /** An internet gateway. */
    record Gateway(InternetGatewayId id, VpcId vpc) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /** An egress-only internet gateway. */
    record EgressGateway(EgressOnlyInternetGatewayId id, VpcId vpc) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /**
     * A VPC peering connection.
     *
     * @param from the VPC out of which the packet goes
     */
    record Peering(VpcPeeringConnectionId id, VpcId from, VpcId to) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /**
     * A NAT gateway.
     *
     * @param eni its interface
     */
    record Nat(NatGatewayId id, NetworkInterfaceId eni) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /**
     * A node of a load balancer.
     *
     * @param balancer the balancer's key, {@code net/name/0123456789abcdef}
     * @param eni the node's interface
     */
    record Balancer(String balancer, NetworkInterfaceId eni) implements Component {
        @Override
        public String name() {
            return balancer;
        }
    }

    /** A gateway or interface endpoint. */
    record Endpoint(VpcEndpointId id, String serviceName) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }

    /** The internet's side. */
    record Internet(Ip address) implements Component {
        @Override
        public String name() {
            return address.toString();
        }
    }

    /** What answers at an address of a service: a VPC's resolver, metadata service or clock, or a public front door. */
    record Listener(Ip address) implements Component {
        @Override
        public String name() {
            return address.toString();
        }
    }

    /** A VPC's router, where nothing more exact is met. */
    record Vpc(VpcId id) implements Component {
        @Override
        public String name() {
            return id.value();
        }
    }
}
