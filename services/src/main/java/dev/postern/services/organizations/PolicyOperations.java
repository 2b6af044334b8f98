package dev.postern.services.organizations;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.model.organizations.PolicyType;
import dev.postern.policy.ControlGrammar;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.CreatePolicyRequest;
import software.amazon.awssdk.services.organizations.model.CreatePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DeletePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DeletePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DescribePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DisablePolicyTypeRequest;
import software.amazon.awssdk.services.organizations.model.DisablePolicyTypeResponse;
import software.amazon.awssdk.services.organizations.model.EnablePolicyTypeRequest;
import software.amazon.awssdk.services.organizations.model.EnablePolicyTypeResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesResponse;
import software.amazon.awssdk.services.organizations.model.UpdatePolicyRequest;
import software.amazon.awssdk.services.organizations.model.UpdatePolicyResponse;

/**
 * The policies of an organization, and which types of them are in force.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html">Managing organization policies</a>
 */
interface PolicyOperations extends OrganizationsOperations {
    /** How many of a type an organization may have. */
    int POLICIES_MAX = 10_000;

    /** The type of a request; of those that AWS has and that are not served here, the error that AWS has for what one cannot have. */
    static PolicyType type(@Nullable String name) {
        return PolicyType.find(name == null ? "" : name).orElseThrow(OrganizationsError.TYPE_NOT_AVAILABLE::now);
    }

    @Override
    default CreatePolicyResponse createPolicy(CreatePolicyRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            PolicyType type = available(organization, request.typeAsString());
            requireFree(call, organization, type, request.name());
            if (call.policies(organization).stream()
                            .filter(policy -> policy.type() == type)
                            .count()
                    >= POLICIES_MAX) {
                throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                        "POLICY_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of policies.");
            }
            OrganizationPolicy policy = new OrganizationPolicy(
                    call.newId("p-", 8),
                    organization.id(),
                    type,
                    request.name(),
                    request.description() == null ? "" : request.description(),
                    content(type, request.content()),
                    Shapes.tags(Tags.NONE, request.tags()));
            return new Outcome<>(
                    Change.put(policy),
                    CreatePolicyResponse.builder()
                            .policy(whole(organization, policy))
                            .build());
        });
    }

    private static PolicyType available(Organization organization, @Nullable String name) {
        PolicyType type = type(name);
        if (!organization.allFeatures()) {
            throw OrganizationsError.TYPE_NOT_AVAILABLE.now();
        }
        return type;
    }

    private static void requireFree(OrganizationsCall call, Organization organization, PolicyType type, String name) {
        if (type.awsName().equals(name)
                || call.policies(organization).stream()
                        .anyMatch(
                                policy -> policy.type() == type && policy.name().equals(name))) {
            throw OrganizationsError.DUPLICATE_POLICY.now();
        }
    }

    /** A document that is a policy of the type. */
    private static String content(PolicyType type, String document) {
        if (document.length() > OrganizationPolicy.CHARACTERS_MAX) {
            throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                    "POLICY_CONTENT_LIMIT_EXCEEDED",
                    "You have exceeded the maximum policy size of " + OrganizationPolicy.CHARACTERS_MAX
                            + " characters.");
        }
        try {
            boolean accepted = switch (type) {
                case SERVICE_CONTROL_POLICY -> {
                    Policy.parse(document, PolicyKind.SERVICE_CONTROL);
                    yield true;
                }
                case RESOURCE_CONTROL_POLICY ->
                    ControlGrammar.isResourceControl(Policy.parse(document, PolicyKind.RESOURCE_CONTROL));
            };
            if (!accepted) {
                throw OrganizationsError.MALFORMED_POLICY.now();
            }
            return document;
        } catch (MalformedPolicyException e) {
            throw OrganizationsError.MALFORMED_POLICY.now();
        }
    }

    private static software.amazon.awssdk.services.organizations.model.Policy whole(
            Organization organization, OrganizationPolicy policy) {
        return software.amazon.awssdk.services.organizations.model.Policy.builder()
                .policySummary(Shapes.policy(organization, policy))
                .content(policy.content())
                .build();
    }

    @Override
    default UpdatePolicyResponse updatePolicy(UpdatePolicyRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            OrganizationPolicy policy = call.ownPolicy(organization, request.policyId());
            if (request.name() != null && !request.name().equals(policy.name())) {
                requireFree(call, organization, policy.type(), request.name());
            }
            OrganizationPolicy changed = policy.with(
                    request.name() == null ? policy.name() : request.name(),
                    request.description() == null ? policy.description() : request.description(),
                    request.content() == null ? policy.content() : content(policy.type(), request.content()));
            return new Outcome<>(
                    Change.put(changed),
                    UpdatePolicyResponse.builder()
                            .policy(whole(organization, changed))
                            .build());
        });
    }

    @Override
    default DeletePolicyResponse deletePolicy(DeletePolicyRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            OrganizationPolicy policy = call.ownPolicy(organization, request.policyId());
            if (call.targets(organization).stream()
                    .anyMatch(target -> target.policies().contains(policy.id()))) {
                throw OrganizationsError.POLICY_IN_USE.now();
            }
            return new Outcome<>(
                    Change.remove(policy), DeletePolicyResponse.builder().build());
        });
    }

    @Override
    default DescribePolicyResponse describePolicy(DescribePolicyRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            return DescribePolicyResponse.builder()
                    .policy(whole(organization, call.policy(organization, request.policyId())))
                    .build();
        });
    }

    @Override
    default ListPoliciesResponse listPolicies(ListPoliciesRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            PolicyType type = type(request.filterAsString());
            List<OrganizationPolicy> found = new ArrayList<>();
            if (organization.allFeatures()) {
                found.add(AwsPolicies.of(type));
            }
            call.policies(organization).stream()
                    .filter(policy -> policy.type() == type)
                    .forEach(found::add);
            Page<OrganizationPolicy> page = OrganizationsPage.of(
                    request, found, OrganizationPolicy::id, request.nextToken(), request.maxResults());
            return ListPoliciesResponse.builder()
                    .policies(page.map(policy -> Shapes.policy(organization, policy)))
                    .nextToken(page.next())
                    .build();
        });
    }

    /** From now on AWS's policy, which allows everything, is attached to all there is. */
    @Override
    default EnablePolicyTypeResponse enablePolicyType(EnablePolicyTypeRequest request) {
        return commit(call -> {
            Organization organization = rooted(call, request.rootId());
            PolicyType type = available(organization, request.policyTypeAsString());
            if (organization.has(type)) {
                throw OrganizationsError.TYPE_ENABLED.now();
            }
            List<PolicyType> enabled = new ArrayList<>(organization.enabled());
            enabled.add(type);
            Organization changed = organization.withEnabled(enabled);
            Change.Builder change = Change.builder();
            for (PolicyTarget target : call.targets(changed)) {
                List<String> policies = new ArrayList<>(target.policies());
                policies.add(type.awsId());
                change.put(target.withPolicies(policies));
            }
            return new Outcome<>(
                    change.build(),
                    EnablePolicyTypeResponse.builder()
                            .root(Shapes.root(changed))
                            .build());
        });
    }

    /** Whatever is attached of the type is attached no more. */
    @Override
    default DisablePolicyTypeResponse disablePolicyType(DisablePolicyTypeRequest request) {
        return commit(call -> {
            Organization organization = rooted(call, request.rootId());
            PolicyType type = available(organization, request.policyTypeAsString());
            if (!organization.has(type)) {
                throw OrganizationsError.TYPE_NOT_ENABLED.now();
            }
            Organization changed = organization.withEnabled(
                    organization.enabled().stream().filter(one -> one != type).toList());
            Change.Builder change = Change.builder();
            for (PolicyTarget target : call.targets(changed)) {
                change.put(target.withPolicies(target.policies().stream()
                        .filter(id -> call.policy(organization, id).type() != type)
                        .toList()));
            }
            return new Outcome<>(
                    change.build(),
                    DisablePolicyTypeResponse.builder()
                            .root(Shapes.root(changed))
                            .build());
        });
    }

    private static Organization rooted(OrganizationsCall call, String root) {
        Organization organization = call.managed();
        if (!organization.rootId().equals(root)) {
            throw OrganizationsError.ROOT_NOT_FOUND.now();
        }
        return organization;
    }
}
