package dev.postern.services.ec2.endpoints;

import dev.postern.model.Region;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.PrivateDnsDetails;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;

/** The services to which an endpoint can be created here. One that has both types of endpoint is there twice. */
final class EndpointServices {
    private EndpointServices() {}

    /**
     * One type of endpoint to a service.
     *
     * @param privateNames those that private DNS leads to it
     */
    private record Way(
            String name,
            String id,
            String type,
            String baseName,
            List<String> addressTypes,
            List<String> privateNames) {
        static Way of(AwsPrefixList list) {
            return new Way(
                    list.name(),
                    "vpce-svc-" + list.id().value().substring("pl-".length()),
                    "Gateway",
                    list.service() + "." + list.region() + ".amazonaws.com",
                    List.of("ipv4"),
                    List.of());
        }

        static Way of(AwsInterfaceService service) {
            return new Way(
                    service.name(),
                    service.id(),
                    "Interface",
                    service.baseName(),
                    List.of("ipv4", "dualstack", "ipv6"),
                    service.privateNames());
        }
    }

    static DescribeVpcEndpointServicesResponse describe(Ec2Call call, DescribeVpcEndpointServicesRequest request) {
        boolean elsewhere = !request.serviceRegions().isEmpty()
                && !request.serviceRegions().contains(call.region().name());
        List<Way> all = all(call.region());
        for (String name : request.serviceNames()) {
            if (all.stream().noneMatch(way -> way.name().equals(name))) {
                throw Ec2Error.ENDPOINT_SERVICE.of(name);
            }
        }
        List<Way> chosen = request.serviceNames().isEmpty()
                ? elsewhere ? List.of() : all
                : all.stream()
                        .filter(way -> request.serviceNames().contains(way.name()))
                        .toList();
        List<Way> found = new Filters<Way>()
                .one("owner", s -> "amazon")
                .one("service-name", Way::name)
                .one("service-region", s -> call.region())
                .one("service-type", Way::type)
                .many("supported-ip-address-types", way -> way.addressTypes().stream())
                .tags(s -> Tags.NONE)
                .apply(request.filters(), chosen);
        Ec2Page<Way> page =
                Ec2Page.of(found, way -> way.name() + " " + way.type(), request.maxResults(), request.nextToken(), 1);
        return DescribeVpcEndpointServicesResponse.builder()
                .serviceNames(page.items().stream().map(Way::name).distinct().toList())
                .serviceDetails(page.items().stream().map(s -> view(call, s)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static List<Way> all(Region region) {
        return Stream.concat(
                        AwsPrefixList.in(region).stream().map(Way::of),
                        AwsInterfaceService.in(region).stream().map(Way::of))
                .sorted(Comparator.comparing(Way::name).thenComparing(Way::type))
                .toList();
    }

    private static ServiceDetail view(Ec2Call call, Way way) {
        List<AvailabilityZone> zones = AvailabilityZone.of(call.region());
        return ServiceDetail.builder()
                .serviceName(way.name())
                .serviceId(way.id())
                .serviceType(ServiceTypeDetail.builder().serviceType(way.type()).build())
                .serviceRegion(call.region().name())
                .availabilityZones(zones.stream().map(AvailabilityZone::name).toList())
                .availabilityZoneIds(zones.stream().map(AvailabilityZone::id).toList())
                .owner("amazon")
                .baseEndpointDnsNames(way.baseName())
                .privateDnsName(way.privateNames().stream().findFirst().orElse(null))
                .privateDnsNames(way.privateNames().stream()
                        .map(name ->
                                PrivateDnsDetails.builder().privateDnsName(name).build())
                        .toList())
                .privateDnsNameVerificationState(way.privateNames().isEmpty() ? null : "verified")
                .vpcEndpointPolicySupported(true)
                .acceptanceRequired(false)
                .managesVpcEndpoints(false)
                .supportedIpAddressTypesWithStrings(way.addressTypes())
                .build();
    }
}
