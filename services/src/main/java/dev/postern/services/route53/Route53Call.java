package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.request.RequestContext;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import dev.postern.model.route53.ZoneChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.VPC;

/** A request to Route 53 at a moment of the cloud. */
record Route53Call(Snapshot snapshot, RequestContext context) {
    Scope scope() {
        return Scope.ofAccount(context.account());
    }

    Instant now() {
        return context.now().truncatedTo(ChronoUnit.MILLIS);
    }

    String newId(String prefix) {
        return prefix + context.ids().base32(20);
    }

    /** The caller's zones, by id. */
    Collection<HostedZone> zones() {
        return snapshot.all(HostedZone.class).in(scope());
    }

    /** One of the caller's zones. */
    HostedZone zone(String id) {
        HostedZone zone = anyZone(id);
        if (!zone.scope().equals(scope())) {
            throw Route53Error.ACCESS_DENIED.of(
                    "User: " + context.caller().arn() + " is not authorized to access this resource");
        }
        return zone;
    }

    /** A zone, whoever's it is. */
    HostedZone anyZone(String id) {
        return findZone(id)
                .orElseThrow(() -> Route53Error.NO_SUCH_HOSTED_ZONE.of("No hosted zone found with ID: " + plain(id)));
    }

    Optional<HostedZone> findZone(String id) {
        return snapshot.by(Indexes.ZONES_BY_ID, plain(id)).values().stream().findFirst();
    }

    /** Ids are taken with the path that answers have before them. */
    static String plain(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** The VPC that a request names, of whatever account. */
    Optional<Vpc> findVpc(ZoneVpc vpc) {
        return snapshot.by(Indexes.VPCS_BY_ID, vpc.id()).values().stream()
                .filter(found -> found.scope().region().equals(vpc.region()))
                .findFirst();
    }

    boolean owns(Vpc vpc) {
        return vpc.scope().account().equals(context.account());
    }

    /** What a request calls a VPC. */
    static ZoneVpc named(@Nullable VPC vpc) {
        if (vpc == null || vpc.vpcId() == null || vpc.vpcRegionAsString() == null) {
            throw Route53Error.INVALID_INPUT.of("A VPC is named by its VPCId and its VPCRegion.");
        }
        return named(vpc.vpcId(), vpc.vpcRegionAsString());
    }

    static ZoneVpc named(String id, String region) {
        Region known = Region.find(region).orElseThrow(Route53Call::invalidVpc);
        try {
            return new ZoneVpc(known, new VpcId(id));
        } catch (IllegalArgumentException e) {
            throw invalidVpc();
        }
    }

    static dev.postern.wire.ApiException invalidVpc() {
        return Route53Error.INVALID_VPC_ID.of("The VPC ID that you specified either isn't a valid ID or the current"
                + " account is not authorized to access this VPC.");
    }

    /** No two zones of one name are for one VPC; private DNS of an endpoint is one, too. */
    void requireNoOther(ZoneVpc vpc, DnsName name) {
        boolean kept = snapshot
                .by(Indexes.ENDPOINTS_BY_PRIVATE_DOMAIN, VpcEndpoint.domainKey(vpc.id(), name.spoken()))
                .values()
                .stream()
                .anyMatch(endpoint -> !endpoint.isOver());
        boolean zoned = !snapshot.by(Indexes.ZONES_BY_VPC_AND_NAME, HostedZone.placeKey(vpc.id(), name))
                .isEmpty();
        if (kept || zoned) {
            throw Route53Error.CONFLICTING_DOMAIN_EXISTS.of("The VPC that you chose, " + vpc.id() + " in region "
                    + vpc.region()
                    + ", is already associated with another private hosted zone that has an overlapping name space, "
                    + name + ".");
        }
    }

    /** A change that was just made. It is in force with the commit, and so, to who asks again, in sync. */
    ZoneChange changed(@Nullable String comment) {
        return new ZoneChange(scope(), newId("C"), now(), Optional.ofNullable(comment));
    }

    static ChangeInfo info(ZoneChange change, ChangeStatus status) {
        return ChangeInfo.builder()
                .id("/change/" + change.id())
                .status(status)
                .submittedAt(change.submittedAt())
                .comment(change.comment().orElse(null))
                .build();
    }

    static Change.Builder with(ZoneChange change) {
        return Change.builder().put(change);
    }
}
