package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** NAT gateways and VPC peering connections. */
final class Doors {
    private final Takeover to;

    private Doors(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        Doors doors = new Doors(to);
        to.each(Kind.NAT_GATEWAYS, doors::nat);
        to.each(Kind.PEERINGS, doors::peering);
    }

    private void nat(Item item) {
        String state = item.text("State").orElse("available");
        if (!state.equals("available")) {
            item.gone("it is " + state);
            return;
        }
        if (!to.needs(item, "VpcId", Vpc.class, item.need("VpcId"))
                || !to.needs(item, "SubnetId", Subnet.class, item.need("SubnetId"))) {
            return;
        }
        item.skip("NatGatewayId", "AutoProvisionZones", "AutoScalingIps", "RouteTableId");
        item.only("AvailabilityMode", "zonal");
        List<NatGateway.NatAddress> addresses = new ArrayList<>();
        Optional<String> eni = Optional.empty();
        for (Item one : item.parts("NatGatewayAddresses")) {
            one.skip(
                    "IsPrimary",
                    "AssociationId",
                    "PublicIp",
                    "AvailabilityZone",
                    "AvailabilityZoneId",
                    "FailureMessage");
            if (!one.text("Status").orElse("succeeded").equals("succeeded")) {
                one.note("Status", "the address is not taken over: it is " + one.need("Status"));
                continue;
            }
            eni = eni.isPresent() ? eni : one.text("NetworkInterfaceId");
            one.skip("NetworkInterfaceId");
            Optional<NatGateway.Elastic> elastic = one.text("AllocationId")
                    .map(id -> new NatGateway.Elastic(
                            id,
                            one.text("AssociationId")
                                    .map(link -> new NatGateway.Link(
                                            new AddressAssociationId(link), to.ip(one, "PublicIp")))));
            addresses.add(
                    one.flag("IsPrimary", false) ? 0 : addresses.size(),
                    new NatGateway.NatAddress(Optional.of(to.ip(one, "PrivateIp")), elastic, Optional.empty()));
        }
        if (eni.isEmpty() || addresses.isEmpty()) {
            item.gone("it has no interface and address that are told of");
            return;
        }
        madeInterface(item, eni.get(), addresses);
        Instant created = item.time("CreateTime");
        to.put(new NatGateway(
                to.scope(item),
                new NatGatewayId(item.id()),
                new VpcId(item.need("VpcId")),
                new SubnetId(item.need("SubnetId")),
                item.text("ConnectivityType").orElse("public").equals("private")
                        ? NatGateway.Connectivity.PRIVATE
                        : NatGateway.Connectivity.PUBLIC,
                Optional.of(new NetworkInterfaceId(eni.get())),
                NatGateway.State.AVAILABLE,
                created,
                Optional.empty(),
                addresses,
                created,
                Optional.empty(),
                item.tags("Tags")));
    }

    /** Its interface as the gateway tells of it, where no list of interfaces does. */
    private void madeInterface(Item item, String eni, List<NatGateway.NatAddress> addresses) {
        if (to.find(NetworkInterface.class, eni).isEmpty()) {
            List<Ip> ips =
                    addresses.stream().flatMap(one -> one.privateIp().stream()).toList();
            to.put(new NetworkInterface(
                    to.scope(item),
                    new NetworkInterfaceId(eni),
                    new VpcId(item.need("VpcId")),
                    new SubnetId(item.need("SubnetId")),
                    new Mac(Interfaces.madeMac(eni)),
                    ips,
                    Optional.empty(),
                    List.of(),
                    false,
                    "Interface for NAT Gateway " + item.id(),
                    new NetworkInterface.OfNatGateway(new NatGatewayId(item.id()), item.time("CreateTime")),
                    Tags.NONE));
        }
    }

    /** Each side whose VPC is in the files gets a record. */
    private void peering(Item item) {
        Item status = item.part("Status").orElseThrow(() -> item.mistake("Status is missing"));
        status.skip("Message");
        String code = status.need("Code");
        Optional<VpcPeeringConnection.State> state = Stream.of(VpcPeeringConnection.State.values())
                .filter(one -> one.wireName().equals(code))
                .findFirst();
        boolean alive = code.equals("active") || code.equals("pending-acceptance") || code.equals("provisioning");
        if (state.isEmpty() || !alive) {
            item.gone("it is " + code);
            return;
        }
        VpcPeeringConnection.Side requester = side(item, "RequesterVpcInfo");
        VpcPeeringConnection.Side accepter = side(item, "AccepterVpcInfo");
        item.skip("VpcPeeringConnectionId");
        TreeSet<Scope> scopes = new TreeSet<>();
        for (VpcPeeringConnection.Side side : List.of(requester, accepter)) {
            if (to.find(Vpc.class, side.vpcId().value()).isPresent()) {
                scopes.add(side.scope());
            } else {
                item.note(
                        "VpcId", side.vpcId() + " of " + side.scope() + " is in none of the files: nothing is beyond");
            }
        }
        Instant expires = item.time("ExpirationTime");
        for (Scope scope : scopes) {
            boolean unnamed =
                    item.source().account().isEmpty() && item.source().region().isEmpty();
            boolean named = item.source()
                            .account()
                            .filter(scope.account()::equals)
                            .isPresent()
                    && item.source().region().filter(scope.region()::equals).isPresent();
            boolean own = scopes.size() == 1 || unnamed || named;
            Tags tags = item.tags("Tags");
            boolean known = to.all(VpcPeeringConnection.class).stream()
                    .anyMatch(one -> one.key().equals(item.id()) && one.scope().equals(scope));
            if (own || !known) {
                to.put(new VpcPeeringConnection(
                        scope,
                        new VpcPeeringConnectionId(item.id()),
                        requester,
                        accepter,
                        state.get(),
                        Instant.EPOCH,
                        accepter.scope().account(),
                        expires,
                        own ? tags : Tags.NONE));
            }
        }
    }

    private VpcPeeringConnection.Side side(Item item, String field) {
        Item side = item.part(field).orElseThrow(() -> item.mistake(field + " is missing"));
        side.skip("CidrBlock", "CidrBlockSet", "Ipv6CidrBlockSet");
        Optional<Item> options = side.part("PeeringOptions");
        options.ifPresent(one -> one.only("AllowEgressFromLocalClassicLinkToRemoteVpc", "false")
                .only("AllowEgressFromLocalVpcToRemoteClassicLink", "false"));
        String region = side.need("Region");
        Scope scope = new Scope(
                new AccountId(side.need("OwnerId")),
                Region.find(region).orElseThrow(() -> side.mistake("there is no Region " + region + " here")));
        return new VpcPeeringConnection.Side(
                scope,
                new VpcId(side.need("VpcId")),
                options.map(one -> one.flag("AllowDnsResolutionFromRemoteVpc", false))
                        .orElse(false));
    }
}
