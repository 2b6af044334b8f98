package dev.postern.network.trace;

import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusionId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.List;
import java.util.Optional;

/** A change that lets a packet pass where it was stopped: the smallest one, as an AWS user would make it. */
public sealed interface Remedy {
    /** In words. */
    String text();

    /** The same for the AWS CLI, or for ./postern: lines for a shell, in order. */
    List<String> awsCommands();

    /** One more rule of a security group. */
    record AuthorizeGroup(SecurityGroupId group, boolean egress, Protocol protocol, PortRange ports, Cidr cidr)
            implements Remedy {
        @Override
        public String text() {
            return "allow " + traffic(protocol, ports) + (egress ? " to " : " from ") + cidr + " in " + group;
        }

        @Override
        public List<String> awsCommands() {
            String call =
                    "aws ec2 authorize-security-group-" + (egress ? "egress" : "ingress") + " --group-id " + group;
            if (protocol.hasPorts() && cidr.family() == Family.IPV4) {
                return List.of(call + " --protocol " + protocol + " --port " + ports + " --cidr " + cidr);
            }
            String range = cidr.family() == Family.IPV4
                    ? "IpRanges=[{CidrIp=" + cidr + "}]"
                    : "Ipv6Ranges=[{CidrIpv6=" + cidr + "}]";
            String keys = protocol.hasPorts() || protocol.isIcmp()
                    ? "FromPort=" + ports.from() + ",ToPort=" + ports.to() + ","
                    : "";
            return List.of(call + " --ip-permissions 'IpProtocol=" + protocol + "," + keys + range + "'");
        }
    }

    /**
     * An entry of a network ACL that comes before the one that denies.
     *
     * @param number 1 to 32766
     * @param replaces whether an entry has the number already, and no lower one is free
     */
    record PutAclEntry(
            NetworkAclId acl,
            boolean egress,
            int number,
            boolean replaces,
            Protocol protocol,
            PortRange ports,
            Cidr cidr)
            implements Remedy {
        @Override
        public String text() {
            return (replaces ? "let entry " : "allow, as entry ") + number + " of " + acl
                    + (replaces ? " allow " : ", ") + traffic(protocol, ports) + (egress ? " to " : " from ") + cidr;
        }

        @Override
        public List<String> awsCommands() {
            String keys = "";
            if (protocol.hasPorts()) {
                keys = " --port-range From=" + ports.from() + ",To=" + ports.to();
            } else if (protocol.isIcmp()) {
                keys = " --icmp-type-code Type=" + ports.from() + ",Code=" + ports.to();
            }
            return List.of("aws ec2 " + (replaces ? "replace" : "create") + "-network-acl-entry --network-acl-id " + acl
                    + (egress ? " --egress" : " --ingress") + " --rule-number " + number + " --rule-action allow"
                    + " --protocol " + protocol.number() + keys
                    + (cidr.family() == Family.IPV4 ? " --cidr-block " : " --ipv6-cidr-block ") + cidr);
        }
    }

    /** A route to where the VPC ends: its internet gateway or a peering connection, or to a NAT gateway. */
    record CreateRoute(RouteTableId table, Cidr destination, Route.Target target) implements Remedy {
        @Override
        public String text() {
            return "a route in " + table + ": " + destination + " to " + target.id();
        }

        @Override
        public List<String> awsCommands() {
            return List.of(route("create-route", table, destination) + to(target));
        }
    }

    /** Another target for a route that leads nowhere, or to where the sender cannot go. */
    record ReplaceRoute(RouteTableId table, Cidr destination, Route.Target target) implements Remedy {
        @Override
        public String text() {
            return "let the route " + destination + " in " + table + " lead to " + target.id();
        }

        @Override
        public List<String> awsCommands() {
            return List.of(route("replace-route", table, destination) + to(target));
        }
    }

    /** One route less, so that the next one counts. */
    record DeleteRoute(RouteTableId table, Cidr destination) implements Remedy {
        @Override
        public String text() {
            return "delete the route " + destination + " in " + table;
        }

        @Override
        public List<String> awsCommands() {
            return List.of(route("delete-route", table, destination));
        }
    }

    /** The local route again, in the place of what a user put there. */
    record RestoreLocalRoute(RouteTableId table, Cidr destination) implements Remedy {
        @Override
        public String text() {
            return "let the route " + destination + " in " + table + " be the local one again";
        }

        @Override
        public List<String> awsCommands() {
            return List.of(route("replace-route", table, destination) + " --local-target");
        }
    }

    /** An internet gateway for a VPC without one, and a route to it. */
    record OpenToInternet(VpcId vpc, RouteTableId table, Cidr destination) implements Remedy {
        @Override
        public String text() {
            return "an internet gateway for " + vpc + ", and a route to it in " + table;
        }

        @Override
        public List<String> awsCommands() {
            return List.of(
                    "IGW=$(aws ec2 create-internet-gateway --query InternetGateway.InternetGatewayId --output text)",
                    "aws ec2 attach-internet-gateway --internet-gateway-id $IGW --vpc-id " + vpc,
                    route("create-route", table, destination) + " --gateway-id $IGW");
        }
    }

    /** The gateway that a route names, attached. */
    record AttachGateway(InternetGatewayId gateway, VpcId vpc) implements Remedy {
        @Override
        public String text() {
            return "attach " + gateway + " to " + vpc;
        }

        @Override
        public List<String> awsCommands() {
            return List.of("aws ec2 attach-internet-gateway --internet-gateway-id " + gateway + " --vpc-id " + vpc);
        }
    }

    /**
     * A peering connection that waits for its accepter.
     *
     * @param accepter whose VPC was asked
     */
    record AcceptPeering(VpcPeeringConnectionId peering, Scope accepter) implements Remedy {
        @Override
        public String text() {
            return "accept " + peering + ", in account " + accepter.account();
        }

        @Override
        public List<String> awsCommands() {
            return List.of("aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id " + peering + " --region "
                    + accepter.region());
        }
    }

    /** A connection that waits for the owner of the service. */
    record AcceptConnection(VpcEndpointId endpoint, EndpointServiceId service, Region in) implements Remedy {
        @Override
        public String text() {
            return "accept " + endpoint + ", as the owner of " + service;
        }

        @Override
        public List<String> awsCommands() {
            return List.of("aws ec2 accept-vpc-endpoint-connections --service-id " + service + " --vpc-endpoint-ids "
                    + endpoint + " --region " + in);
        }
    }

    /** An endpoint that is there, for one more route table. */
    record AssociateEndpoint(VpcEndpointId endpoint, RouteTableId table) implements Remedy {
        @Override
        public String text() {
            return "associate " + endpoint + " with " + table;
        }

        @Override
        public List<String> awsCommands() {
            return List.of(
                    "aws ec2 modify-vpc-endpoint --vpc-endpoint-id " + endpoint + " --add-route-table-ids " + table);
        }
    }

    /** A gateway endpoint. */
    record CreateEndpoint(VpcId vpc, String serviceName, RouteTableId table) implements Remedy {
        @Override
        public String text() {
            return "a gateway endpoint for " + serviceName + " in " + vpc + ", associated with " + table;
        }

        @Override
        public List<String> awsCommands() {
            return List.of("aws ec2 create-vpc-endpoint --vpc-id " + vpc + " --service-name " + serviceName
                    + " --route-table-ids " + table);
        }
    }

    /**
     * An exclusion of a subnet from VPC Block Public Access.
     *
     * @param exclusion one that it has, and that is not enough
     * @param mode what is allowed then
     */
    record Exclude(
            SubnetId subnet,
            Optional<VpcBlockPublicAccessExclusionId> exclusion,
            VpcBlockPublicAccessExclusion.Mode mode)
            implements Remedy {
        @Override
        public String text() {
            return exclusion
                    .map(id -> "let " + id + " be " + mode.wireName())
                    .orElseGet(() -> "exclude " + subnet + " from VPC Block Public Access, by " + mode.wireName());
        }

        @Override
        public List<String> awsCommands() {
            return List.of("aws ec2 "
                    + exclusion
                            .map(id -> "modify-vpc-block-public-access-exclusion --exclusion-id " + id)
                            .orElseGet(() -> "create-vpc-block-public-access-exclusion --subnet-id " + subnet)
                    + " --internet-gateway-exclusion-mode " + mode.wireName());
        }
    }

    /** An Elastic IP address for a private address. */
    record GiveAddress(NetworkInterfaceId eni, Ip inside) implements Remedy {
        @Override
        public String text() {
            return "an Elastic IP address for " + inside + " of " + eni;
        }

        @Override
        public List<String> awsCommands() {
            return List.of(
                    "EIP=$(aws ec2 allocate-address --query AllocationId --output text)",
                    "aws ec2 associate-address --allocation-id $EIP --network-interface-id " + eni
                            + " --private-ip-address " + inside);
        }
    }

    /** An instance that is stopped. */
    record StartInstance(InstanceId instance) implements Remedy {
        @Override
        public String text() {
            return "start " + instance;
        }

        @Override
        public List<String> awsCommands() {
            return List.of("aws ec2 start-instances --instance-ids " + instance);
        }
    }

    /**
     * The cloud, started anew with the internet.
     *
     * @param allowed what must be named, as it is not everybody's
     */
    record StartWithInternet(Optional<Cidr> allowed) implements Remedy {
        @Override
        public String text() {
            return "start the cloud with --internet"
                    + allowed.map(block -> " --internet-allow " + block).orElse("");
        }

        @Override
        public List<String> awsCommands() {
            return List.of(
                    "./postern down",
                    "./postern up --internet"
                            + allowed.map(block -> " --internet-allow " + block).orElse(""));
        }
    }

    /** For an interface that is to send or get what is not of its own addresses. */
    record DisableSourceDestCheck(NetworkInterfaceId eni) implements Remedy {
        @Override
        public String text() {
            return "turn the source/destination check of " + eni + " off";
        }

        @Override
        public List<String> awsCommands() {
            return List.of(
                    "aws ec2 modify-network-interface-attribute --no-source-dest-check --network-interface-id " + eni);
        }
    }

    private static String route(String call, RouteTableId table, Cidr destination) {
        return "aws ec2 " + call + " --route-table-id " + table
                + (destination.family() == Family.IPV4
                        ? " --destination-cidr-block "
                        : " --destination-ipv6-cidr-block ")
                + destination;
    }

    private static String to(Route.Target target) {
        String option = switch (target) {
            case Route.ViaInternetGateway _ -> " --gateway-id ";
            case Route.ViaEgressOnlyGateway _ -> " --egress-only-internet-gateway-id ";
            case Route.ViaNetworkInterface _ -> " --network-interface-id ";
            case Route.ViaPeering _ -> " --vpc-peering-connection-id ";
            case Route.ViaNatGateway _ -> " --nat-gateway-id ";
            case Route.ViaEndpoint _ -> " --vpc-endpoint-id ";
        };
        return option + target.id();
    }

    private static String traffic(Protocol protocol, PortRange ports) {
        if (protocol.equals(Protocol.ALL)) {
            return "everything";
        }
        return protocol.hasPorts() || (protocol.isIcmp() && ports.from() >= 0)
                ? protocol + " " + (protocol.isIcmp() ? "type " + ports.from() : ports)
                : protocol.toString();
    }
}
