package dev.postern.services.ec2.peering;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ModifyVpcPeeringConnectionOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcPeeringConnectionOptionsResponse;
import software.amazon.awssdk.services.ec2.model.PeeringConnectionOptionsRequest;

/**
 * What a side of a peering connection lets the other one do: to resolve its public names to private addresses. (The options of
 * ClassicLink, which no longer exists, can only be off.)
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html">Enable DNS resolution for a VPC peering
 *     connection</a>
 */
final class PeeringOptions {
    private PeeringOptions() {}

    static Outcome<ModifyVpcPeeringConnectionOptionsResponse> modify(
            Ec2Call call, ModifyVpcPeeringConnectionOptionsRequest request) {
        VpcPeeringConnection peering =
                Noun.PEERING.require(call, request.vpcPeeringConnectionId(), "vpcPeeringConnectionId");
        PeeringConnectionOptionsRequest ofRequester = request.requesterPeeringConnectionOptions();
        PeeringConnectionOptionsRequest ofAccepter = request.accepterPeeringConnectionOptions();
        if (ofRequester == null && ofAccepter == null) {
            throw Ec2Error.MISSING_PARAMETER.of(
                    "accepterPeeringConnectionOptions or requesterPeeringConnectionOptions");
        }
        if (peering.state() != VpcPeeringConnection.State.ACTIVE) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("Peering " + peering.id()
                    + " is not active. Peering options can be added only to active peerings.");
        }
        VpcPeeringConnection.Side requester = changed(call, peering, peering.requester(), ofRequester, "requester");
        VpcPeeringConnection.Side accepter = changed(call, peering, peering.accepter(), ofAccepter, "accepter");
        boolean same = requester.equals(peering.requester()) && accepter.equals(peering.accepter());
        ModifyVpcPeeringConnectionOptionsResponse.Builder response =
                ModifyVpcPeeringConnectionOptionsResponse.builder();
        if (ofRequester != null) {
            response.requesterPeeringConnectionOptions(view(requester));
        }
        if (ofAccepter != null) {
            response.accepterPeeringConnectionOptions(view(accepter));
        }
        return new Outcome<>(
                same
                        ? Change.NONE
                        : Peerings.both(call.snapshot(), peering, side -> side.withSides(requester, accepter)),
                response.build());
    }

    private static VpcPeeringConnection.Side changed(
            Ec2Call call,
            VpcPeeringConnection peering,
            VpcPeeringConnection.Side side,
            @Nullable PeeringConnectionOptionsRequest options,
            String which) {
        if (options == null) {
            return side;
        }
        Scope owner = side.scope();
        if (!owner.account().equals(call.scope().account())) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("User (" + call.scope().account() + ") cannot modify " + which
                    + " options of peering " + peering.id());
        }
        if (!owner.equals(call.scope())) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("Incorrect region (" + call.region()
                    + ") specified for this request. The " + which + " options of VPC peering connection "
                    + peering.id() + " must be modified in region " + owner.region());
        }
        List<@Nullable Boolean> classic = Arrays.asList(
                options.allowEgressFromLocalClassicLinkToRemoteVpc(),
                options.allowEgressFromLocalVpcToRemoteClassicLink());
        if (classic.contains(true)) {
            throw Ec2Error.UNSUPPORTED.of("ClassicLink is not supported.");
        }
        Boolean resolves = options.allowDnsResolutionFromRemoteVpc();
        return resolves == null ? side : side.withResolvesForPeer(resolves);
    }

    private static software.amazon.awssdk.services.ec2.model.PeeringConnectionOptions view(
            VpcPeeringConnection.Side side) {
        return software.amazon.awssdk.services.ec2.model.PeeringConnectionOptions.builder()
                .allowDnsResolutionFromRemoteVpc(side.resolvesForPeer())
                .allowEgressFromLocalClassicLinkToRemoteVpc(false)
                .allowEgressFromLocalVpcToRemoteClassicLink(false)
                .build();
    }
}
