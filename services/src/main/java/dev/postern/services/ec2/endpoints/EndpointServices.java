package dev.postern.services.ec2.endpoints;

import dev.postern.model.Tags;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;

/** The services to which an endpoint can be created here. */
final class EndpointServices {
    private EndpointServices() {}

    static DescribeVpcEndpointServicesResponse describe(Ec2Call call, DescribeVpcEndpointServicesRequest request) {
        boolean elsewhere = !request.serviceRegions().isEmpty()
                && !request.serviceRegions().contains(call.region().name());
        List<AwsPrefixList> chosen = request.serviceNames().isEmpty()
                ? elsewhere ? List.of() : AwsPrefixList.in(call.region())
                : request.serviceNames().stream()
                        .map(name -> AwsPrefixList.named(call.region(), name)
                                .orElseThrow(() -> Ec2Error.ENDPOINT_SERVICE.of(name)))
                        .toList();
        List<AwsPrefixList> found = new Filters<AwsPrefixList>()
                .one("owner", s -> "amazon")
                .one("service-name", AwsPrefixList::name)
                .one("service-region", AwsPrefixList::region)
                .one("service-type", s -> "Gateway")
                .one("supported-ip-address-types", s -> "ipv4")
                .tags(s -> Tags.NONE)
                .apply(request.filters(), chosen);
        Ec2Page<AwsPrefixList> page =
                Ec2Page.of(found, AwsPrefixList::name, request.maxResults(), request.nextToken(), 1);
        return DescribeVpcEndpointServicesResponse.builder()
                .serviceNames(page.items().stream().map(AwsPrefixList::name).toList())
                .serviceDetails(page.items().stream().map(s -> view(call, s)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static ServiceDetail view(Ec2Call call, AwsPrefixList service) {
        List<AvailabilityZone> zones = AvailabilityZone.of(call.region());
        return ServiceDetail.builder()
                .serviceName(service.name())
                .serviceId("vpce-svc-" + service.id().value().substring("pl-".length()))
                .serviceType(ServiceTypeDetail.builder().serviceType("Gateway").build())
                .serviceRegion(call.region().name())
                .availabilityZones(zones.stream().map(AvailabilityZone::name).toList())
                .availabilityZoneIds(zones.stream().map(AvailabilityZone::id).toList())
                .owner("amazon")
                .baseEndpointDnsNames(service.service() + "." + call.region() + ".amazonaws.com")
                .vpcEndpointPolicySupported(true)
                .acceptanceRequired(false)
                .managesVpcEndpoints(false)
                .supportedIpAddressTypesWithStrings("ipv4")
                .build();
    }
}
