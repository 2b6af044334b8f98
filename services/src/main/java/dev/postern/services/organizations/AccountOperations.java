package dev.postern.services.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.Role;
import dev.postern.model.organizations.AccountCreation;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.CreateAccountRequest;
import software.amazon.awssdk.services.organizations.model.CreateAccountResponse;
import software.amazon.awssdk.services.organizations.model.CreateAccountState;
import software.amazon.awssdk.services.organizations.model.CreateAccountStatus;
import software.amazon.awssdk.services.organizations.model.DescribeAccountRequest;
import software.amazon.awssdk.services.organizations.model.DescribeAccountResponse;
import software.amazon.awssdk.services.organizations.model.DescribeCreateAccountStatusRequest;
import software.amazon.awssdk.services.organizations.model.DescribeCreateAccountStatusResponse;
import software.amazon.awssdk.services.organizations.model.LeaveOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.LeaveOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentRequest;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsRequest;
import software.amazon.awssdk.services.organizations.model.ListAccountsResponse;
import software.amazon.awssdk.services.organizations.model.ListCreateAccountStatusRequest;
import software.amazon.awssdk.services.organizations.model.ListCreateAccountStatusResponse;
import software.amazon.awssdk.services.organizations.model.MoveAccountRequest;
import software.amazon.awssdk.services.organizations.model.MoveAccountResponse;
import software.amazon.awssdk.services.organizations.model.RemoveAccountFromOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.RemoveAccountFromOrganizationResponse;

/**
 * The accounts of an organization. One that it makes is an account like any other, with a role that the management account may assume;
 * its root user has no key.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create.html">Creating a member account</a>
 */
interface AccountOperations extends OrganizationsOperations {
    /** How many accounts AWS lets an organization have that asks for it. */
    int ACCOUNTS_MAX = 10_000;

    /** The role by which the management account manages an account that it made. */
    String ROLE = "OrganizationAccountAccessRole";

    @Override
    default CreateAccountResponse createAccount(CreateAccountRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            Optional<String> failure = failure(call, organization, request);
            AccountId id = newAccountId(call);
            AccountCreation creation = new AccountCreation(
                    call.newId("car-", 32),
                    organization.id(),
                    request.accountName(),
                    call.now(),
                    call.now(),
                    failure.isPresent() ? Optional.empty() : Optional.of(id),
                    failure);
            Change.Builder change = Change.builder().put(creation);
            if (failure.isEmpty()) {
                change.put(new Account(id, call.now()))
                        .put(new Member(
                                id,
                                organization.id(),
                                organization.rootId(),
                                request.accountName(),
                                request.email(),
                                true,
                                call.now(),
                                OrganizationsCall.first(organization),
                                Shapes.tags(Tags.NONE, request.tags())))
                        .put(role(call, id, request.roleName()))
                        .addAll(newAccounts()
                                .furnish(call.snapshot(), id, call.context().ids()));
            }
            // The answer is of a request that has just begun; who asks again is told what came of it.
            CreateAccountStatus begun = CreateAccountStatus.builder()
                    .id(creation.id())
                    .accountName(creation.name())
                    .state(CreateAccountState.IN_PROGRESS)
                    .requestedTimestamp(creation.requestedAt())
                    .build();
            return new Outcome<>(
                    change.build(),
                    CreateAccountResponse.builder().createAccountStatus(begun).build());
        });
    }

    private static Optional<String> failure(
            OrganizationsCall call, Organization organization, CreateAccountRequest request) {
        if (call.members(organization).size() >= ACCOUNTS_MAX) {
            return Optional.of("ACCOUNT_LIMIT_EXCEEDED");
        }
        String email = request.email().toLowerCase(Locale.ROOT);
        boolean taken = call.snapshot().all(Member.class).stream()
                .anyMatch(member -> member.email().toLowerCase(Locale.ROOT).equals(email));
        return taken ? Optional.of("EMAIL_ALREADY_EXISTS") : Optional.empty();
    }

    private static AccountId newAccountId(OrganizationsCall call) {
        while (true) {
            long number = Long.parseLong(call.context().ids().hex(15), 16) % 900_000_000_000L + 100_000_000_000L;
            AccountId id = new AccountId(Long.toString(number));
            if (!id.equals(AccountId.AMAZON)
                    && call.snapshot()
                            .find(Account.class, Scope.GLOBAL, id.value())
                            .isEmpty()) {
                return id;
            }
        }
    }

    private static Role role(OrganizationsCall call, AccountId account, @Nullable String name) {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                + Arn.global("iam", call.account(), "root") + "\"},\"Action\":\"sts:AssumeRole\"}]}";
        return new Role(
                Scope.ofAccount(account),
                name == null ? ROLE : name,
                "/",
                "AROA" + call.context().ids().base32(17),
                trust,
                "",
                3_600,
                call.now().truncatedTo(ChronoUnit.SECONDS),
                new TreeMap<>(),
                List.of("arn:aws:iam::aws:policy/AdministratorAccess"),
                Optional.empty(),
                Tags.NONE);
    }

    @Override
    default DescribeCreateAccountStatusResponse describeCreateAccountStatus(
            DescribeCreateAccountStatusRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            return DescribeCreateAccountStatusResponse.builder()
                    .createAccountStatus(call.snapshot()
                            .find(AccountCreation.class, Scope.GLOBAL, request.createAccountRequestId())
                            .filter(creation -> creation.organization().equals(organization.id()))
                            .map(Shapes::creation)
                            .orElseThrow(OrganizationsError.CREATION_NOT_FOUND::now))
                    .build();
        });
    }

    @Override
    default ListCreateAccountStatusResponse listCreateAccountStatus(ListCreateAccountStatusRequest request) {
        return read(call -> {
            List<AccountCreation> found = call
                    .all(Indexes.CREATIONS_BY_ORGANIZATION, call.managed().id())
                    .stream()
                    .filter(creation -> !request.hasStates()
                            || request.statesAsStrings()
                                    .contains(creation.account().isPresent() ? "SUCCEEDED" : "FAILED"))
                    .toList();
            Page<AccountCreation> page = OrganizationsPage.of(
                    request, found, AccountCreation::id, request.nextToken(), request.maxResults());
            return ListCreateAccountStatusResponse.builder()
                    .createAccountStatuses(page.map(Shapes::creation))
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default DescribeAccountResponse describeAccount(DescribeAccountRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            return DescribeAccountResponse.builder()
                    .account(Shapes.account(organization, required(call, organization, request.accountId())))
                    .build();
        });
    }

    @Override
    default ListAccountsResponse listAccounts(ListAccountsRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            Page<Member> page = OrganizationsPage.of(
                    request, call.members(organization), Member::key, request.nextToken(), request.maxResults());
            return ListAccountsResponse.builder()
                    .accounts(page.map(member -> Shapes.account(organization, member)))
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default ListAccountsForParentResponse listAccountsForParent(ListAccountsForParentRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            String parent = call.parent(organization, request.parentId(), OrganizationsError.PARENT_NOT_FOUND);
            Page<Member> page = OrganizationsPage.of(
                    request,
                    call.all(Indexes.MEMBERS_BY_PARENT, parent),
                    Member::key,
                    request.nextToken(),
                    request.maxResults());
            return ListAccountsForParentResponse.builder()
                    .accounts(page.map(member -> Shapes.account(organization, member)))
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default MoveAccountResponse moveAccount(MoveAccountRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            Member member = required(call, organization, request.accountId());
            String from = call.parent(organization, request.sourceParentId(), OrganizationsError.SOURCE_NOT_FOUND);
            String to =
                    call.parent(organization, request.destinationParentId(), OrganizationsError.DESTINATION_NOT_FOUND);
            if (member.parent().equals(to)) {
                throw OrganizationsError.DUPLICATE_ACCOUNT.now();
            }
            if (!member.parent().equals(from)) {
                throw OrganizationsError.SOURCE_NOT_FOUND.now();
            }
            return new Outcome<>(
                    Change.put(member.withParent(to)),
                    MoveAccountResponse.builder().build());
        });
    }

    @Override
    default RemoveAccountFromOrganizationResponse removeAccountFromOrganization(
            RemoveAccountFromOrganizationRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            Member member = required(call, organization, request.accountId());
            return new Outcome<>(
                    left(organization, member),
                    RemoveAccountFromOrganizationResponse.builder().build());
        });
    }

    @Override
    default LeaveOrganizationResponse leaveOrganization(LeaveOrganizationRequest request) {
        return commit(call -> {
            Organization organization = call.organization();
            Member member = required(call, organization, call.account().value());
            return new Outcome<>(
                    left(organization, member),
                    LeaveOrganizationResponse.builder().build());
        });
    }

    private static Change left(Organization organization, Member member) {
        if (organization.management().equals(member.id())) {
            throw OrganizationsError.MANAGEMENT_CANNOT_LEAVE.now();
        }
        return Change.remove(member);
    }

    private static Member required(OrganizationsCall call, Organization organization, String id) {
        return call.member(organization, id).orElseThrow(OrganizationsError.ACCOUNT_NOT_FOUND::now);
    }
}
