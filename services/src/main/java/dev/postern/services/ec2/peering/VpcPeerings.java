package dev.postern.services.ec2.peering;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnection.State;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionResponse;

/**
 * VPC peering connections: asked for, accepted or rejected, and deleted.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html">How VPC peering connections work</a>
 */
final class VpcPeerings {
    private static final String ID = "vpcPeeringConnectionId";

    /** How long a request waits for its accepter. */
    private static final Duration WAITS = Duration.ofDays(7);

    private VpcPeerings() {}

    /** The answer says that the request begins; by then it waits for its accepter, or has failed. */
    static Outcome<CreateVpcPeeringConnectionResponse> create(Ec2Call call, CreateVpcPeeringConnectionRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        String peerVpcId = request.peerVpcId();
        if (peerVpcId == null || peerVpcId.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("peerVpcId");
        }
        Noun.VPC.checkForm(peerVpcId);
        VpcId peer = new VpcId(peerVpcId);
        Scope there = new Scope(account(call, request.peerOwnerId()), region(call, request.peerRegion()));
        Peerings.between(call.snapshot(), vpc.id(), peer)
                .filter(VpcPeeringConnection::isAlive)
                .ifPresent(_ -> {
                    throw Ec2Error.PEERING_EXISTS.of(vpc.id(), peer);
                });
        long outstanding = call.all(VpcPeeringConnection.class).stream()
                .filter(one -> one.state() == State.PENDING_ACCEPTANCE
                        && one.requester().scope().equals(call.scope()))
                .count();
        call.check(Quota.OUTSTANDING_PEERING_REQUESTS, outstanding + 1);
        Optional<Vpc> found = call.snapshot().find(Vpc.class, there, peerVpcId);
        boolean fits = found.filter(far -> !overlap(vpc, far)).isPresent();
        VpcPeeringConnection asked = new VpcPeeringConnection(
                call.scope(),
                new VpcPeeringConnectionId(call.newId(VpcPeeringConnectionId.PREFIX)),
                new VpcPeeringConnection.Side(call.scope(), vpc.id(), false),
                new VpcPeeringConnection.Side(there, peer, false),
                fits ? State.PENDING_ACCEPTANCE : State.FAILED,
                call.now(),
                call.scope().account(),
                call.now().plus(WAITS),
                TagRules.of(request.tagSpecifications(), "vpc-peering-connection"));
        Change.Builder change = Change.builder();
        change.put(asked);
        if (fits && !there.equals(call.scope())) {
            change.put(asked.inScope(there));
        }
        VpcPeeringConnection begins = asked.withState(State.INITIATING_REQUEST, call.now(), asked.changedBy());
        return new Outcome<>(
                change.build(),
                CreateVpcPeeringConnectionResponse.builder()
                        .vpcPeeringConnection(PeeringView.of(call.snapshot(), begins))
                        .build());
    }

    static Outcome<AcceptVpcPeeringConnectionResponse> accept(Ec2Call call, AcceptVpcPeeringConnectionRequest request) {
        VpcPeeringConnection asked = Noun.PEERING.require(call, request.vpcPeeringConnectionId(), ID);
        requireAccepter(call, asked, "accept", "accepted");
        requirePending(asked, "provisioning");
        for (VpcPeeringConnection.Side side : new VpcPeeringConnection.Side[] {asked.requester(), asked.accepter()}) {
            long active = call.snapshot().by(Indexes.PEERINGS_BY_VPC, side.vpcId()).values().stream()
                    .filter(VpcPeeringConnection::carriesTraffic)
                    .count();
            call.check(Quota.ACTIVE_PEERINGS_PER_VPC, active + 1);
        }
        Change change = become(call, asked, State.PROVISIONING);
        VpcPeeringConnection accepted =
                asked.withState(State.PROVISIONING, call.now(), call.scope().account());
        return new Outcome<>(
                change,
                AcceptVpcPeeringConnectionResponse.builder()
                        .vpcPeeringConnection(PeeringView.of(call.snapshot(), accepted))
                        .build());
    }

    static Outcome<RejectVpcPeeringConnectionResponse> reject(Ec2Call call, RejectVpcPeeringConnectionRequest request) {
        VpcPeeringConnection asked = Noun.PEERING.require(call, request.vpcPeeringConnectionId(), ID);
        requireAccepter(call, asked, "reject", "rejected");
        requirePending(asked, "rejected");
        return new Outcome<>(
                become(call, asked, State.REJECTED),
                RejectVpcPeeringConnectionResponse.builder().returnValue(true).build());
    }

    /** Between Regions it takes a while; within one it is gone at once. */
    static Outcome<DeleteVpcPeeringConnectionResponse> delete(Ec2Call call, DeleteVpcPeeringConnectionRequest request) {
        VpcPeeringConnection old = Noun.PEERING.require(call, request.vpcPeeringConnectionId(), ID);
        if (!old.isAlive()) {
            throw Ec2Error.PEERING_TRANSITION.of(old.id(), old.state().wireName(), State.DELETING.wireName());
        }
        boolean requests = old.requester().scope().account().equals(call.scope().account());
        if (old.state() == State.PENDING_ACCEPTANCE && !requests) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of(
                    "User (" + call.scope().account() + ") cannot delete peering " + old.id());
        }
        boolean far =
                !old.requester().scope().region().equals(old.accepter().scope().region());
        return new Outcome<>(
                become(call, old, far && old.carriesTraffic() ? State.DELETING : State.DELETED),
                DeleteVpcPeeringConnectionResponse.builder().returnValue(true).build());
    }

    private static Change become(Ec2Call call, VpcPeeringConnection one, State state) {
        return Peerings.both(
                call.snapshot(),
                one,
                side -> side.withState(state, call.now(), call.scope().account()));
    }

    /** Only the owner of the VPC that was asked answers, in its Region. */
    private static void requireAccepter(Ec2Call call, VpcPeeringConnection asked, String verb, String done) {
        Scope accepter = asked.accepter().scope();
        if (!accepter.account().equals(call.scope().account())) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of(
                    "User (" + call.scope().account() + ") cannot " + verb + " peering " + asked.id());
        }
        if (!accepter.equals(call.scope())) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("Incorrect region (" + call.region()
                    + ") specified for this request. VPC peering connection " + asked.id() + " must be " + done
                    + " in region " + accepter.region());
        }
    }

    private static void requirePending(VpcPeeringConnection asked, String wanted) {
        if (asked.state() != State.PENDING_ACCEPTANCE) {
            throw Ec2Error.PEERING_TRANSITION.of(asked.id(), asked.state().wireName(), wanted);
        }
    }

    private static boolean overlap(Vpc one, Vpc other) {
        return one.cidrBlocks().stream().anyMatch(block -> other.overlaps(block.cidr()));
    }

    private static AccountId account(Ec2Call call, @Nullable String id) {
        if (id == null || id.isEmpty()) {
            return call.scope().account();
        }
        if (!AccountId.isValid(id)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid value '" + id + "' for peerOwnerId");
        }
        return new AccountId(id);
    }

    private static Region region(Ec2Call call, @Nullable String name) {
        return name == null || name.isEmpty()
                ? call.region()
                : Region.find(name).orElseThrow(() -> Ec2Error.REGION.of(name));
    }
}
