package dev.postern.testkit;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrAssociationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Builds the snapshot of a network by hand, with ids that count up, for tests that do not want the API between. */
public final class Topology {
    private static final Instant EPOCH = Instant.EPOCH;

    private Scope scope = new Scope(new AccountId("000000000000"), Region.US_EAST_1);
    private Snapshot snapshot = Snapshot.EMPTY;
    private int lastId;

    public Snapshot snapshot() {
        return snapshot;
    }

    /** A VPC with its main route table; its resolver answers. */
    public VpcId vpc(String cidr) {
        Vpc vpc = new Vpc(
                scope,
                new VpcId(id("vpc")),
                List.of(new Vpc.CidrAssociation(new VpcCidrAssociationId(id("vpc-cidr-assoc")), Cidr.of(cidr))),
                false,
                true,
                false,
                new Vpc.RegionOptions(),
                Tags.NONE);
        put(vpc);
        put(new RouteTable(
                scope,
                new RouteTableId(id("rtb")),
                vpc.id(),
                List.of(),
                List.of(new RouteTable.Association(new RouteTableAssociationId(id("rtbassoc")), new RouteTable.Main())),
                Tags.NONE));
        return vpc.id();
    }

    /** A subnet in the Region's first zone. */
    public SubnetId subnet(VpcId vpc, String cidr) {
        AvailabilityZone zone = AvailabilityZone.of(scope.region()).getFirst();
        Subnet subnet = new Subnet(
                scope,
                new SubnetId(id("subnet")),
                vpc,
                Optional.of(Cidr.of(cidr)),
                Optional.empty(),
                zone.name(),
                zone.id(),
                false,
                false,
                false,
                PrivateNames.DEFAULT,
                false,
                Tags.NONE);
        put(subnet);
        return subnet.id();
    }

    /** An IPv6 block for a VPC. */
    public void ipv6(VpcId id, String cidr) {
        Vpc vpc = get(Vpc.class, id.value());
        List<Vpc.CidrAssociation> blocks = new ArrayList<>(vpc.cidrBlocks());
        blocks.add(new Vpc.CidrAssociation(new VpcCidrAssociationId(id("vpc-cidr-assoc")), Cidr.of(cidr)));
        put(vpc.withCidrBlocks(blocks));
    }

    /** An IPv6 block for a subnet. */
    public void ipv6(SubnetId id, String cidr) {
        Subnet.Ipv6Block block =
                new Subnet.Ipv6Block(new SubnetCidrAssociationId(id("subnet-cidr-assoc")), Cidr.of(cidr));
        put(get(Subnet.class, id.value()).withIpv6(Optional.of(block), false));
    }

    /** The IPv6 addresses of an interface. */
    public void ipv6(NetworkInterfaceId eni, String... addresses) {
        put(networkInterface(eni).withIpv6Ips(Stream.of(addresses).map(Ip::of).toList()));
    }

    public EgressOnlyInternetGatewayId egressGateway(VpcId vpc) {
        EgressOnlyInternetGatewayId id = new EgressOnlyInternetGatewayId(id("eigw"));
        put(new EgressOnlyInternetGateway(scope, id, vpc, Tags.NONE));
        return id;
    }

    /** An attached internet gateway. */
    public InternetGatewayId internetGateway(VpcId vpc) {
        InternetGatewayId id = new InternetGatewayId(id("igw"));
        put(new InternetGateway(scope, id, Optional.of(vpc), Tags.NONE));
        return id;
    }

    public void detach(InternetGatewayId id) {
        put(get(InternetGateway.class, id.value()).withVpc(Optional.empty()));
    }

    public RouteTableId routeTable(VpcId vpc, SubnetId... subnets) {
        List<RouteTable.Association> associations = new ArrayList<>();
        for (SubnetId subnet : subnets) {
            associations.add(new RouteTable.Association(
                    new RouteTableAssociationId(id("rtbassoc")), new RouteTable.WithSubnet(subnet)));
        }
        RouteTableId id = new RouteTableId(id("rtb"));
        put(new RouteTable(scope, id, vpc, List.of(), associations, Tags.NONE));
        return id;
    }

    /** A route table for what comes in through an internet gateway. */
    public RouteTableId edgeTable(VpcId vpc, InternetGatewayId gateway) {
        RouteTableId id = routeTable(vpc);
        put(get(RouteTable.class, id.value())
                .withAssociations(List.of(new RouteTable.Association(
                        new RouteTableAssociationId(id("rtbassoc")), new RouteTable.WithGateway(gateway)))));
        return id;
    }

    public void route(RouteTableId table, String cidr, Route.Target target) {
        route(table, new Route.ToCidr(Cidr.of(cidr)), target);
    }

    /** A route to the blocks of a prefix list. */
    public void route(RouteTableId table, PrefixListId list, Route.Target target) {
        route(table, new Route.ToPrefixList(list), target);
    }

    private void route(RouteTableId table, Route.Destination destination, Route.Target target) {
        RouteTable before = get(RouteTable.class, table.value());
        List<Route> routes = new ArrayList<>(before.routes());
        routes.add(new Route(destination, target, Route.Origin.CREATE_ROUTE));
        put(before.withRoutes(routes));
    }

    /** A prefix list of the account's own, of IPv4 blocks. */
    public PrefixListId prefixList(String... blocks) {
        PrefixListId id = new PrefixListId(id("pl"));
        put(new ManagedPrefixList(
                scope,
                id,
                id.value(),
                Family.IPV4,
                10,
                1,
                PrefixListEntries.of(blocks),
                ManagedPrefixList.State.CREATE_COMPLETE,
                Optional.empty(),
                Tags.NONE));
        return id;
    }

    /** Gives a prefix list other blocks. */
    public void change(PrefixListId list, String... blocks) {
        put(get(ManagedPrefixList.class, list.value())
                .withEntries(PrefixListEntries.of(blocks), ManagedPrefixList.State.MODIFY_COMPLETE));
    }

    /** A group that lets everything out and nothing in. */
    public SecurityGroupId securityGroup(VpcId vpc) {
        SecurityGroupId id = closedSecurityGroup(vpc);
        allow(id, true, Protocol.ALL, new PortRange(-1, -1), new SecurityGroupRule.CidrPeer(Cidr.ALL_IPV4));
        return id;
    }

    /** A group without rules. */
    public SecurityGroupId closedSecurityGroup(VpcId vpc) {
        SecurityGroupId id = new SecurityGroupId(id("sg"));
        put(new SecurityGroup(scope, id, vpc, List.of(), id.value(), "", List.of(), Tags.NONE));
        return id;
    }

    public void allow(
            SecurityGroupId group, boolean egress, Protocol protocol, PortRange ports, SecurityGroupRule.Peer peer) {
        SecurityGroup before = get(SecurityGroup.class, group.value());
        List<SecurityGroupRule> rules = new ArrayList<>(before.rules());
        rules.add(new SecurityGroupRule(
                new SecurityGroupRuleId(id("sgr")), egress, protocol, ports, peer, "", Tags.NONE));
        put(before.withRules(rules));
    }

    public void allowIn(SecurityGroupId group, Protocol protocol, PortRange ports, String cidr) {
        allow(group, false, protocol, ports, new SecurityGroupRule.CidrPeer(Cidr.of(cidr)));
    }

    public void allowIn(SecurityGroupId group, Protocol protocol, PortRange ports, SecurityGroupId from) {
        allow(group, false, protocol, ports, new SecurityGroupRule.GroupPeer(from, scope.account()));
    }

    public void allowOut(SecurityGroupId group, Protocol protocol, PortRange ports, String cidr) {
        allow(group, true, protocol, ports, new SecurityGroupRule.CidrPeer(Cidr.of(cidr)));
    }

    public NetworkAclId acl(VpcId vpc, List<NetworkAcl.Entry> entries, SubnetId... subnets) {
        NetworkAclId id = new NetworkAclId(id("acl"));
        List<NetworkAcl.Association> associations = new ArrayList<>();
        for (SubnetId subnet : subnets) {
            associations.add(new NetworkAcl.Association(new NetworkAclAssociationId(id("aclassoc")), subnet));
        }
        put(new NetworkAcl(scope, id, vpc, false, entries, associations, Tags.NONE));
        return id;
    }

    /** A running instance with one interface, whose id is returned. */
    public NetworkInterfaceId instance(SubnetId subnetId, String address, SecurityGroupId... groups) {
        Subnet subnet = get(Subnet.class, subnetId.value());
        InstanceId instance = new InstanceId(id("i"));
        NetworkInterfaceId eni = new NetworkInterfaceId(id("eni"));
        put(plugged(
                subnet,
                eni,
                List.of(address),
                List.of(groups),
                new NetworkInterface.Attachment(new AttachmentId(id("eni-attach")), instance, 0, EPOCH, true)));
        put(new Instance(
                scope,
                instance,
                new Instance.Launch(
                        new ReservationId(id("r")), 0, new ImageId(id("ami")), Optional.empty(), Optional.empty()),
                new Instance.Placement(subnet.vpcId(), subnetId, eni),
                new Instance.Life(Instance.State.RUNNING, EPOCH, Optional.empty(), EPOCH, 1),
                Instance.Options.of("t3.micro"),
                Tags.NONE));
        return eni;
    }

    NetworkInterface plugged(
            Subnet subnet,
            NetworkInterfaceId eni,
            List<String> addresses,
            List<SecurityGroupId> groups,
            NetworkInterface.Use use) {
        Mac mac = Mac.local(eni.value().substring(eni.value().length() - 10));
        List<Ip> ips = addresses.stream().map(Ip::of).toList();
        return new NetworkInterface(
                scope, eni, subnet.vpcId(), subnet.id(), mac, ips, Optional.empty(), groups, true, "", use, Tags.NONE);
    }

    public InstanceId instanceOf(NetworkInterfaceId eni) {
        return networkInterface(eni).attachment().orElseThrow().instanceId();
    }

    public NetworkInterface networkInterface(NetworkInterfaceId eni) {
        return get(NetworkInterface.class, eni.value());
    }

    public void state(NetworkInterfaceId eni, Instance.State state) {
        put(get(Instance.class, instanceOf(eni).value()).withState(state, EPOCH, Optional.empty()));
    }

    public void publicIp(NetworkInterfaceId eni, String address) {
        put(networkInterface(eni).withPublicIp(Optional.of(Ip.of(address))));
    }

    /** An Elastic IP address for the primary address of an interface. */
    public void elasticIp(NetworkInterfaceId eni, String address) {
        elasticIp(eni, networkInterface(eni).primaryIp(), address);
    }

    /** An Elastic IP address for one of the addresses of an interface. */
    public void elasticIp(NetworkInterfaceId eni, Ip inside, String address) {
        Address.Association association =
                new Address.Association(new AddressAssociationId(id("eipassoc")), eni, inside);
        put(Address.of(scope, new AllocationId(id("eipalloc")), Ip.of(address), Tags.NONE)
                .withAssociation(Optional.of(association)));
    }

    /** An available private NAT gateway with one address; its interface is returned. */
    public NetworkInterfaceId natGateway(SubnetId subnetId, String address) {
        return natGateway(subnetId, List.of(address), NatGateway.Connectivity.PRIVATE);
    }

    /** An available public NAT gateway with an Elastic IP address; its interface is returned. */
    public NetworkInterfaceId natGateway(SubnetId subnetId, String address, String publicAddress) {
        NetworkInterfaceId eni = natGateway(subnetId, List.of(address), NatGateway.Connectivity.PUBLIC);
        elasticIp(eni, publicAddress);
        return eni;
    }

    /** One with several addresses, to which {@link #elasticIp} gives public ones. */
    public NetworkInterfaceId natGateway(
            SubnetId subnetId, List<String> addresses, NatGateway.Connectivity connectivity) {
        Subnet subnet = get(Subnet.class, subnetId.value());
        NatGatewayId nat = new NatGatewayId(id("nat"));
        NetworkInterfaceId eni = new NetworkInterfaceId(id("eni"));
        put(plugged(subnet, eni, addresses, List.of(), new NetworkInterface.OfNatGateway(nat, EPOCH))
                .withSourceDestCheck(false));
        put(new NatGateway(
                scope,
                nat,
                subnet.vpcId(),
                subnetId,
                connectivity,
                Optional.of(eni),
                NatGateway.State.AVAILABLE,
                EPOCH,
                Optional.empty(),
                addresses.stream()
                        .map(Ip::of)
                        .map(ip -> new NatGateway.NatAddress(Optional.of(ip), Optional.empty(), Optional.empty()))
                        .toList(),
                EPOCH,
                Optional.empty(),
                Tags.NONE));
        return eni;
    }

    /** The NAT gateway whose interface it is. */
    public NatGatewayId natOf(NetworkInterfaceId eni) {
        return ((NetworkInterface.OfNatGateway) networkInterface(eni).use()).id();
    }

    public void attach(InternetGatewayId id, VpcId vpc) {
        put(get(InternetGateway.class, id.value()).withVpc(Optional.of(vpc)));
    }

    /** Whatever is made from now on is in another Region. */
    public void goTo(Region region) {
        scope = new Scope(scope.account(), region);
    }

    private VpcPeeringConnection.Side side(VpcId vpc) {
        return snapshot().by(Indexes.VPCS_BY_ID, vpc).values().stream()
                .map(found -> new VpcPeeringConnection.Side(found.scope(), vpc, false))
                .findFirst()
                .orElseThrow();
    }

    /** An active peering connection. */
    public VpcPeeringConnectionId peering(VpcId requester, VpcId accepter) {
        VpcPeeringConnectionId id = new VpcPeeringConnectionId(id("pcx"));
        // Each Region has a record of its own.
        for (Scope where :
                new TreeSet<>(List.of(side(requester).scope(), side(accepter).scope()))) {
            put(new VpcPeeringConnection(
                    where,
                    id,
                    side(requester),
                    side(accepter),
                    VpcPeeringConnection.State.ACTIVE,
                    EPOCH,
                    scope.account(),
                    EPOCH,
                    Tags.NONE));
        }
        return id;
    }

    public void peeringState(VpcPeeringConnectionId id, VpcPeeringConnection.State state) {
        put(get(VpcPeeringConnection.class, id.value()).withState(state, EPOCH, scope.account()));
    }

    /** An available gateway endpoint for S3. */
    public VpcEndpointId endpoint(VpcId vpc, RouteTableId... tables) {
        VpcEndpointId id = new VpcEndpointId(id("vpce"));
        put(new VpcEndpoint(
                scope,
                id,
                vpc,
                "com.amazonaws.us-east-1.s3",
                VpcEndpoint.State.AVAILABLE,
                EPOCH,
                Optional.empty(),
                new VpcEndpoint.Gateway(List.of(tables)),
                EPOCH,
                Tags.NONE));
        return id;
    }

    public <E extends Entity> E get(Class<E> kind, String id) {
        return snapshot.find(kind, scope, id)
                .orElseThrow(() -> new IllegalArgumentException("no " + kind.getSimpleName() + " " + id));
    }

    public void put(Entity entity) {
        snapshot = snapshot.apply(snapshot.sequence() + 1, Change.put(entity));
    }

    public void remove(Entity entity) {
        snapshot = snapshot.apply(snapshot.sequence() + 1, Change.remove(entity));
    }

    /** Forgets what was done since, but not which ids were given. */
    public void goBackTo(Snapshot earlier) {
        snapshot = earlier;
    }

    String id(String prefix) {
        lastId++;
        return prefix + "-0" + "%016x".formatted(lastId);
    }
}
