package dev.postern.model.elbv2;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Network Load Balancer or a Gateway Load Balancer. It has a node, which is a network interface, in each subnet that is enabled for it.
 *
 * @param id 16 hexadecimal digits
 * @param scheme of a Gateway Load Balancer, to which only endpoints lead: internal
 * @param ownsGroups whether it was made with security groups: else it never has any, and admits all
 * @param enforcesGroupsOnPrivateLink whether what comes by an endpoint service has to pass the security groups, too
 * @param nodes one for each zone, in the order of their subnets' zones
 * @param attributes those that somebody has set, by their keys: {@link #attribute} knows the others
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html">Network Load Balancers</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html">Gateway Load Balancers</a>
 */
public record LoadBalancer(
        Scope scope,
        String name,
        String id,
        Type type,
        VpcId vpcId,
        Scheme scheme,
        IpAddressType ipAddressType,
        State state,
        Instant stateChangedAt,
        boolean ownsGroups,
        List<SecurityGroupId> groups,
        boolean enforcesGroupsOnPrivateLink,
        List<Node> nodes,
        SortedMap<String, String> attributes,
        Instant createdAt,
        Tags tags)
        implements Elbv2Resource {
    /** With what the resources of their ARNs begin. */
    private static final String RESOURCE = "loadbalancer/";

    public LoadBalancer {
        groups = List.copyOf(groups);
        nodes = List.copyOf(nodes);
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** As ARNs have it: {@code net/name/0123456789abcdef}, {@code gwy/name/0123456789abcdef}. */
    @Override
    public String key() {
        return type.prefix() + "/" + name + "/" + id;
    }

    @Override
    public Arn arn() {
        return Arn.of("elasticloadbalancing", scope, RESOURCE + key());
    }

    /** The key of the balancer of an ARN; the text itself, which is nobody's key, where it is another one or none. */
    public static String keyOf(String arn) {
        int at = arn.indexOf(RESOURCE);
        return at < 0 ? arn : arn.substring(at + RESOURCE.length());
    }

    /** The name that leads to all nodes of a Network Load Balancer; each zone's has the zone before it. A Gateway Load Balancer has none. */
    public String dnsName() {
        return name + "-" + id + ".elb." + scope.region() + ".amazonaws.com";
    }

    /** The same in lower case, as names are looked up. */
    public String host() {
        return dnsName().toLowerCase(Locale.ROOT);
    }

    /** What an attribute is. */
    public String attribute(LoadBalancerAttribute attribute) {
        return attributes.getOrDefault(attribute.key(), attribute.byDefault(scheme));
    }

    public boolean isSet(LoadBalancerAttribute attribute) {
        return attribute(attribute).equals("true");
    }

    /** Whether its nodes also balance to targets in other zones, where a target group says nothing else. */
    public boolean crossesZones() {
        return isSet(LoadBalancerAttribute.CROSS_ZONE);
    }

    /** What it balances. */
    public enum Type {
        /** Connections of its clients. */
        NETWORK("network", "net"),
        /** Packets that routes lead to endpoints of its service: to appliances, which give them back. */
        GATEWAY("gateway", "gwy");

        private final String wireName;
        private final String prefix;

        Type(String wireName, String prefix) {
            this.wireName = wireName;
            this.prefix = prefix;
        }

        /** As AWS writes it. */
        public String wireName() {
            return wireName;
        }

        /** As ARNs have it, before the name. */
        public String prefix() {
            return prefix;
        }

        public static Optional<Type> find(String wireName) {
            return Stream.of(values())
                    .filter(one -> one.wireName.equals(wireName))
                    .findFirst();
        }

        /** The type of the balancer of a key. */
        public static Type of(String key) {
            return key.startsWith(GATEWAY.prefix + "/") ? GATEWAY : NETWORK;
        }
    }

    /** Who can reach it. */
    public enum Scheme {
        /** Who can reach its VPC. */
        INTERNAL("internal"),
        /** Everybody, at public addresses that stand for the private ones. */
        INTERNET_FACING("internet-facing");

        private final String wireName;

        Scheme(String wireName) {
            this.wireName = wireName;
        }

        /** As AWS writes it. */
        public String wireName() {
            return wireName;
        }

        public static Optional<Scheme> find(String wireName) {
            return Stream.of(values())
                    .filter(one -> one.wireName.equals(wireName))
                    .findFirst();
        }
    }

    /** The families in which clients reach it. */
    public enum IpAddressType {
        IPV4("ipv4"),
        DUALSTACK("dualstack");

        private final String wireName;

        IpAddressType(String wireName) {
            this.wireName = wireName;
        }

        /** As AWS writes it. */
        public String wireName() {
            return wireName;
        }

        public static Optional<IpAddressType> find(String wireName) {
            return Stream.of(values())
                    .filter(one -> one.wireName.equals(wireName))
                    .findFirst();
        }
    }

    /** The life of a balancer. One that is deleted is gone. */
    public enum State {
        /** It is being set up. */
        PROVISIONING,
        /** The network has it. */
        ACTIVE;

        /** As AWS writes it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What it has in a zone.
     *
     * @param allocation the Elastic IP address that stands for its private address, where one was chosen
     * @param choseIpv4 whether its private address was chosen by who made it
     * @param choseIpv6 whether its IPv6 address was
     */
    public record Node(
            SubnetId subnetId,
            String zone,
            NetworkInterfaceId interfaceId,
            Optional<AllocationId> allocation,
            boolean choseIpv4,
            boolean choseIpv6) {}

    public Optional<Node> nodeIn(String zone) {
        return nodes.stream().filter(node -> node.zone().equals(zone)).findFirst();
    }

    public LoadBalancer withState(State newState, Instant at) {
        return with(ipAddressType, newState, at, groups, enforcesGroupsOnPrivateLink, nodes, attributes, tags);
    }

    public LoadBalancer withNodes(IpAddressType newType, List<Node> newNodes) {
        return with(newType, state, stateChangedAt, groups, enforcesGroupsOnPrivateLink, newNodes, attributes, tags);
    }

    public LoadBalancer withGroups(List<SecurityGroupId> newGroups, boolean enforced) {
        return with(ipAddressType, state, stateChangedAt, newGroups, enforced, nodes, attributes, tags);
    }

    public LoadBalancer withAttributes(SortedMap<String, String> newAttributes) {
        return with(
                ipAddressType, state, stateChangedAt, groups, enforcesGroupsOnPrivateLink, nodes, newAttributes, tags);
    }

    public LoadBalancer withTags(Tags newTags) {
        return with(
                ipAddressType, state, stateChangedAt, groups, enforcesGroupsOnPrivateLink, nodes, attributes, newTags);
    }

    private LoadBalancer with(
            IpAddressType newType,
            State newState,
            Instant changedAt,
            List<SecurityGroupId> newGroups,
            boolean enforced,
            List<Node> newNodes,
            SortedMap<String, String> newAttributes,
            Tags newTags) {
        return new LoadBalancer(
                scope,
                name,
                id,
                type,
                vpcId,
                scheme,
                newType,
                newState,
                changedAt,
                ownsGroups,
                newGroups,
                enforced,
                newNodes,
                newAttributes,
                createdAt,
                newTags);
    }
}
