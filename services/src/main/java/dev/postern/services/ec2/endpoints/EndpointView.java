package dev.postern.services.ec2.endpoints;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.endpointservices.EndpointDnsNames;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;

/** Endpoints as EC2 shows them. */
final class EndpointView {
    private EndpointView() {}

    static software.amazon.awssdk.services.ec2.model.VpcEndpoint of(Ec2Call call, VpcEndpoint endpoint) {
        var view = software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
                .vpcEndpointId(endpoint.key())
                .vpcEndpointType(endpoint.reach().wireName())
                .vpcId(endpoint.vpcId().value())
                .serviceName(endpoint.serviceName())
                .serviceRegion(endpoint.serviceRegion().name())
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
        List<DnsEntry> entries = new ArrayList<>(EndpointDnsNames.own(endpoint));
        found.privateNames().forEach(name -> entries.add(EndpointDnsNames.named(endpoint, name)));
        return entries;
    }
}
