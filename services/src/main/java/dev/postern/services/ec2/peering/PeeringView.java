package dev.postern.services.ec2.peering;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnection.State;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CidrBlock;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnectionVpcInfo;

/** Peering connections as EC2 shows them to one of their sides. What the accepter's VPC is like is shown once it has accepted. */
final class PeeringView {
    private static final Set<State> ACCEPTED = Set.of(State.PROVISIONING, State.ACTIVE, State.DELETING, State.DELETED);
    private static final Set<State> OPEN = Set.of(State.INITIATING_REQUEST, State.PENDING_ACCEPTANCE);

    private PeeringView() {}

    static DescribeVpcPeeringConnectionsResponse describe(Ec2Call call, DescribeVpcPeeringConnectionsRequest request) {
        Ec2Page.refuseWithIds(request.vpcPeeringConnectionIds(), request.maxResults(), "vpcPeeringConnectionIdsSet");
        List<VpcPeeringConnection> found = filters(call.snapshot())
                .apply(request.filters(), Noun.PEERING.select(call, request.vpcPeeringConnectionIds()));
        Ec2Page<VpcPeeringConnection> page = Ec2Page.of(
                found,
                VpcPeeringConnection::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeVpcPeeringConnectionsResponse.builder()
                .vpcPeeringConnections(page.items().stream()
                        .map(one -> of(call.snapshot(), one))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static Filters<VpcPeeringConnection> filters(Snapshot snapshot) {
        return new Filters<VpcPeeringConnection>()
                .many("accepter-vpc-info.cidr-block", one -> blocks(snapshot, one, one.accepter()))
                .one("accepter-vpc-info.owner-id", one -> one.accepter().scope().account())
                .one("accepter-vpc-info.vpc-id", one -> one.accepter().vpcId())
                .some("expiration-time", one -> Optional.of(one.expiresAt()).filter(_ -> OPEN.contains(one.state())))
                .many("requester-vpc-info.cidr-block", one -> blocks(snapshot, one, one.requester()))
                .one(
                        "requester-vpc-info.owner-id",
                        one -> one.requester().scope().account())
                .one("requester-vpc-info.vpc-id", one -> one.requester().vpcId())
                .one("status-code", one -> one.state().wireName())
                .one("status-message", PeeringView::message)
                .one("vpc-peering-connection-id", VpcPeeringConnection::id)
                .tags(VpcPeeringConnection::tags);
    }

    static software.amazon.awssdk.services.ec2.model.VpcPeeringConnection of(
            Snapshot snapshot, VpcPeeringConnection one) {
        return software.amazon.awssdk.services.ec2.model.VpcPeeringConnection.builder()
                .vpcPeeringConnectionId(one.key())
                .requesterVpcInfo(side(snapshot, one, one.requester()))
                .accepterVpcInfo(side(snapshot, one, one.accepter()))
                .status(s -> s.code(one.state().wireName()).message(message(one)))
                .expirationTime(OPEN.contains(one.state()) ? one.expiresAt() : null)
                .tags(TagRules.view(one.tags()))
                .build();
    }

    private static VpcPeeringConnectionVpcInfo side(
            Snapshot snapshot, VpcPeeringConnection one, VpcPeeringConnection.Side side) {
        VpcPeeringConnectionVpcInfo.Builder view = VpcPeeringConnectionVpcInfo.builder()
                .ownerId(side.scope().account().value())
                .vpcId(side.vpcId().value())
                .region(side.scope().region().name());
        List<String> blocks = blocks(snapshot, one, side).toList();
        if (!blocks.isEmpty()) {
            view.cidrBlock(blocks.getFirst())
                    .cidrBlockSet(blocks.stream()
                            .map(block -> CidrBlock.builder().cidrBlock(block).build())
                            .toList());
        }
        if (isShown(one, side)) {
            view.peeringOptions(options -> options.allowDnsResolutionFromRemoteVpc(side.resolvesForPeer())
                    .allowEgressFromLocalClassicLinkToRemoteVpc(false)
                    .allowEgressFromLocalVpcToRemoteClassicLink(false));
        }
        return view.build();
    }

    private static boolean isShown(VpcPeeringConnection one, VpcPeeringConnection.Side side) {
        return side.equals(one.requester()) || ACCEPTED.contains(one.state());
    }

    /** The blocks of a side, as far as they are shown; none of a VPC that is gone. */
    private static Stream<String> blocks(Snapshot snapshot, VpcPeeringConnection one, VpcPeeringConnection.Side side) {
        return isShown(one, side)
                ? snapshot.by(Indexes.VPCS_BY_ID, side.vpcId()).values().stream()
                        .flatMap(vpc -> vpc.cidrBlocks().stream())
                        .map(Vpc.CidrAssociation::cidr)
                        .map(Object::toString)
                : Stream.empty();
    }

    private static String message(VpcPeeringConnection one) {
        return switch (one.state()) {
            case INITIATING_REQUEST ->
                "Initiating Request to " + one.accepter().scope().account();
            case PENDING_ACCEPTANCE ->
                "Pending Acceptance by " + one.accepter().scope().account();
            case PROVISIONING -> "Provisioning";
            case ACTIVE -> "Active";
            case FAILED -> "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";
            case EXPIRED -> "Expired";
            case REJECTED -> "Rejected by " + one.changedBy();
            case DELETING -> "Deleting";
            case DELETED -> "Deleted by " + one.changedBy();
        };
    }
}
