package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Audience;
import dev.postern.model.route53.HostedZone.Everybody;
import dev.postern.model.route53.HostedZone.Vpcs;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.ZoneChange;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.CreateHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.CreateHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.DeleteHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.DeleteHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.GetChangeRequest;
import software.amazon.awssdk.services.route53.model.GetChangeResponse;
import software.amazon.awssdk.services.route53.model.GetHostedZoneCountRequest;
import software.amazon.awssdk.services.route53.model.GetHostedZoneCountResponse;
import software.amazon.awssdk.services.route53.model.GetHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.GetHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.HostedZoneConfig;
import software.amazon.awssdk.services.route53.model.UpdateHostedZoneCommentRequest;
import software.amazon.awssdk.services.route53.model.UpdateHostedZoneCommentResponse;

/** Hosted zones. */
interface ZoneOperations extends Route53Operations {
    @Override
    default CreateHostedZoneResponse createHostedZone(CreateHostedZoneRequest request) {
        return commit(call -> {
            if (request.delegationSetId() != null) {
                throw AbsentOperations.noDelegationSet(request.delegationSetId());
            }
            DnsName name = DnsName.parse(request.name())
                    .orElseThrow(
                            () -> Route53Error.INVALID_DOMAIN_NAME.of(request.name() + " is not a valid domain name"));
            Optional<HostedZoneConfig> config = Optional.ofNullable(request.hostedZoneConfig());
            requireRoom(call, request.callerReference());
            Audience audience = audience(call, request, name);
            HostedZone zone = new HostedZone(
                    call.scope(),
                    call.newId("Z"),
                    name,
                    request.callerReference(),
                    config.map(HostedZoneConfig::comment),
                    call.now(),
                    audience,
                    Tags.NONE);
            ZoneChange change = call.changed(null);
            return Route53Operations.outcome(
                    NewZone.made(Route53Call.with(change), zone).build(),
                    CreateHostedZoneResponse.builder()
                            .hostedZone(Shapes.zone(zone, NewZone.RECORD_SETS))
                            .changeInfo(Route53Call.info(change, ChangeStatus.PENDING))
                            .delegationSet(Shapes.delegationSet(zone))
                            .vpc(zone.vpcs().stream()
                                    .findFirst()
                                    .map(Shapes::vpc)
                                    .orElse(null))
                            .location("https://route53.amazonaws.com/2013-04-01/hostedzone/" + zone.id())
                            .build());
        });
    }

    private static Audience audience(Route53Call call, CreateHostedZoneRequest request, DnsName name) {
        boolean isPrivate = Optional.ofNullable(request.hostedZoneConfig())
                .map(HostedZoneConfig::privateZone)
                .orElse(false);
        if (request.vpc() == null) {
            if (isPrivate) {
                throw Route53Error.INVALID_INPUT.of("A private hosted zone is made for a VPC: VPC is missing.");
            }
            return new Everybody(NewZone.nameServers(call.context().ids()));
        }
        ZoneVpc vpc = Route53Call.named(request.vpc());
        Vpc found = call.findVpc(vpc).filter(call::owns).orElseThrow(Route53Call::invalidVpc);
        call.requireNoOther(vpc, name);
        return new Vpcs(List.of(new ZoneVpc(found.scope().region(), found.id())), List.of());
    }

    private static void requireRoom(Route53Call call, String reference) {
        if (call.zones().stream().anyMatch(zone -> zone.callerReference().equals(reference))) {
            throw Route53Error.HOSTED_ZONE_ALREADY_EXISTS.of(
                    "A hosted zone has already been created with the specified caller reference.");
        }
        if (call.zones().size() >= Limits.ZONES) {
            throw Route53Error.TOO_MANY_HOSTED_ZONES.of(
                    "Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more" + " hosted zones.");
        }
    }

    @Override
    default GetHostedZoneResponse getHostedZone(GetHostedZoneRequest request) {
        return read(call -> {
            HostedZone zone = call.zone(request.id());
            GetHostedZoneResponse.Builder response = GetHostedZoneResponse.builder()
                    .hostedZone(Shapes.zone(call.snapshot(), zone))
                    .delegationSet(Shapes.delegationSet(zone));
            if (zone.isPrivate()) {
                response.vpCs(zone.vpcs().stream().map(Shapes::vpc).toList());
            }
            return response.build();
        });
    }

    @Override
    default GetHostedZoneCountResponse getHostedZoneCount(GetHostedZoneCountRequest request) {
        return read(call -> GetHostedZoneCountResponse.builder()
                .hostedZoneCount((long) call.zones().size())
                .build());
    }

    @Override
    default UpdateHostedZoneCommentResponse updateHostedZoneComment(UpdateHostedZoneCommentRequest request) {
        return commit(call -> {
            HostedZone zone = call.zone(request.id()).withComment(Optional.ofNullable(request.comment()));
            return Route53Operations.outcome(
                    Change.put(zone),
                    UpdateHostedZoneCommentResponse.builder()
                            .hostedZone(Shapes.zone(call.snapshot(), zone))
                            .build());
        });
    }

    @Override
    default DeleteHostedZoneResponse deleteHostedZone(DeleteHostedZoneRequest request) {
        return commit(call -> {
            HostedZone zone = call.zone(request.id());
            ZoneChange change = call.changed(null);
            Change.Builder gone = Route53Call.with(change).remove(zone);
            for (RecordSet set :
                    call.snapshot().by(Indexes.RECORDS_BY_ZONE, zone.id()).values()) {
                boolean required = set.name().equals(zone.name())
                        && (set.type().equals("NS") || set.type().equals("SOA"));
                if (!required) {
                    throw Route53Error.HOSTED_ZONE_NOT_EMPTY.of(
                            "The specified hosted zone contains non-required resource record sets and so cannot be"
                                    + " deleted.");
                }
                gone.remove(set);
            }
            return Route53Operations.outcome(
                    gone.build(),
                    DeleteHostedZoneResponse.builder()
                            .changeInfo(Route53Call.info(change, ChangeStatus.PENDING))
                            .build());
        });
    }

    /** A change is in force with the commit that made it, as the resolvers read the newest state. */
    @Override
    default GetChangeResponse getChange(GetChangeRequest request) {
        return read(call -> {
            String id = Route53Call.plain(request.id());
            ZoneChange change = call.snapshot()
                    .find(ZoneChange.class, call.scope(), id)
                    .orElseThrow(() -> Route53Error.NO_SUCH_CHANGE.of("Could not find resource with ID: " + id));
            return GetChangeResponse.builder()
                    .changeInfo(Route53Call.info(change, ChangeStatus.INSYNC))
                    .build();
        });
    }
}
