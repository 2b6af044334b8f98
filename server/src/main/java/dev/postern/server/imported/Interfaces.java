package dev.postern.server.imported;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import dev.postern.server.imported.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Network interfaces, as they are listed or as instances tell of them, and the public addresses that stand for theirs. */
final class Interfaces {
    /** How AWS describes the interfaces of balancers: the balancer's key is behind it. */
    private static final String OF_BALANCER = "ELB ";

    private final Takeover to;
    private final Map<String, String> ofNats = new TreeMap<>();
    private final Map<String, String> ofEndpoints = new TreeMap<>();
    private final Set<String> balancers = new TreeSet<>();

    private Interfaces(Takeover to) {
        this.to = to;
        for (Item nat : to.records().of(Kind.NAT_GATEWAYS)) {
            nat.node()
                    .path("NatGatewayAddresses")
                    .forEach(address ->
                            ofNats.put(address.path("NetworkInterfaceId").asText(), nat.id()));
        }
        for (Item endpoint : to.records().of(Kind.ENDPOINTS)) {
            endpoint.node().path("NetworkInterfaceIds").forEach(eni -> ofEndpoints.put(eni.asText(), endpoint.id()));
        }
        to.records().of(Kind.LOAD_BALANCERS).forEach(item -> balancers.add(LoadBalancer.keyOf(item.id())));
    }

    static void take(Takeover to) {
        ofInstances(to.records());
        Interfaces interfaces = new Interfaces(to);
        to.each(Kind.INTERFACES, interfaces::networkInterface);
        to.each(Kind.ADDRESSES, interfaces::address);
    }

    /** Adds what instances tell of interfaces that no list has. What both tell must agree. */
    private static void ofInstances(Records records) {
        Map<String, Item> listed = new TreeMap<>();
        records.of(Kind.INTERFACES).forEach(item -> listed.put(item.id(), item));
        for (Item instance : records.of(Kind.INSTANCES)) {
            for (var inside : instance.node().path("NetworkInterfaces")) {
                String id = inside.path("NetworkInterfaceId").asText();
                Item same = listed.get(id);
                if (same == null) {
                    ObjectNode whole = inside.deepCopy();
                    whole.withObject("/Attachment").put("InstanceId", instance.id());
                    whole.set(
                            "AvailabilityZone",
                            instance.node().path("Placement").path("AvailabilityZone"));
                    records.add(instance.source(), Kind.INTERFACES, whole);
                } else if (!addresses(same).equals(addresses(new Item(instance.source(), id, inside)))) {
                    throw instance.mistake(id + " has other addresses or groups than in "
                            + same.source().name());
                }
            }
        }
    }

    private static List<String> addresses(Item item) {
        List<String> all = new ArrayList<>();
        item.node()
                .path("PrivateIpAddresses")
                .forEach(one -> all.add(one.path("PrivateIpAddress").asText()));
        item.node().path("Groups").forEach(one -> all.add(one.path("GroupId").asText()));
        return all.stream().sorted().toList();
    }

    private void networkInterface(Item item) {
        Optional<String> subnetId = item.text("SubnetId");
        if (subnetId.isEmpty() || !to.needs(item, "SubnetId", Subnet.class, subnetId.get())) {
            return;
        }
        Subnet subnet = to.find(Subnet.class, subnetId.get()).orElseThrow();
        item.skip("AvailabilityZone", "AvailabilityZoneId", "OwnerId", "NetworkInterfaceId", "VpcId", "Status");
        item.skip("PrivateDnsName", "PublicDnsName", "RequesterId", "NetworkInterfaceArn", "Ipv6Address");
        item.skip("PrivateIpAddress", "InterfaceType", "RequesterManaged", "Operator", "PublicIpDnsNameOptions");
        item.only("DenyAllIgwTraffic", "false").only("OutpostArn").only("AssociatedSubnets");
        List<Ip> ips = ips(item);
        List<Ip> ipv6 = new ArrayList<>();
        boolean primaryIpv6 = false;
        for (Item one : item.parts("Ipv6Addresses")) {
            one.skip("PublicIpv6DnsName");
            boolean isPrimary = one.flag("IsPrimaryIpv6", false);
            Ip ip = to.ip(one, "Ipv6Address");
            if (subnet.ipv6Cidr().filter(block -> block.contains(ip)).isPresent()) {
                ipv6.add(isPrimary ? 0 : ipv6.size(), ip);
                primaryIpv6 |= isPrimary;
            } else {
                one.note("Ipv6Address", ip + " is not taken over: its subnet has no such block here");
            }
        }
        if (ips.isEmpty() && ipv6.isEmpty()) {
            item.gone("it has no address that is taken over");
            return;
        }
        Optional<Ip> amazons = publicIp(item, ips);
        NetworkInterface.Use use = use(item);
        to.put(new NetworkInterface(
                to.scope(item),
                new NetworkInterfaceId(item.id()),
                subnet.vpcId(),
                subnet.id(),
                new Mac(item.text("MacAddress").orElseGet(() -> madeMac(item.id()))),
                ips,
                ipv6,
                primaryIpv6,
                prefixes(item),
                amazons,
                groups(item, subnet.vpcId()),
                item.flag("SourceDestCheck", true),
                item.text("Description").orElse(""),
                use,
                amazons.isPresent(),
                timeouts(item),
                item.tags("TagSet")));
    }

    static String madeMac(String id) {
        return Mac.local(MadeIds.digest("mac of " + id).substring(0, 10)).value();
    }

    private List<Ip> ips(Item item) {
        List<Ip> ips = new ArrayList<>();
        for (Item one : item.parts("PrivateIpAddresses")) {
            one.skip("PrivateDnsName");
            ips.add(one.flag("Primary", false) ? 0 : ips.size(), to.ip(one, "PrivateIpAddress"));
        }
        if (ips.isEmpty() && item.text("PrivateIpAddress").isPresent()) {
            ips.add(to.ip(item, "PrivateIpAddress"));
        }
        return ips;
    }

    private static List<Cidr> prefixes(Item item) {
        return Stream.concat(
                        item.parts("Ipv4Prefixes").stream().map(one -> Cidr.of(one.need("Ipv4Prefix"))),
                        item.parts("Ipv6Prefixes").stream().map(one -> Cidr.of(one.need("Ipv6Prefix"))))
                .toList();
    }

    private List<SecurityGroupId> groups(Item item, VpcId vpc) {
        List<SecurityGroupId> groups = new ArrayList<>();
        for (Item one : item.parts("Groups")) {
            one.skip("GroupName");
            String id = one.need("GroupId");
            to.names(one, "GroupId", SecurityGroup.class, id);
            to.find(SecurityGroup.class, id).ifPresent(group -> {
                groups.add(group.id());
                if (!group.isIn(vpc)) {
                    Filters.associate(to, one, group, vpc);
                }
            });
        }
        return groups;
    }

    private static Optional<ConnectionTimeouts> timeouts(Item item) {
        return item.part("ConnectionTrackingConfiguration")
                .filter(part -> !part.node().isEmpty())
                .map(part -> new ConnectionTimeouts(
                        part.text("TcpEstablishedTimeout").map(Integer::valueOf),
                        part.text("UdpTimeout").map(Integer::valueOf),
                        part.text("UdpStreamTimeout").map(Integer::valueOf)));
    }

    /** The public address that Amazon lends it; the account's own are made of what is said of them, if nothing else tells of them. */
    private Optional<Ip> publicIp(Item item, List<Ip> ips) {
        Optional<Ip> lent = Optional.empty();
        List<Item> holders = new ArrayList<>(item.parts("PrivateIpAddresses"));
        holders.add(item);
        for (Item holder : holders) {
            Optional<Item> association = holder.part("Association");
            if (association.isEmpty()) {
                continue;
            }
            Item said = association.get();
            said.skip("PublicDnsName", "CarrierIp", "CustomerOwnedIp", "IpOwnerId", "AllocationId", "AssociationId");
            Ip ip = to.ip(said, "PublicIp");
            boolean own = isOwn(said, ip);
            if (!own) {
                lent = Optional.of(ip);
            } else if (said.text("AllocationId").isPresent()
                    && !to.records().has(Kind.ADDRESSES, said.need("AllocationId"))) {
                Ip inside = holder == item ? ips.getFirst() : to.ip(holder, "PrivateIpAddress");
                Address.Association with = new Address.Association(
                        new AddressAssociationId(said.need("AssociationId")),
                        new NetworkInterfaceId(item.id()),
                        inside);
                to.put(Address.of(to.scope(item), new AllocationId(said.need("AllocationId")), ip, Tags.NONE)
                        .withAssociation(Optional.of(with)));
            }
        }
        return lent;
    }

    private boolean isOwn(Item association, Ip ip) {
        return association.text("AllocationId").isPresent()
                || to.records().of(Kind.ADDRESSES).stream()
                        .anyMatch(address -> Ip.find(
                                        address.node().path("PublicIp").asText())
                                .map(to.renumbering()::ip)
                                .filter(ip::equals)
                                .isPresent());
    }

    private NetworkInterface.Use use(Item item) {
        Optional<Item> attachment = item.part("Attachment");
        Instant since = Instant.EPOCH;
        if (attachment.isPresent()) {
            Item said = attachment.get();
            since = said.time("AttachTime");
            said.skip("Status", "InstanceOwnerId", "AttachmentId", "InstanceId", "DeviceIndex", "DeleteOnTermination");
            said.only("NetworkCardIndex", "0")
                    .only("EnaSrdSpecification")
                    .only("EnaQueueCount")
                    .only("Interface");
            Optional<String> instance = said.text("InstanceId");
            if (instance.isPresent() && to.records().has(Kind.INSTANCES, instance.get())) {
                return new NetworkInterface.Attachment(
                        new AttachmentId(said.need("AttachmentId")),
                        new InstanceId(instance.get()),
                        said.number("DeviceIndex", 0),
                        since,
                        said.flag("DeleteOnTermination", false));
            }
            if (instance.isPresent()) {
                said.note("InstanceId", instance.get() + " is in none of the files: nobody has the interface here");
                return new NetworkInterface.Free();
            }
        }
        String nat = ofNats.get(item.id());
        String endpoint = ofEndpoints.get(item.id());
        if (nat != null) {
            return new NetworkInterface.OfNatGateway(new NatGatewayId(nat), since);
        }
        if (endpoint != null) {
            return new NetworkInterface.OfEndpoint(new VpcEndpointId(endpoint), since);
        }
        Optional<String> balancer = item.text("Description")
                .filter(text -> text.startsWith(OF_BALANCER))
                .map(text -> text.substring(OF_BALANCER.length()))
                .filter(balancers::contains);
        if (balancer.isPresent()) {
            return new NetworkInterface.OfLoadBalancer(balancer.get(), since);
        }
        if (attachment.isPresent()) {
            item.note(
                    "Attachment",
                    "is of " + item.text("RequesterId").orElse("somebody") + " ("
                            + item.text("InterfaceType").orElse("interface") + ", "
                            + item.text("Description").orElse("without a description")
                            + "), which is not here: nothing is at its addresses");
        }
        return new NetworkInterface.Free();
    }

    private void address(Item item) {
        item.skip("PublicIp", "NetworkInterfaceOwnerId", "InstanceId", "NetworkBorderGroup", "PtrRecord");
        item.only("Domain", "vpc")
                .only("PublicIpv4Pool", "amazon")
                .only("CustomerOwnedIp")
                .only("CarrierIp");
        item.only("ServiceManaged").skip("AllocationId", "AssociationId", "PrivateIpAddress", "AllocationArn");
        Optional<String> eni = item.text("NetworkInterfaceId");
        Optional<Address.Association> association = Optional.empty();
        if (eni.isPresent()) {
            to.names(item, "NetworkInterfaceId", NetworkInterface.class, eni.get());
            if (to.records().has(Kind.INTERFACES, eni.get()) || ofNats.containsKey(eni.get())) {
                association = Optional.of(new Address.Association(
                        new AddressAssociationId(item.need("AssociationId")),
                        new NetworkInterfaceId(eni.get()),
                        to.ip(item, "PrivateIpAddress")));
            }
        }
        to.put(Address.of(to.scope(item), new AllocationId(item.id()), to.ip(item, "PublicIp"), item.tags("Tags"))
                .withAssociation(association));
    }
}
