package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServiceConfigurationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServiceConfigurationsResponse;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;
import software.amazon.awssdk.services.ec2.model.SupportedRegionDetail;

/** Endpoint services, as EC2 shows them to their owners. */
final class ServiceView {
    private ServiceView() {}

    static DescribeVpcEndpointServiceConfigurationsResponse describe(
            Ec2Call call, DescribeVpcEndpointServiceConfigurationsRequest request) {
        Ec2Page.refuseWithIds(request.serviceIds(), request.maxResults(), "serviceIdsSet");
        List<EndpointService> found = new Filters<EndpointService>()
                .one("service-name", EndpointService::serviceName)
                .one("service-id", EndpointService::id)
                .one("service-state", service -> service.state().wireName())
                .many("supported-ip-address-types", ServiceView::types)
                .tags(EndpointService::tags)
                .apply(request.filters(), Noun.ENDPOINT_SERVICE.select(call, request.serviceIds()));
        Ec2Page<EndpointService> page = Ec2Page.of(
                found,
                EndpointService::key,
                Ec2Page.atMost(request.maxResults()),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeVpcEndpointServiceConfigurationsResponse.builder()
                .serviceConfigurations(page.items().stream()
                        .map(service -> of(call.snapshot(), service))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    static ServiceConfiguration of(Snapshot snapshot, EndpointService service) {
        List<AvailabilityZone> zones = Services.zones(snapshot, service);
        ServiceConfiguration.Builder view = ServiceConfiguration.builder()
                .serviceType(ServiceTypeDetail.builder()
                        .serviceType(Services.endpointType(service))
                        .build())
                .serviceId(service.key())
                .serviceName(service.serviceName())
                .serviceState(service.state().wireName())
                .availabilityZoneIds(zones.stream().map(AvailabilityZone::id).toList())
                .availabilityZones(zones.stream().map(AvailabilityZone::name).toList())
                .acceptanceRequired(service.terms().acceptanceRequired())
                .managesVpcEndpoints(false)
                .supportedIpAddressTypesWithStrings(types(service).toList())
                .privateDnsNameConfiguration(
                        PrivateDnsNameConfiguration.builder().build())
                .payerResponsibility(service.ownerPays() ? "ServiceOwner" : null)
                .supportedRegions(service.regions().stream()
                        .map(region -> SupportedRegionDetail.builder()
                                .region(region.name())
                                .serviceState(service.state().wireName())
                                .build())
                        .toList())
                .remoteAccessEnabled(!service.terms().otherRegions().isEmpty())
                .tags(TagRules.view(service.tags()));
        switch (service.terms().type()) {
            case NETWORK ->
                view.networkLoadBalancerArns(service.terms().networkLoadBalancerArns())
                        .baseEndpointDnsNames(service.baseDnsName());
            case GATEWAY -> view.gatewayLoadBalancerArns(service.terms().gatewayLoadBalancerArns());
        }
        service.privateName()
                .ifPresent(name -> view.privateDnsName(name.name())
                        .privateDnsNameConfiguration(
                                p -> p.state(name.verification().wireName())
                                        .type("TXT")
                                        .name(name.label())
                                        .value(name.value())));
        return view.build();
    }

    /** The types of addresses that its endpoints may have, as EC2 writes them. */
    private static Stream<String> types(EndpointService service) {
        return service.terms().families().stream().map(ServiceView::type);
    }

    private static String type(Family family) {
        return family.name().toLowerCase(Locale.ROOT);
    }
}
