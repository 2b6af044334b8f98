package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Vpcs;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import dev.postern.model.route53.ZoneChange;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.AssociateVpcWithHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.AssociateVpcWithHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.CreateVpcAssociationAuthorizationRequest;
import software.amazon.awssdk.services.route53.model.CreateVpcAssociationAuthorizationResponse;
import software.amazon.awssdk.services.route53.model.DeleteVpcAssociationAuthorizationRequest;
import software.amazon.awssdk.services.route53.model.DeleteVpcAssociationAuthorizationResponse;
import software.amazon.awssdk.services.route53.model.DisassociateVpcFromHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.DisassociateVpcFromHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.ListVpcAssociationAuthorizationsRequest;
import software.amazon.awssdk.services.route53.model.ListVpcAssociationAuthorizationsResponse;

/** The VPCs that are answered from a private zone. */
interface ZoneVpcOperations extends Route53Operations {
    @Override
    default AssociateVpcWithHostedZoneResponse associateVPCWithHostedZone(AssociateVpcWithHostedZoneRequest request) {
        return commit(call -> {
            HostedZone zone = call.anyZone(request.hostedZoneId());
            ZoneVpc vpc = Route53Call.named(request.vpc());
            Vpc found = call.findVpc(vpc).orElseThrow(Route53Call::invalidVpc);
            boolean ownZone = zone.scope().equals(call.scope());
            if (!ownZone && !call.owns(found)) {
                throw Route53Call.invalidVpc();
            }
            Vpcs vpcs = vpcs(zone);
            if (ownZone ? !call.owns(found) : !vpcs.authorized().contains(vpc)) {
                throw Route53Error.NOT_AUTHORIZED.of(
                        "The VPC: " + vpc.id() + " has not authorized to associate with your hosted zone.");
            }
            call.requireNoOther(vpc, zone.name());
            if (vpcs.vpcs().size() >= Limits.VPCS_OF_A_ZONE) {
                throw Route53Error.LIMITS_EXCEEDED.of("Limits Exceeded: MAX_VPCS_ASSOCIATED_BY_ZONE");
            }
            ZoneChange change = call.changed(request.comment());
            return Route53Operations.outcome(
                    Route53Call.with(change)
                            .put(zone.withAudience(vpcs.with(vpc)))
                            .build(),
                    AssociateVpcWithHostedZoneResponse.builder()
                            .changeInfo(Route53Call.info(change, ChangeStatus.PENDING))
                            .build());
        });
    }

    private static Vpcs vpcs(HostedZone zone) {
        if (!(zone.audience() instanceof Vpcs vpcs)) {
            throw Route53Error.PUBLIC_ZONE_VPC_ASSOCIATION.of(
                    "You're trying to associate a VPC with a public hosted zone."
                            + " Amazon Route 53 doesn't support associating a VPC with a public hosted zone.");
        }
        return vpcs;
    }

    /** By the owner of the zone, or of the VPC. */
    @Override
    default DisassociateVpcFromHostedZoneResponse disassociateVPCFromHostedZone(
            DisassociateVpcFromHostedZoneRequest request) {
        return commit(call -> {
            HostedZone zone = call.anyZone(request.hostedZoneId());
            ZoneVpc vpc = Route53Call.named(request.vpc());
            boolean own = zone.scope().equals(call.scope())
                    || call.findVpc(vpc).filter(call::owns).isPresent();
            if (!own) {
                throw Route53Call.invalidVpc();
            }
            if (!(zone.audience() instanceof Vpcs vpcs) || !vpcs.vpcs().contains(vpc)) {
                throw Route53Error.VPC_ASSOCIATION_NOT_FOUND.of(
                        "The specified VPC and hosted zone are not currently associated.");
            }
            if (vpcs.vpcs().size() == 1) {
                throw Route53Error.LAST_VPC_ASSOCIATION.of(
                        "The VPC that you're trying to disassociate from the private hosted zone is the last VPC that is"
                                + " associated with the hosted zone. Amazon Route 53 doesn't support disassociating the"
                                + " last VPC from a hosted zone.");
            }
            ZoneChange change = call.changed(request.comment());
            return Route53Operations.outcome(
                    Route53Call.with(change)
                            .put(zone.withAudience(vpcs.without(vpc)))
                            .build(),
                    DisassociateVpcFromHostedZoneResponse.builder()
                            .changeInfo(Route53Call.info(change, ChangeStatus.PENDING))
                            .build());
        });
    }

    @Override
    default CreateVpcAssociationAuthorizationResponse createVPCAssociationAuthorization(
            CreateVpcAssociationAuthorizationRequest request) {
        return commit(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            ZoneVpc vpc = Route53Call.named(request.vpc());
            if (call.findVpc(vpc).isEmpty()) {
                throw Route53Call.invalidVpc();
            }
            Vpcs vpcs = privateOnly(zone);
            if (vpcs.authorized().size() >= Limits.AUTHORIZATIONS
                    && !vpcs.authorized().contains(vpc)) {
                throw Route53Error.TOO_MANY_AUTHORIZATIONS.of(
                        "You've created the maximum number of authorizations that can be created for the specified hosted"
                                + " zone.");
            }
            return Route53Operations.outcome(
                    Change.put(zone.withAudience(vpcs.authorizing(vpc))),
                    CreateVpcAssociationAuthorizationResponse.builder()
                            .hostedZoneId(zone.id())
                            .vpc(Shapes.vpc(vpc))
                            .build());
        });
    }

    @Override
    default DeleteVpcAssociationAuthorizationResponse deleteVPCAssociationAuthorization(
            DeleteVpcAssociationAuthorizationRequest request) {
        return commit(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            ZoneVpc vpc = Route53Call.named(request.vpc());
            if (!(zone.audience() instanceof Vpcs vpcs) || !vpcs.authorized().contains(vpc)) {
                throw Route53Error.VPC_AUTHORIZATION_NOT_FOUND.of(
                        "The VPC that you specified is not authorized to be associated with the hosted zone.");
            }
            return Route53Operations.outcome(
                    Change.put(zone.withAudience(vpcs.forbidding(vpc))),
                    DeleteVpcAssociationAuthorizationResponse.builder().build());
        });
    }

    @Override
    default ListVpcAssociationAuthorizationsResponse listVPCAssociationAuthorizations(
            ListVpcAssociationAuthorizationsRequest request) {
        return read(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            List<ZoneVpc> all = privateOnly(zone).authorized();
            Optional<String> token = Optional.ofNullable(request.nextToken());
            if (token.isPresent()
                    && all.stream().noneMatch(vpc -> vpc.id().value().equals(token.get()))) {
                throw Route53Error.INVALID_PAGINATION_TOKEN.of(
                        "The value that you specified to get the second or subsequent page of results is invalid.");
            }
            ZonePage<ZoneVpc> page = ZonePage.of(
                    all.stream()
                            .dropWhile(vpc ->
                                    token.isPresent() && !vpc.id().value().equals(token.get())),
                    ZonePage.max(request.maxResults(), 50));
            return ListVpcAssociationAuthorizationsResponse.builder()
                    .hostedZoneId(zone.id())
                    .vpCs(page.items().stream().map(Shapes::vpc).toList())
                    .nextToken(page.next() == null ? null : page.next().id().value())
                    .build();
        });
    }

    private static Vpcs privateOnly(HostedZone zone) {
        if (!(zone.audience() instanceof Vpcs vpcs)) {
            throw notPrivate(zone);
        }
        return vpcs;
    }

    private static ApiException notPrivate(HostedZone zone) {
        return Route53Error.INVALID_INPUT.of(
                "The hosted zone " + zone.id() + " is public: VPCs are associated with private hosted zones.");
    }
}
