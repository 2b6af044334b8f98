package dev.postern.services.ec2.endpoints;

import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.endpointservices.Services;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.PrivateDnsDetails;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;

/** The services to which an endpoint can be created here. One that has both types of endpoint is there twice. */
final class EndpointServices {
    private static final String AMAZON = "amazon";

    private EndpointServices() {}

    /**
     * One type of endpoint to a service.
     *
     * @param region of the service
     * @param owner an account, or AWS
     * @param zoneIds where it is
     * @param privateNames those that private DNS leads to it
     * @param offered the service of somebody, if it is none of AWS's
     */
    private record Way(
            String name,
            Region region,
            String id,
            String type,
            String baseName,
            String owner,
            List<String> zoneIds,
            List<String> addressTypes,
            List<String> privateNames,
            Optional<EndpointService> offered) {
        static Way of(AwsPrefixList list) {
            return new Way(
                    list.name(),
                    list.region(),
                    "vpce-svc-" + list.id().value().substring("pl-".length()),
                    "Gateway",
                    list.service() + "." + list.region() + ".amazonaws.com",
                    AMAZON,
                    zones(list.region()),
                    List.of("ipv4"),
                    List.of(),
                    Optional.empty());
        }

        static Way of(AwsInterfaceService service) {
            return new Way(
                    service.name(),
                    service.region(),
                    service.id(),
                    "Interface",
                    service.baseName(),
                    AMAZON,
                    zones(service.region()),
                    List.of("ipv4", "dualstack", "ipv6"),
                    service.privateNames(),
                    Optional.empty());
        }

        static Way of(Snapshot snapshot, EndpointService service) {
            return new Way(
                    service.serviceName(),
                    service.scope().region(),
                    service.key(),
                    Services.endpointType(service),
                    service.baseDnsName(),
                    service.scope().account().value(),
                    Services.zones(snapshot, service).stream()
                            .map(AvailabilityZone::id)
                            .toList(),
                    Offer.addressTypes(service).stream()
                            .map(VpcEndpoint.AddressType::wireName)
                            .toList(),
                    service.privateName().map(EndpointService.PrivateName::name).stream()
                            .toList(),
                    Optional.of(service));
        }

        private static List<String> zones(Region region) {
            return AvailabilityZone.of(region).stream()
                    .map(AvailabilityZone::id)
                    .toList();
        }
    }

    static DescribeVpcEndpointServicesResponse describe(Ec2Call call, DescribeVpcEndpointServicesRequest request) {
        List<Way> all = all(call, ServiceRegions.asked(call, request.serviceRegions()));
        for (String name : request.serviceNames()) {
            if (all.stream().noneMatch(way -> way.name().equals(name))) {
                throw Ec2Error.ENDPOINT_SERVICE.of(name);
            }
        }
        List<Way> chosen = request.serviceNames().isEmpty()
                ? all
                : all.stream()
                        .filter(way -> request.serviceNames().contains(way.name()))
                        .toList();
        List<Way> found = new Filters<Way>()
                .one("owner", Way::owner)
                .one("service-name", Way::name)
                .one("service-region", Way::region)
                .one("service-type", Way::type)
                .many("supported-ip-address-types", way -> way.addressTypes().stream())
                .tags(s -> s.offered().map(EndpointService::tags).orElse(Tags.NONE))
                .apply(request.filters(), chosen);
        Ec2Page<Way> page = Ec2Page.of(
                found,
                way -> way.name() + " " + way.type(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeVpcEndpointServicesResponse.builder()
                .serviceNames(page.items().stream().map(Way::name).distinct().toList())
                .serviceDetails(
                        page.items().stream().map(EndpointServices::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** AWS's of some Regions, and those that somebody offers to the caller there. */
    private static List<Way> all(Ec2Call call, List<Region> regions) {
        Stream<Way> aws = regions.stream()
                .flatMap(region -> region.equals(call.region())
                        ? Stream.concat(
                                AwsPrefixList.in(region).stream().map(Way::of),
                                AwsInterfaceService.in(call.snapshot(), region).stream()
                                        .map(Way::of))
                        : AwsInterfaceService.in(call.snapshot(), region).stream()
                                .filter(AwsInterfaceService::isCrossRegionEnabled)
                                .map(Way::of));
        Stream<Way> offered = Services.offered(call, regions).stream().map(service -> Way.of(call.snapshot(), service));
        return Stream.concat(aws, offered)
                .sorted(Comparator.comparing(Way::name).thenComparing(Way::type))
                .toList();
    }

    /** Endpoints of Gateway Load Balancers have no names. */
    private static @Nullable List<String> names(Way way) {
        return way.type().equals("GatewayLoadBalancer") ? null : List.of(way.baseName());
    }

    private static ServiceDetail view(Way way) {
        List<AvailabilityZone> zones = AvailabilityZone.of(way.region()).stream()
                .filter(zone -> way.zoneIds().contains(zone.id()))
                .toList();
        Optional<EndpointService> offered = way.offered();
        return ServiceDetail.builder()
                .serviceName(way.name())
                .serviceId(way.id())
                .serviceType(ServiceTypeDetail.builder().serviceType(way.type()).build())
                .serviceRegion(way.region().name())
                .availabilityZones(zones.stream().map(AvailabilityZone::name).toList())
                .availabilityZoneIds(zones.stream().map(AvailabilityZone::id).toList())
                .owner(way.owner())
                .baseEndpointDnsNames(names(way))
                .privateDnsName(way.privateNames().stream().findFirst().orElse(null))
                .privateDnsNames(way.privateNames().stream()
                        .map(name ->
                                PrivateDnsDetails.builder().privateDnsName(name).build())
                        .toList())
                .privateDnsNameVerificationState(
                        way.privateNames().isEmpty()
                                ? null
                                : offered.flatMap(EndpointService::privateName)
                                        .map(name -> name.verification().wireName())
                                        .orElse("verified"))
                .vpcEndpointPolicySupported(offered.isEmpty())
                .acceptanceRequired(
                        offered.filter(one -> one.terms().acceptanceRequired()).isPresent())
                .payerResponsibility(offered.filter(EndpointService::ownerPays).isPresent() ? "ServiceOwner" : null)
                .managesVpcEndpoints(false)
                .supportedIpAddressTypesWithStrings(way.addressTypes())
                .tags(TagRules.view(offered.map(EndpointService::tags).orElse(Tags.NONE)))
                .build();
    }
}
