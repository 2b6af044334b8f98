package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Handshake;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.organizations.Place;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.model.organizations.PolicyType;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of the operations of Organizations: on all that a request names. What somebody asks who is of no management account
 * is on nothing in particular: the service itself tells them what they may.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html">Actions, resources, and
 *     condition keys for AWS Organizations</a>
 */
public final class OrganizationsPermissions implements ServicePermissions {
    private static final ServiceAuthorization ORGANIZATIONS = ServiceAuthorization.of("organizations");
    private static final List<String> IDS = List.of(
            "PolicyId", "TargetId", "ResourceId", "AccountId", "OrganizationalUnitId", "ParentId", "ChildId", "RootId");

    @Override
    public String service() {
        return "organizations";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        Action action = ORGANIZATIONS.action(operation);
        String name = service() + ":" + operation;
        Optional<Organization> organization = Place.of(snapshot, context.account())
                .filter(Place::isManagement)
                .map(Place::organization);
        List<Check> checks = new ArrayList<>();
        RequestFields.text(request, "HandshakeId")
                .ifPresent(id -> checks.add(
                        new Check(name, handshake(snapshot, context, id), keys(action, request, "", Tags.NONE))));
        for (String member : IDS) {
            Optional<String> id = RequestFields.text(request, member);
            if (id.isEmpty() || organization.isEmpty()) {
                continue;
            }
            Optional<OrganizationPolicy> policy = snapshot.find(OrganizationPolicy.class, Scope.GLOBAL, id.get());
            String type = policy.map(OrganizationPolicy::type)
                    .or(() -> PolicyType.ofAwsPolicy(id.get()))
                    .map(Enum::name)
                    .orElse("");
            Tags tags =
                    policy.map(OrganizationPolicy::tags).orElseGet(() -> tags(snapshot, organization.get(), id.get()));
            checks.add(new Check(name, arn(organization.get(), id.get(), policy), keys(action, request, type, tags)));
        }
        return checks.isEmpty() ? List.of(new Check(name, "*", keys(action, request, "", Tags.NONE))) : checks;
    }

    private static ConditionContext keys(Action action, SdkPojo request, String policyType, Tags tags) {
        return key -> {
            if (!action.canHave(key)) {
                return List.of();
            }
            if (key.equals("organizations:policytype")) {
                return Optional.of(policyType)
                        .filter(type -> !type.isEmpty())
                        .or(() -> RequestFields.text(request, "PolicyType"))
                        .or(() -> RequestFields.text(request, "Type"))
                        .or(() -> RequestFields.text(request, "Filter"))
                        .map(List::of)
                        .orElse(List.of());
            }
            return TagConditions.isOfResource(key)
                    ? TagConditions.ofResource(tags, key)
                    : TagConditions.ofRequest(RequestFields.tags(request, "Tags"), key);
        };
    }

    private static Tags tags(Snapshot snapshot, Organization organization, String id) {
        if (organization.rootId().equals(id)) {
            return organization.tags();
        }
        return snapshot.find(OrganizationalUnit.class, Scope.GLOBAL, id)
                .<PolicyTarget>map(unit -> unit)
                .or(() -> snapshot.find(Member.class, Scope.GLOBAL, id))
                .map(PolicyTarget::tags)
                .orElse(Tags.NONE);
    }

    private static String arn(Organization organization, String id, Optional<OrganizationPolicy> policy) {
        Optional<PolicyType> aws = PolicyType.ofAwsPolicy(id);
        if (aws.isPresent()) {
            return aws.get().awsArn().toString();
        }
        if (id.startsWith("p-")) {
            String type = policy.map(found -> found.type().inArns()).orElse("*");
            return organization.arn("policy", type + "/" + id).toString();
        }
        String kind = id.startsWith("r-") ? "root" : id.startsWith("ou-") ? "ou" : "account";
        return organization.arn(kind, id).toString();
    }

    /** An invitation is for both sides: who is invited finds it as their own. */
    private static String handshake(Snapshot snapshot, RequestContext context, String id) {
        AccountId account = context.account();
        String organization = snapshot.find(Handshake.class, Scope.GLOBAL, id)
                .map(Handshake::organization)
                .orElse("*");
        return Arn.global("organizations", account, "handshake/" + organization + "/invite/" + id)
                .toString();
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_EXCEPTION, decision.deniedText());
    }
}
