package dev.postern.services.ec2.regions;

import dev.postern.model.Region;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.Vpc;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.vpc.DefaultVpc;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.AccountAttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;

/** Regions, Availability Zones, and what the account may do in them. */
final class Regions {
    private Regions() {}

    static DescribeRegionsResponse regions(Ec2Call call, DescribeRegionsRequest request) {
        List<Region> chosen = request.regionNames().isEmpty()
                ? Region.ALL
                : request.regionNames().stream()
                        .map(name -> Region.find(name).orElseThrow(() -> Ec2Error.REGION.of(name)))
                        .toList();
        List<Region> found = new Filters<Region>()
                .one("endpoint", Regions::endpoint)
                .one("opt-in-status", r -> "opt-in-not-required")
                .one("region-name", Region::name)
                .apply(request.filters(), chosen);
        return DescribeRegionsResponse.builder()
                .regions(found.stream()
                        .map(r -> software.amazon.awssdk.services.ec2.model.Region.builder()
                                .regionName(r.name())
                                .endpoint(endpoint(r))
                                .optInStatus("opt-in-not-required")
                                .build())
                        .toList())
                .build();
    }

    static DescribeAvailabilityZonesResponse zones(Ec2Call call, DescribeAvailabilityZonesRequest request) {
        Region region = call.region();
        List<AvailabilityZone> zones = AvailabilityZone.of(region);
        for (String name : request.zoneNames()) {
            if (AvailabilityZone.named(region, name).isEmpty()) {
                throw Ec2Error.ZONE.of(name);
            }
        }
        for (String id : request.zoneIds()) {
            if (AvailabilityZone.withId(region, id).isEmpty()) {
                throw Ec2Error.ZONE.of(id);
            }
        }
        List<AvailabilityZone> chosen = zones.stream()
                .filter(z ->
                        request.zoneNames().isEmpty() || request.zoneNames().contains(z.name()))
                .filter(z -> request.zoneIds().isEmpty() || request.zoneIds().contains(z.id()))
                .toList();
        List<AvailabilityZone> found = new Filters<AvailabilityZone>()
                .one("group-name", Regions::group)
                .one("group-long-name", Regions::group)
                .many("message", z -> Stream.empty())
                .one("opt-in-status", z -> "opt-in-not-required")
                .many("parent-zone-id", z -> Stream.empty())
                .many("parent-zone-name", z -> Stream.empty())
                .one("region-name", AvailabilityZone::region)
                .one("state", z -> "available")
                .one("zone-id", AvailabilityZone::id)
                .one("zone-name", AvailabilityZone::name)
                .one("zone-type", z -> "availability-zone")
                .apply(request.filters(), chosen);
        return DescribeAvailabilityZonesResponse.builder()
                .availabilityZones(found.stream().map(Regions::view).toList())
                .build();
    }

    static DescribeAccountAttributesResponse accountAttributes(Ec2Call call, DescribeAccountAttributesRequest request) {
        SortedMap<String, String> all = new TreeMap<>();
        all.put("supported-platforms", "VPC");
        all.put(
                "default-vpc",
                DefaultVpc.find(call.snapshot(), call.scope()).map(Vpc::key).orElse("none"));
        all.put("max-instances", "20");
        all.put("vpc-max-security-groups-per-interface", "5");
        all.put("max-elastic-ips", "5");
        all.put("vpc-max-elastic-ips", "5");
        List<String> names = request.attributeNamesAsStrings();
        names.stream().filter(name -> !all.containsKey(name)).findFirst().ifPresent(unknown -> {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid attribute name: " + unknown);
        });
        List<AccountAttribute> attributes = all.entrySet().stream()
                .filter(e -> names.isEmpty() || names.contains(e.getKey()))
                .map(e -> AccountAttribute.builder()
                        .attributeName(e.getKey())
                        .attributeValues(AccountAttributeValue.builder()
                                .attributeValue(e.getValue())
                                .build())
                        .build())
                .toList();
        return DescribeAccountAttributesResponse.builder()
                .accountAttributes(attributes)
                .build();
    }

    private static String endpoint(Region region) {
        return "ec2." + region + ".amazonaws.com";
    }

    private static String group(AvailabilityZone zone) {
        return zone.region() + "-zg-1";
    }

    private static software.amazon.awssdk.services.ec2.model.AvailabilityZone view(AvailabilityZone zone) {
        return software.amazon.awssdk.services.ec2.model.AvailabilityZone.builder()
                .zoneName(zone.name())
                .zoneId(zone.id())
                .zoneType("availability-zone")
                .regionName(zone.region().name())
                .groupName(group(zone))
                .networkBorderGroup(zone.region().name())
                .state("available")
                .messages(List.of())
                .optInStatus("opt-in-not-required")
                .build();
    }
}
