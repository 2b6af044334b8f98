package dev.postern.services.organizations;

import dev.postern.model.Change;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.model.organizations.PolicyType;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.organizations.model.AttachPolicyRequest;
import software.amazon.awssdk.services.organizations.model.AttachPolicyResponse;
import software.amazon.awssdk.services.organizations.model.DetachPolicyRequest;
import software.amazon.awssdk.services.organizations.model.DetachPolicyResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetResponse;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyRequest;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyResponse;

/** Which policies are attached to what. */
interface AttachmentOperations extends OrganizationsOperations {
    /** How many of a type may be attached to one target. */
    int ATTACHED_MAX = 5;

    @Override
    default AttachPolicyResponse attachPolicy(AttachPolicyRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            OrganizationPolicy policy = call.policy(organization, request.policyId());
            PolicyTarget target = call.target(organization, request.targetId());
            requireEnabled(organization, policy.type());
            if (target.policies().contains(policy.id())) {
                throw OrganizationsError.DUPLICATE_ATTACHMENT.now();
            }
            if (attached(call, organization, target, policy.type()).size() >= ATTACHED_MAX) {
                throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                        "You have attached the maximum number of policies to the specified target.");
            }
            List<String> policies = new ArrayList<>(target.policies());
            policies.add(policy.id());
            return new Outcome<>(
                    Change.put(target.withPolicies(policies)),
                    AttachPolicyResponse.builder().build());
        });
    }

    private static void requireEnabled(Organization organization, PolicyType type) {
        if (!organization.has(type)) {
            throw OrganizationsError.TYPE_NOT_ENABLED.now();
        }
    }

    private static List<OrganizationPolicy> attached(
            OrganizationsCall call, Organization organization, PolicyTarget target, PolicyType type) {
        return target.policies().stream()
                .map(id -> call.policy(organization, id))
                .filter(policy -> policy.type() == type)
                .toList();
    }

    @Override
    default DetachPolicyResponse detachPolicy(DetachPolicyRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            OrganizationPolicy policy = call.policy(organization, request.policyId());
            PolicyTarget target = call.target(organization, request.targetId());
            if (!target.policies().contains(policy.id())) {
                throw OrganizationsError.POLICY_NOT_ATTACHED.now();
            }
            if (policy.id().equals(PolicyType.RESOURCE_CONTROL_POLICY.awsId())) {
                throw OrganizationsError.INVALID_INPUT.because(
                        "NON_DETACHABLE_POLICY", "You can't detach this policy from the specified target.");
            }
            if (attached(call, organization, target, policy.type()).size() == 1) {
                throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                        "You cannot remove the last policy attached to the specified target. You must have at least one"
                                + " attached at all times.");
            }
            return new Outcome<>(
                    Change.put(target.withPolicies(target.policies().stream()
                            .filter(id -> !id.equals(policy.id()))
                            .toList())),
                    DetachPolicyResponse.builder().build());
        });
    }

    @Override
    default ListPoliciesForTargetResponse listPoliciesForTarget(ListPoliciesForTargetRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            PolicyType type = PolicyOperations.type(request.filterAsString());
            PolicyTarget target = call.target(organization, request.targetId());
            Page<OrganizationPolicy> page = OrganizationsPage.of(
                    request,
                    attached(call, organization, target, type),
                    OrganizationPolicy::id,
                    request.nextToken(),
                    request.maxResults());
            return ListPoliciesForTargetResponse.builder()
                    .policies(page.map(policy -> Shapes.policy(organization, policy)))
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default ListTargetsForPolicyResponse listTargetsForPolicy(ListTargetsForPolicyRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            OrganizationPolicy policy = call.policy(organization, request.policyId());
            List<PolicyTarget> found = call.targets(organization).stream()
                    .filter(target -> target.policies().contains(policy.id()))
                    .toList();
            Page<PolicyTarget> page = OrganizationsPage.of(
                    request, found, PolicyTarget::targetId, request.nextToken(), request.maxResults());
            return ListTargetsForPolicyResponse.builder()
                    .targets(page.map(target -> Shapes.target(organization, target)))
                    .nextToken(page.next())
                    .build();
        });
    }
}
