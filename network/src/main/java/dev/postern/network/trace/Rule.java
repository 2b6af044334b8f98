package dev.postern.network.trace;

import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.DirectionPolicy;
import dev.postern.network.GroupSet;
import dev.postern.network.Holder;
import dev.postern.network.InternetPolicy;
import dev.postern.network.RouteTableIntent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What decided on a packet: a rule that a user made, or one that is always there. */
public sealed interface Rule
        permits Rule.Check,
                Rule.GroupRule,
                Rule.NoGroupRule,
                Rule.KnownConnection,
                Rule.AclEntry,
                Rule.AclFinalDeny,
                Rule.RouteOf,
                Rule.NoRoute,
                Rule.PublicAddress,
                Rule.AsNatGateway,
                Rule.NotUnderThePrefix,
                Rule.NatAnswer,
                Rule.NoWayIn,
                Rule.NotTranslated,
                Rule.PublicAsItIs,
                Rule.EgressOnly,
                Rule.NoPublicAddress,
                Rule.PrivateNat,
                Rule.StandsForNobody,
                Rule.NotFromInternet,
                Rule.AddressOf,
                Rule.NoGateway,
                Rule.Peered,
                Rule.NotOfPeer,
                Rule.HandedTo,
                Rule.NotOutside,
                Rule.LeavesByHost,
                Rule.NobodyThere,
                Rule.NobodyInVpc,
                Rule.NotRunning,
                Rule.Answers,
                Rule.NotListening,
                Rule.HasAddress,
                BalancerRule,
                InspectionRule,
                PublicAccessBlocked {
    /** In words that name it. */
    String text();

    /**
     * The source/destination check of an interface.
     *
     * @param enabled else every address passes
     * @param address the packet's source where it is sent, its destination where it arrives
     * @param own whether the address is one of the interface's
     */
    record Check(NetworkInterfaceId eni, boolean enabled, Ip address, boolean own) implements Rule {
        @Override
        public String text() {
            if (own) {
                return address + " is its address";
            }
            return address + " is not its address" + (enabled ? "" : ", but the check is off");
        }
    }

    /**
     * A rule of a security group that allows it.
     *
     * @param rule with the group, and the peers as addresses
     * @param tracking what becomes of the connection without the rule
     */
    record GroupRule(DirectionPolicy.Rule rule, boolean egress, Tracking tracking) implements Rule {
        @Override
        public String text() {
            return rule.toString();
        }
    }

    /**
     * No rule of the groups allows it.
     *
     * @param key the destination port, or for ICMP {@code type * 256 + code}
     * @param far the other side's address
     */
    record NoGroupRule(GroupSet groups, boolean egress, Protocol protocol, int key, Ip far) implements Rule {
        @Override
        public String text() {
            return "no " + (egress ? "outbound" : "inbound") + " rule of " + groups + " allows it";
        }
    }

    /** The groups know the connection: an answer is not asked for rules. */
    record KnownConnection(Session session) implements Rule {
        @Override
        public String text() {
            return "an answer to " + session.opening();
        }
    }

    /** The entry of a network ACL that decided. */
    record AclEntry(NetworkAclId acl, boolean egress, NetworkAcl.Entry entry) implements Rule {
        @Override
        public String text() {
            return "rule " + entry.number() + (entry.allow() ? " allows" : " denies");
        }
    }

    /** The last entry of every network ACL, {@code *}: what matched none before is denied. */
    record AclFinalDeny(NetworkAclId acl, boolean egress) implements Rule {
        @Override
        public String text() {
            return "rule * denies";
        }
    }

    /**
     * The route that was chosen; it stops the packet if what it names is gone, detached or stopped.
     *
     * @param lost the others that cover the destination too, and why they were not
     */
    record RouteOf(RouteTableId table, RouteTableIntent.Claim chosen, List<RouteTableIntent.Lost> lost)
            implements Rule {
        public RouteOf {
            lost = List.copyOf(lost);
        }

        @Override
        public String text() {
            return chosen.block() + " -> " + chosen.target();
        }
    }

    /** No route covers the destination. */
    record NoRoute(RouteTableId table, Ip destination) implements Rule {
        @Override
        public String text() {
            return "no route to " + destination;
        }
    }

    /** The public address that stands for a private one. */
    record PublicAddress(Ip inside, Ip outside, boolean outbound) implements Rule {
        @Override
        public String text() {
            return outbound ? inside + " becomes " + outside : outside + " becomes " + inside;
        }
    }

    /** A NAT gateway begins the connection as itself. */
    sealed interface AsNatGateway extends Rule {
        /** The address that it gets, and then those that the gateway gives to others. */
        List<Ip> outside();

        /** For people: as whom. */
        default String asWhom() {
            String others = outside().stream().skip(1).map(Ip::toString).collect(Collectors.joining(", "));
            return outside().getFirst() + (others.isEmpty() ? "" : " (other connections: " + others + ")");
        }
    }

    /**
     * A NAT gateway begins the connection as itself.
     *
     * @param inside who began it
     */
    record NatTranslation(NatGatewayId nat, Ip inside, List<Ip> outside) implements AsNatGateway {
        public NatTranslation {
            outside = List.copyOf(outside);
        }

        @Override
        public String text() {
            return inside + " becomes " + asWhom();
        }
    }

    /**
     * The same for who speaks IPv6 and means an IPv4 address.
     *
     * @param destination which one
     */
    record Nat64Translation(NatGatewayId nat, Ip inside, Ip destination, List<Ip> outside) implements AsNatGateway {
        public Nat64Translation {
            outside = List.copyOf(outside);
        }

        @Override
        public String text() {
            return inside + " becomes " + asWhom() + " and speaks IPv4 to " + destination;
        }
    }

    /** Of IPv6 a NAT gateway takes what stands for an IPv4 address at which somebody can be. */
    record NotUnderThePrefix(NatGatewayId nat, Ip destination) implements Rule {
        @Override
        public String text() {
            return nat + " knows no IPv4 address that " + destination + " could stand for";
        }
    }

    /** A NAT gateway knows the connection that it began, and whose it is. */
    record NatAnswer(NatGatewayId nat, Ip outside, Ip inside) implements Rule {
        @Override
        public String text() {
            return "an answer to " + inside + ", which it began as " + outside;
        }
    }

    /** Nobody begins a connection with a NAT gateway. */
    record NoWayIn(NatGatewayId nat, Ip address) implements Rule {
        @Override
        public String text() {
            return nat + " lets nobody in at " + address;
        }
    }

    /** A NAT gateway knows TCP, UDP and ICMP. */
    record NotTranslated(NatGatewayId nat, Protocol protocol) implements Rule {
        @Override
        public String text() {
            return nat + " does not translate " + protocol;
        }
    }

    /** An IPv6 address of the VPC: it is public as it is. */
    record PublicAsItIs(Ip address) implements Rule {
        @Override
        public String text() {
            return address + " is public as it is";
        }
    }

    /**
     * An egress-only internet gateway lets out what begins inside, and in what answers that.
     *
     * @param begins whether the packet begins a connection
     * @param outbound which way it goes
     */
    record EgressOnly(EgressOnlyInternetGatewayId gateway, boolean begins, boolean outbound) implements Rule {
        @Override
        public String text() {
            if (begins) {
                return gateway + (outbound ? " lets connections out" : " lets no connection in");
            }
            return gateway + (outbound ? " knows no connection that this answers" : " knows what this answers");
        }
    }

    /** A private address has no public one: the gateway knows nobody else's answers. */
    record NoPublicAddress(Ip inside) implements Rule {
        @Override
        public String text() {
            return inside + " has no public address";
        }
    }

    /** What a private NAT gateway sends has no public address. */
    record PrivateNat(NatGatewayId nat, Ip inside) implements Rule {
        @Override
        public String text() {
            return nat + " is private: " + inside + " has no public address";
        }
    }

    /** A public address of a VPC that stands for no private address. */
    record StandsForNobody(Ip outside) implements Rule {
        @Override
        public String text() {
            return outside + " stands for no address";
        }
    }

    /** An interface that nobody reaches from the internet, though its IPv6 address is public. */
    record NotFromInternet(NetworkInterfaceId eni, Holder holder) implements Rule {
        @Override
        public String text() {
            return "nobody on the internet reaches " + holder.name() + " at " + eni;
        }
    }

    /** A public address is of a VPC. */
    record AddressOf(Ip outside, VpcId vpc) implements Rule {
        @Override
        public String text() {
            return outside + " is an address in " + vpc;
        }
    }

    /** A public address is of a VPC that no internet gateway is attached to. */
    record NoGateway(VpcId vpc, Ip outside) implements Rule {
        @Override
        public String text() {
            return outside + " is an address in " + vpc + ", which has no internet gateway";
        }
    }

    /** A peering connection carries what is from one of its VPCs to the other. */
    record Peered(VpcId from, VpcId to) implements Rule {
        @Override
        public String text() {
            return "from " + from + " to " + to;
        }
    }

    /**
     * A packet that is not from the one VPC of a peering connection to the other: nothing passes through a VPC to somewhere else.
     *
     * @param vpc that of which the address is not
     * @param source whether it is the packet's source; else its destination
     */
    record NotOfPeer(VpcId vpc, Ip address, boolean source) implements Rule {
        @Override
        public String text() {
            return (source ? "the source " : "the destination ") + address + " is not in " + vpc;
        }
    }

    /**
     * A route hands the packet to an interface where it must end.
     *
     * @param back whether to the one that sent it; else it is an answer, and the interface is not who asked
     */
    record HandedTo(NetworkInterfaceId eni, Ip destination, boolean back) implements Rule {
        @Override
        public String text() {
            return "the route to " + destination
                    + (back ? " leads back to who sends it" : " leads the answer to somebody else");
        }
    }

    /** Why a packet does not leave the cloud. */
    sealed interface NotOutside extends Rule {}

    /** Outside of the cloud nothing is reached. */
    record InternetClosed(Ip address) implements NotOutside {
        @Override
        public String text() {
            return address + " is outside of this cloud, which was started without the internet";
        }
    }

    /** The host's socket goes there. */
    record LeavesByHost(Ip address) implements Rule {
        @Override
        public String text() {
            return "goes on to " + address + " by a socket of this machine";
        }
    }

    /** An address that is not reached, though the internet is open. */
    record NotOfInternet(InternetPolicy.Refusal refusal) implements NotOutside {
        @Override
        public String text() {
            return refusal.text();
        }
    }

    /** Only TCP, and of IPv4 UDP, leave the cloud. */
    record NotByHost(Protocol protocol, Ip address) implements NotOutside {
        @Override
        public String text() {
            return protocol + " to " + address + " does not leave this cloud: TCP does, and over IPv4 UDP";
        }
    }

    /** Nobody on the internet's side has the address. */
    record NobodyThere(Ip address) implements Rule {
        @Override
        public String text() {
            return "nobody has this address";
        }
    }

    /** No running instance of the VPC has the address. */
    record NobodyInVpc(VpcId vpc, Ip address) implements Rule {
        @Override
        public String text() {
            return "no running instance has " + address;
        }
    }

    /**
     * The interface is there, its instance does not run.
     *
     * @param instance empty if it is attached to none
     * @param state the instance's
     */
    record NotRunning(NetworkInterfaceId eni, Optional<InstanceId> instance, Optional<Instance.State> state)
            implements Rule {
        @Override
        public String text() {
            return instance.map(id ->
                            id + " is " + state.map(Instance.State::wireName).orElse("gone"))
                    .orElse(eni + " is attached to no instance");
        }
    }

    /**
     * Something answers: a service's door, or what every VPC has.
     *
     * @param what in words
     */
    record Answers(String what) implements Rule {
        @Override
        public String text() {
            return what;
        }
    }

    /** The address is a service's, and it does not answer there. */
    record NotListening(String service, Protocol protocol, int key) implements Rule {
        @Override
        public String text() {
            return service + " does not answer " + protocol + " " + key;
        }
    }

    /** Who has the address. */
    record HasAddress(Holder holder) implements Rule {
        @Override
        public String text() {
            return holder.name();
        }
    }
}
