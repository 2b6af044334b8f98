package dev.postern.services.route53;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.model.HostedZoneOwner;
import software.amazon.awssdk.services.route53.model.HostedZoneSummary;
import software.amazon.awssdk.services.route53.model.HostedZoneType;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameResponse;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByVpcRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByVpcResponse;
import software.amazon.awssdk.services.route53.model.ListHostedZonesRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesResponse;

/** Lists of hosted zones. */
interface ZoneListings extends Route53Operations {
    Comparator<HostedZone> BY_NAME = Comparator.comparing(HostedZone::name).thenComparing(HostedZone::id);

    @Override
    default ListHostedZonesResponse listHostedZones(ListHostedZonesRequest request) {
        return read(call -> {
            if (request.delegationSetId() != null) {
                throw AbsentOperations.noDelegationSet(request.delegationSetId());
            }
            String marker = request.marker() == null ? "" : request.marker();
            ZonePage<HostedZone> page = ZonePage.of(
                    call.zones().stream()
                            .filter(zone -> zone.id().compareTo(marker) >= 0)
                            .filter(zone ->
                                    request.hostedZoneType() != HostedZoneType.PRIVATE_HOSTED_ZONE || zone.isPrivate()),
                    ZonePage.max(request.maxItems()));
            return ListHostedZonesResponse.builder()
                    .hostedZones(page.items().stream()
                            .map(zone -> Shapes.zone(call.snapshot(), zone))
                            .toList())
                    .marker(request.marker())
                    .isTruncated(page.isTruncated())
                    .nextMarker(page.next() == null ? null : page.next().id())
                    .maxItems(Integer.toString(page.max()))
                    .build();
        });
    }

    @Override
    default ListHostedZonesByNameResponse listHostedZonesByName(ListHostedZonesByNameRequest request) {
        return read(call -> {
            if (request.hostedZoneId() != null && request.dnsName() == null) {
                throw Route53Error.INVALID_INPUT.of("HostedZoneId is given only together with DNSName.");
            }
            Optional<DnsName> from = Optional.ofNullable(request.dnsName())
                    .map(text -> DnsName.parse(text)
                            .orElseThrow(
                                    () -> Route53Error.INVALID_DOMAIN_NAME.of(text + " is not a valid domain name")));
            String fromId = request.hostedZoneId() == null ? "" : Route53Call.plain(request.hostedZoneId());
            ZonePage<HostedZone> page = ZonePage.of(
                    call.zones().stream()
                            .filter(zone -> from.isEmpty() || isFrom(zone, from.get(), fromId))
                            .sorted(BY_NAME),
                    ZonePage.max(request.maxItems()));
            HostedZone next = page.next();
            return ListHostedZonesByNameResponse.builder()
                    .hostedZones(page.items().stream()
                            .map(zone -> Shapes.zone(call.snapshot(), zone))
                            .toList())
                    .dnsName(from.map(DnsName::text).orElse(null))
                    .hostedZoneId(request.hostedZoneId())
                    .isTruncated(page.isTruncated())
                    .nextDNSName(next == null ? null : next.name().text())
                    .nextHostedZoneId(next == null ? null : next.id())
                    .maxItems(Integer.toString(page.max()))
                    .build();
        });
    }

    private static boolean isFrom(HostedZone zone, DnsName name, String id) {
        int order = zone.name().compareTo(name);
        return order > 0 || (order == 0 && zone.id().compareTo(id) >= 0);
    }

    /** Of whatever account they are. */
    @Override
    default ListHostedZonesByVpcResponse listHostedZonesByVPC(ListHostedZonesByVpcRequest request) {
        return read(call -> {
            ZoneVpc asked = Route53Call.named(request.vpcId(), request.vpcRegionAsString());
            Vpc vpc = call.findVpc(asked).filter(call::owns).orElseThrow(Route53Call::invalidVpc);
            List<HostedZone> all = call.snapshot().by(Indexes.ZONES_BY_VPC, vpc.id()).values().stream()
                    .sorted(BY_NAME)
                    .toList();
            String token = request.nextToken();
            if (token != null && all.stream().noneMatch(zone -> zone.id().equals(token))) {
                throw Route53Error.INVALID_PAGINATION_TOKEN.of(
                        "The value that you specified to get the second or subsequent page of results is invalid.");
            }
            Stream<HostedZone> rest =
                    all.stream().dropWhile(zone -> token != null && !zone.id().equals(token));
            ZonePage<HostedZone> page = ZonePage.of(rest, ZonePage.max(request.maxItems()));
            return ListHostedZonesByVpcResponse.builder()
                    .hostedZoneSummaries(
                            page.items().stream().map(ZoneListings::summary).toList())
                    .maxItems(Integer.toString(page.max()))
                    .nextToken(page.next() == null ? null : page.next().id())
                    .build();
        });
    }

    private static HostedZoneSummary summary(HostedZone zone) {
        return HostedZoneSummary.builder()
                .hostedZoneId(zone.id())
                .name(zone.name().text())
                .owner(HostedZoneOwner.builder()
                        .owningAccount(zone.scope().account().value())
                        .build())
                .build();
    }
}
