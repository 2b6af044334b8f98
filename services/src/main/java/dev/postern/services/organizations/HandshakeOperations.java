package dev.postern.services.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.iam.Account;
import dev.postern.model.organizations.Handshake;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.Place;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.AcceptHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.AcceptHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.CancelHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.CancelHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.DeclineHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.DeclineHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.DescribeHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.DescribeHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.HandshakeFilter;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.InviteAccountToOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.InviteAccountToOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForAccountRequest;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForAccountResponse;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForOrganizationResponse;

/**
 * Invitations of accounts that exist.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html">Managing account
 *     invitations</a>
 */
interface HandshakeOperations extends OrganizationsOperations {
    @Override
    default InviteAccountToOrganizationResponse inviteAccountToOrganization(
            InviteAccountToOrganizationRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            AccountId invited = invited(call, request);
            if (Place.of(call.snapshot(), invited).isPresent()) {
                throw alreadyIn();
            }
            if (call.all(Indexes.HANDSHAKES_BY_INVITED, invited).stream()
                    .anyMatch(one -> one.organization().equals(organization.id()) && one.isOpen(call.now()))) {
                throw OrganizationsError.DUPLICATE_HANDSHAKE.now();
            }
            Handshake handshake = new Handshake(
                    call.newId("h-", 8),
                    organization.id(),
                    organization.management(),
                    invited,
                    Handshake.State.OPEN,
                    call.now(),
                    Optional.ofNullable(request.notes()),
                    Shapes.tags(Tags.NONE, request.tags()));
            return new Outcome<>(
                    Change.put(handshake),
                    InviteAccountToOrganizationResponse.builder()
                            .handshake(HandshakeShape.of(handshake, call.now()))
                            .build());
        });
    }

    private static AccountId invited(OrganizationsCall call, InviteAccountToOrganizationRequest request) {
        if (request.target().type() != HandshakePartyType.ACCOUNT
                || !AccountId.isValid(request.target().id())
                || call.snapshot()
                        .find(Account.class, Scope.GLOBAL, request.target().id())
                        .isEmpty()) {
            throw OrganizationsError.INVALID_INPUT.because(
                    "INVALID_PARTY_TYPE_TARGET", "You specified a target that is not an account that can be invited.");
        }
        return new AccountId(request.target().id());
    }

    private static ApiException alreadyIn() {
        return OrganizationsError.HANDSHAKE_CONSTRAINT.because(
                "ALREADY_IN_AN_ORGANIZATION", "The AWS account is already a member of an organization.");
    }

    @Override
    default AcceptHandshakeResponse acceptHandshake(AcceptHandshakeRequest request) {
        return commit(call -> {
            Handshake open = open(call, received(call, request.handshakeId()), Handshake.State.ACCEPTED);
            if (Place.of(call.snapshot(), call.account()).isPresent()) {
                throw alreadyIn();
            }
            Organization organization = call.snapshot()
                    .find(Organization.class, Scope.GLOBAL, open.organization())
                    .orElseThrow(OrganizationsError.HANDSHAKE_NOT_FOUND::now);
            Handshake accepted = open.withState(Handshake.State.ACCEPTED);
            return new Outcome<>(
                    Change.builder()
                            .put(accepted)
                            .put(call.joining(organization, open.tags()))
                            .build(),
                    AcceptHandshakeResponse.builder()
                            .handshake(HandshakeShape.of(accepted, call.now()))
                            .build());
        });
    }

    @Override
    default DeclineHandshakeResponse declineHandshake(DeclineHandshakeRequest request) {
        return commit(call -> {
            Handshake declined = open(call, received(call, request.handshakeId()), Handshake.State.DECLINED)
                    .withState(Handshake.State.DECLINED);
            return new Outcome<>(
                    Change.put(declined),
                    DeclineHandshakeResponse.builder()
                            .handshake(HandshakeShape.of(declined, call.now()))
                            .build());
        });
    }

    @Override
    default CancelHandshakeResponse cancelHandshake(CancelHandshakeRequest request) {
        return commit(call -> {
            Handshake canceled = open(
                            call,
                            known(call, request.handshakeId())
                                    .filter(one -> one.management().equals(call.account()))
                                    .orElseThrow(OrganizationsError.HANDSHAKE_NOT_FOUND::now),
                            Handshake.State.CANCELED)
                    .withState(Handshake.State.CANCELED);
            return new Outcome<>(
                    Change.put(canceled),
                    CancelHandshakeResponse.builder()
                            .handshake(HandshakeShape.of(canceled, call.now()))
                            .build());
        });
    }

    private static Handshake received(OrganizationsCall call, @Nullable String id) {
        return known(call, id)
                .filter(one -> one.invited().equals(call.account()))
                .orElseThrow(OrganizationsError.HANDSHAKE_NOT_FOUND::now);
    }

    private static Optional<Handshake> known(OrganizationsCall call, @Nullable String id) {
        return call.snapshot().find(Handshake.class, Scope.GLOBAL, id == null ? "" : id);
    }

    private static Handshake open(OrganizationsCall call, Handshake handshake, Handshake.State wanted) {
        if (handshake.state() == wanted) {
            throw OrganizationsError.HANDSHAKE_IN_STATE.now();
        }
        if (!handshake.isOpen(call.now())) {
            throw OrganizationsError.HANDSHAKE_TRANSITION.now();
        }
        return handshake;
    }

    @Override
    default DescribeHandshakeResponse describeHandshake(DescribeHandshakeRequest request) {
        return read(call -> DescribeHandshakeResponse.builder()
                .handshake(known(call, request.handshakeId())
                        .filter(one -> one.invited().equals(call.account())
                                || one.management().equals(call.account()))
                        .map(one -> HandshakeShape.of(one, call.now()))
                        .orElseThrow(OrganizationsError.HANDSHAKE_NOT_FOUND::now))
                .build());
    }

    @Override
    default ListHandshakesForAccountResponse listHandshakesForAccount(ListHandshakesForAccountRequest request) {
        return read(call -> {
            Page<Handshake> page = OrganizationsPage.of(
                    request,
                    filtered(call.all(Indexes.HANDSHAKES_BY_INVITED, call.account()), request.filter()),
                    Handshake::id,
                    request.nextToken(),
                    request.maxResults());
            return ListHandshakesForAccountResponse.builder()
                    .handshakes(page.map(one -> HandshakeShape.of(one, call.now())))
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default ListHandshakesForOrganizationResponse listHandshakesForOrganization(
            ListHandshakesForOrganizationRequest request) {
        return read(call -> {
            Page<Handshake> page = OrganizationsPage.of(
                    request,
                    filtered(
                            call.all(
                                    Indexes.HANDSHAKES_BY_ORGANIZATION,
                                    call.managed().id()),
                            request.filter()),
                    Handshake::id,
                    request.nextToken(),
                    request.maxResults());
            return ListHandshakesForOrganizationResponse.builder()
                    .handshakes(page.map(one -> HandshakeShape.of(one, call.now())))
                    .nextToken(page.next())
                    .build();
        });
    }

    /** All handshakes here are invitations, and none belongs to another. */
    private static List<Handshake> filtered(Collection<Handshake> all, @Nullable HandshakeFilter filter) {
        boolean none = filter != null
                && (filter.parentHandshakeId() != null
                        || (filter.actionTypeAsString() != null
                                && !filter.actionTypeAsString().equals(HandshakeShape.ACTION)));
        return none ? List.of() : new ArrayList<>(all);
    }
}
