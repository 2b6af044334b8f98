package dev.postern.server.imported;

import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.policy.PolicyKind;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** VPC endpoints to the services that are here, and to those of accounts that are in the files. */
final class Endpoints {
    private static final Pattern LABEL = Pattern.compile("(?:\\*\\.)?vpce-[0-9a-f]+-([0-9a-z]{8})\\..*");

    private final Takeover to;

    private Endpoints(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        to.each(Kind.ENDPOINTS, new Endpoints(to)::endpoint);
    }

    private void endpoint(Item item) {
        String state = item.text("State").orElse("available").toLowerCase(Locale.ROOT);
        if (!state.equals("available")) {
            item.gone("it is " + state);
            return;
        }
        if (!to.needs(item, "VpcId", Vpc.class, item.need("VpcId"))) {
            return;
        }
        String service = item.need("ServiceName");
        Optional<VpcEndpoint.Reach> reach = switch (item.text("VpcEndpointType").orElse("Gateway")) {
            case "Gateway" -> gateway(item, service);
            case "Interface" -> byInterfaces(item, service);
            case "GatewayLoadBalancer" -> byRoutes(item, service);
            default -> Optional.empty();
        };
        if (reach.isEmpty()) {
            item.gone("there is no service " + service + " for endpoints of type "
                    + item.text("VpcEndpointType").orElse("Gateway") + " here");
            return;
        }
        item.skip("VpcEndpointId", "VpcEndpointType", "OwnerId", "RequesterManaged", "ServiceRegion");
        item.only("Ipv4Prefixes").only("Ipv6Prefixes").only("FailureReason").only("LastError");
        Optional<String> policy = Policies.checked(to, item, "PolicyDocument", PolicyKind.ENDPOINT);
        to.put(new VpcEndpoint(
                to.scope(item),
                new VpcEndpointId(item.id()),
                new VpcId(item.need("VpcId")),
                service,
                VpcEndpoint.State.AVAILABLE,
                item.time("CreationTimestamp"),
                policy,
                reach.get(),
                item.time("CreationTimestamp"),
                item.tags("Tags")));
    }

    private Optional<VpcEndpoint.Reach> gateway(Item item, String service) {
        if (AwsPrefixList.named(to.scope(item).region(), service).isEmpty()) {
            return Optional.empty();
        }
        item.part("DnsOptions").ifPresent(dns -> dns.skip("DnsRecordIpType"));
        item.skip("PrivateDnsEnabled").only("IpAddressType", "ipv4");
        List<RouteTableId> tables = new ArrayList<>();
        for (String id : item.texts("RouteTableIds")) {
            to.names(item, "RouteTableIds", RouteTable.class, id);
            to.find(RouteTable.class, id).ifPresent(table -> tables.add(table.id()));
        }
        return Optional.of(new VpcEndpoint.Gateway(tables));
    }

    private Optional<VpcEndpoint.Reach> byInterfaces(Item item, String service) {
        Optional<List<String>> names = EndpointService.regionIn(service)
                .flatMap(region -> AwsInterfaceService.named(region, service))
                .map(AwsInterfaceService::privateNames)
                .or(() -> offered(service).map(one -> one.provenName().stream().toList()));
        if (names.isEmpty()) {
            return Optional.empty();
        }
        List<VpcEndpoint.Seat> seats = seats(item);
        List<SecurityGroupId> groups = new ArrayList<>();
        for (Item group : item.parts("Groups")) {
            group.skip("GroupName");
            to.names(group, "GroupId", SecurityGroup.class, group.need("GroupId"));
            to.find(SecurityGroup.class, group.need("GroupId")).ifPresent(found -> groups.add(found.id()));
        }
        item.skip("SubnetIds");
        boolean privately = item.flag("PrivateDnsEnabled", false);
        Optional<Item> dns = item.part("DnsOptions");
        boolean onlyInbound = dns.map(one -> one.flag("PrivateDnsOnlyForInboundResolverEndpoint", false))
                .orElse(false);
        dns.ifPresent(one -> one.only("PrivateDnsPreference").only("PrivateDnsSpecifiedDomains"));
        VpcEndpoint.AddressType type = addressType(item);
        String records = dns.flatMap(one -> one.text("DnsRecordIpType")).orElse(type.wireName());
        return Optional.of(new VpcEndpoint.Interface(
                seats,
                groups,
                type,
                new VpcEndpoint.DnsOptions(
                        Stream.of(VpcEndpoint.RecordType.values())
                                .filter(one -> one.wireName().equals(records))
                                .findFirst()
                                .orElseThrow(() -> item.mistake("DnsRecordIpType is not known")),
                        onlyInbound),
                label(item),
                privately ? names.get() : List.of(),
                Optional.empty()));
    }

    /** The service of an account that is in the files, too. */
    private Optional<EndpointService> offered(String service) {
        return EndpointService.idIn(service).flatMap(id -> to.find(EndpointService.class, id.value()));
    }

    private List<VpcEndpoint.Seat> seats(Item item) {
        List<VpcEndpoint.Seat> seats = new ArrayList<>();
        for (String id : item.texts("NetworkInterfaceIds")) {
            to.names(item, "NetworkInterfaceIds", NetworkInterface.class, id);
            to.find(NetworkInterface.class, id).ifPresent(eni -> {
                Subnet subnet = to.find(Subnet.class, eni.subnetId().value()).orElseThrow();
                seats.add(new VpcEndpoint.Seat(subnet.id(), subnet.availabilityZone(), eni.id()));
            });
        }
        return seats;
    }

    private static VpcEndpoint.AddressType addressType(Item item) {
        return Stream.of(VpcEndpoint.AddressType.values())
                .filter(one -> one.wireName().equals(item.text("IpAddressType").orElse("ipv4")))
                .findFirst()
                .orElseThrow(() -> item.mistake("IpAddressType is not known"));
    }

    private Optional<VpcEndpoint.Reach> byRoutes(Item item, String service) {
        if (offered(service).isEmpty()) {
            return Optional.empty();
        }
        item.skip("SubnetIds", "PrivateDnsEnabled").only("Groups").only("DnsEntries");
        item.part("DnsOptions").ifPresent(dns -> dns.skip("DnsRecordIpType"));
        return seats(item).stream()
                .findFirst()
                .map(seat -> new VpcEndpoint.GatewayLoadBalancer(seat, addressType(item)));
    }

    private static String label(Item item) {
        for (Item entry : item.parts("DnsEntries")) {
            entry.skip("HostedZoneId", "DnsName");
            Matcher found = LABEL.matcher(entry.text("DnsName").orElse(""));
            if (found.matches()) {
                item.parts("DnsEntries").forEach(one -> one.skip("HostedZoneId", "DnsName"));
                return found.group(1);
            }
        }
        return MadeIds.digest("label of " + item.id()).substring(0, EndpointNames.LABEL_LENGTH);
    }
}
