package dev.postern.services.ec2.endpoints;

import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.TagRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;

/** Endpoints as EC2 shows them. */
final class EndpointView {
    /** The zones that AWS keeps the names of endpoints in; other Regions' ids are computed from the name. */
    private static final Map<String, String> ZONES = Map.of(
            "us-east-1", "Z7HUB22UULQXV",
            "us-east-2", "ZC8PG0KIFKBRI",
            "us-west-2", "Z1YSA3EXCYUU9Z");

    private EndpointView() {}

    static software.amazon.awssdk.services.ec2.model.VpcEndpoint of(Ec2Call call, VpcEndpoint endpoint) {
        var view = software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
                .vpcEndpointId(endpoint.key())
                .vpcEndpointType(endpoint.reach().wireName())
                .vpcId(endpoint.vpcId().value())
                .serviceName(endpoint.serviceName())
                .serviceRegion(endpoint.scope().region().name())
                .state(endpoint.state().wireName())
                .policyDocument(EndpointPolicies.shown(endpoint))
                .networkInterfaceIds(
                        endpoint.interfaces().map(NetworkInterfaceId::value).toList())
                .requesterManaged(false)
                .creationTimestamp(endpoint.createdAt())
                .ownerId(endpoint.scope().account().value())
                .tags(TagRules.view(endpoint.tags()));
        switch (endpoint.reach()) {
            case VpcEndpoint.Gateway _ ->
                view.ipAddressType("ipv4")
                        .dnsOptions(dns -> dns.dnsRecordIpType("service-defined"))
                        .routeTableIds(endpoint.routeTableIds().stream()
                                .map(RouteTableId::value)
                                .toList())
                        .subnetIds(List.of())
                        .groups(List.of())
                        .dnsEntries(List.of())
                        .privateDnsEnabled(false);
            case VpcEndpoint.GatewayLoadBalancer(VpcEndpoint.Seat seat, VpcEndpoint.AddressType type) ->
                view.ipAddressType(type.wireName()).subnetIds(seat.subnet().value());
            case VpcEndpoint.Interface found -> {
                view.ipAddressType(found.addressType().wireName())
                        .dnsOptions(
                                dns -> dns.dnsRecordIpType(found.dns().records().wireName())
                                        .privateDnsOnlyForInboundResolverEndpoint(
                                                found.dns().onlyInbound() ? true : null))
                        .routeTableIds(List.of())
                        .subnetIds(found.seats().stream()
                                .map(seat -> seat.subnet().value())
                                .toList())
                        .groups(found.groups().stream()
                                .map(id -> SecurityGroupIdentifier.builder()
                                        .groupId(id.value())
                                        .groupName(call.snapshot()
                                                .find(SecurityGroup.class, endpoint.scope(), id.value())
                                                .map(SecurityGroup::name)
                                                .orElse(null))
                                        .build())
                                .toList())
                        .dnsEntries(names(endpoint, found))
                        .privateDnsEnabled(found.privateDns());
                found.failure()
                        .ifPresent(why ->
                                view.lastError(error -> error.code(why.code()).message(why.message())));
            }
        }
        return view.build();
    }

    /** The name for all zones, those for each, and the service's own. */
    private static List<DnsEntry> names(VpcEndpoint endpoint, VpcEndpoint.Interface found) {
        String region = endpoint.scope().region().name();
        List<String> zones =
                found.seats().stream().map(VpcEndpoint.Seat::zone).sorted().toList();
        List<DnsEntry> entries = new ArrayList<>();
        EndpointNames.of(endpoint)
                .ifPresent(names -> names.all(zones)
                        .forEach(name -> entries.add(entry(name, ZONES.getOrDefault(region, zone(region))))));
        found.privateNames().forEach(name -> entries.add(entry(name, zone(endpoint.key() + name))));
        return entries;
    }

    private static DnsEntry entry(String name, String zone) {
        return DnsEntry.builder().dnsName(name).hostedZoneId(zone).build();
    }

    /** Looks like one of Route 53's, and is the same each time. */
    private static String zone(String of) {
        return "Z"
                + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, 20)
                        .toUpperCase(Locale.ROOT);
    }
}
