package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.iam.SessionTraits;
import dev.postern.model.iam.User;
import dev.postern.model.iam.WebIdentity;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.PoliciesInForce;
import dev.postern.policy.PrincipalFacts;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The condition keys of a request, each worked out when a policy asks for it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS global
 *     condition context keys</a>
 */
final class RequestKeys implements ConditionContext {
    private static final String PRINCIPAL_TAG = "aws:principaltag/";

    private final Snapshot snapshot;
    private final RequestContext request;
    private final Optional<AccountId> resourceAccount;
    private final ConditionContext extra;

    RequestKeys(
            Snapshot snapshot, RequestContext request, Optional<AccountId> resourceAccount, ConditionContext extra) {
        this.snapshot = snapshot;
        this.request = request;
        this.resourceAccount = resourceAccount;
        this.extra = extra;
    }

    @Override
    public List<String> values(String key) {
        List<String> given = extra.values(key);
        if (!given.isEmpty()) {
            return given;
        }
        return OrganizationKeys.isOne(key)
                ? OrganizationKeys.values(snapshot, request, resourceAccount, key)
                : global(key).map(List::of).orElse(List.of());
    }

    @Override
    public boolean knows(String key) {
        return extra.knows(key);
    }

    private Optional<String> global(String key) {
        return switch (key) {
            case "aws:currenttime" ->
                Optional.of(request.now().truncatedTo(ChronoUnit.SECONDS).toString());
            case "aws:epochtime" -> Optional.of(Long.toString(request.now().getEpochSecond()));
            case "aws:securetransport" ->
                Optional.of(Boolean.toString(request.connection().secure()));
            case "aws:useragent" -> Optional.of(request.userAgent()).filter(agent -> !agent.isEmpty());
            case "aws:requestedregion" -> Optional.of(request.region().name());
            case "aws:resourceaccount" -> resourceAccount.map(AccountId::value);
            case "aws:viaawsservice", "aws:principalisawsservice" -> Optional.of("false");
            case "aws:sourceip",
                    "aws:sourcevpce",
                    "aws:sourcevpc",
                    "aws:vpcsourceip",
                    "aws:sourcevpcarn",
                    "aws:vpceaccount" -> network(key);
            default -> principal(key);
        };
    }

    /** Through an endpoint the request has the endpoint's keys and no aws:SourceIp; otherwise it is the reverse. */
    private Optional<String> network(String key) {
        return switch (request.connection()) {
            case Connection.Public open ->
                key.equals("aws:sourceip") ? Optional.of(open.sourceAddress().toString()) : Optional.empty();
            case Connection.ThroughEndpoint through ->
                switch (key) {
                    case "aws:sourcevpce" -> Optional.of(through.endpoint().value());
                    case "aws:sourcevpc" -> Optional.of(through.vpc().value());
                    case "aws:vpcsourceip" ->
                        Optional.of(through.sourceAddress().toString());
                    case "aws:sourcevpcarn" ->
                        Optional.of(Arn.of("ec2", through.vpcScope(), "vpc/" + through.vpc())
                                .toString());
                    case "aws:vpceaccount" ->
                        Optional.of(through.vpcScope().account().value());
                    default -> Optional.empty();
                };
        };
    }

    private Optional<String> principal(String key) {
        Caller caller = request.caller();
        return switch (key) {
            case "aws:principalaccount" -> caller.accountId().map(AccountId::value);
            case "aws:userid" -> Optional.of(caller.userId());
            case "aws:principaltype" -> Optional.of(principalType(caller));
            case "aws:principalarn" -> principalArn(caller);
            case "aws:tokenissuetime" ->
                caller.tokenIssued()
                        .map(issued -> issued.truncatedTo(ChronoUnit.SECONDS).toString());
            // Keys that last say nothing of MFA, and no temporary credentials here came of it.
            case "aws:multifactorauthpresent" -> caller.tokenIssued().map(_ -> "false");
            case "aws:username" -> caller instanceof Caller.User user ? Optional.of(user.name()) : Optional.empty();
            default -> {
                if (key.startsWith(PRINCIPAL_TAG)) {
                    yield principalTag(caller, key.substring(PRINCIPAL_TAG.length()));
                }
                yield caller instanceof Caller.AssumedRole session ? session(session, key) : Optional.empty();
            }
        };
    }

    private static String principalType(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous _ -> "Anonymous";
            case Caller.Root _ -> "Account";
            case Caller.User _ -> "User";
            case Caller.FederatedUser _ -> "FederatedUser";
            case Caller.AssumedRole _ -> "AssumedRole";
        };
    }

    /** Of a session, the role's ARN. */
    private static Optional<String> principalArn(Caller caller) {
        if (caller instanceof Caller.Anonymous) {
            return Optional.empty();
        }
        PrincipalFacts facts = PrincipalFacts.of(caller);
        return Optional.of(caller instanceof Caller.AssumedRole ? facts.role().orElse(facts.arn()) : facts.arn());
    }

    private Optional<String> principalTag(Caller caller, String lowerCaseTag) {
        Tags tags = switch (caller) {
            case Caller.Anonymous _, Caller.Root _ -> Tags.NONE;
            case Caller.User user ->
                PoliciesInForce.user(snapshot, user).map(User::tags).orElse(Tags.NONE);
            case Caller.FederatedUser user ->
                new SessionTraits(user.tags(), List.of(), Optional.empty())
                        .over(user.by()
                                .flatMap(by -> PoliciesInForce.user(snapshot, by))
                                .map(User::tags)
                                .orElse(Tags.NONE));
            case Caller.AssumedRole session ->
                session.traits()
                        .over(PoliciesInForce.role(snapshot, session)
                                .map(Role::tags)
                                .orElse(Tags.NONE));
        };
        return TagConditions.value(tags.values(), lowerCaseTag);
    }

    /** Keys that only sessions of roles have. */
    private Optional<String> session(Caller.AssumedRole session, String key) {
        return switch (key) {
            case "aws:sourceidentity" -> session.traits().sourceIdentity();
            case "ec2:sourceinstancearn" ->
                instance(session).map(i -> instanceArn(i).toString());
            case "ec2:roledelivery" -> session.delivery().map(RoleDelivery::version);
            case "aws:ec2instancesourcevpc" ->
                instance(session).map(i -> i.vpcId().value());
            case "aws:ec2instancesourceprivateipv4" -> instance(session).flatMap(this::privateAddress);
            case "aws:federatedprovider" -> session.traits().webIdentity().map(WebIdentity::provider);
            default ->
                session.traits()
                        .webIdentity()
                        .flatMap(identity -> Optional.ofNullable(identity.keys().get(key)));
        };
    }

    private Optional<Instance> instance(Caller.AssumedRole session) {
        return session.ec2InstanceId()
                .flatMap(id -> Region.ALL.stream()
                        .flatMap(region ->
                                snapshot.find(Instance.class, new Scope(session.account(), region), id).stream())
                        .findFirst());
    }

    private static Arn instanceArn(Instance instance) {
        return Arn.of("ec2", instance.scope(), "instance/" + instance.id());
    }

    private Optional<String> privateAddress(Instance instance) {
        return snapshot.find(
                        NetworkInterface.class,
                        instance.scope(),
                        instance.primaryInterface().value())
                .map(networkInterface -> networkInterface.primaryIp().toString());
    }
}
