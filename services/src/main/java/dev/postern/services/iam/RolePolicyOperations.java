package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.Role;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

/** The policies of roles: embedded ones and attached ones. */
interface RolePolicyOperations extends IamOperations {
    @Override
    default PutRolePolicyResponse putRolePolicy(PutRolePolicyRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            Documents.requireIdentity(request.policyDocument());
            SortedMap<String, String> policies = new TreeMap<>(role.inlinePolicies());
            IamNames.find(policies, request.policyName()).ifPresent(name -> policies.remove(name));
            policies.put(request.policyName(), request.policyDocument());
            Documents.requireRoleSize(role.name(), policies);
            return outcome(
                    Change.put(role.withInlinePolicies(policies)),
                    PutRolePolicyResponse.builder().build());
        });
    }

    @Override
    default GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest request) {
        return read(call -> {
            Role role = call.role(request.roleName());
            String name = inline(role, request.policyName());
            return GetRolePolicyResponse.builder()
                    .roleName(role.name())
                    .policyName(name)
                    .policyDocument(Documents.encode(role.inlinePolicies().getOrDefault(name, "")))
                    .build();
        });
    }

    /** The name that one of its embedded policies has. */
    private static String inline(Role role, String name) {
        return IamNames.find(role.inlinePolicies(), name)
                .orElseThrow(() -> IamCall.noSuchEntity("The role policy with name " + name + " cannot be found."));
    }

    @Override
    default DeleteRolePolicyResponse deleteRolePolicy(DeleteRolePolicyRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            String name = inline(role, request.policyName());
            SortedMap<String, String> policies = new TreeMap<>(role.inlinePolicies());
            policies.remove(name);
            return outcome(
                    Change.put(role.withInlinePolicies(policies)),
                    DeleteRolePolicyResponse.builder().build());
        });
    }

    @Override
    default ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest request) {
        return read(call -> {
            Page<String> page = IamPage.of(
                    request,
                    call.role(request.roleName()).inlinePolicies().keySet(),
                    Function.identity(),
                    request.marker(),
                    request.maxItems());
            return ListRolePoliciesResponse.builder()
                    .policyNames(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default AttachRolePolicyResponse attachRolePolicy(AttachRolePolicyRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            List<String> attached =
                    Attachments.plus(call, role.attachedPolicies(), request.policyArn(), "PoliciesPerRole");
            return outcome(
                    Change.put(role.withAttachedPolicies(attached)),
                    AttachRolePolicyResponse.builder().build());
        });
    }

    @Override
    default DetachRolePolicyResponse detachRolePolicy(DetachRolePolicyRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            return outcome(
                    Change.put(
                            role.withAttachedPolicies(Attachments.minus(role.attachedPolicies(), request.policyArn()))),
                    DetachRolePolicyResponse.builder().build());
        });
    }

    @Override
    default ListAttachedRolePoliciesResponse listAttachedRolePolicies(ListAttachedRolePoliciesRequest request) {
        return read(call -> {
            List<AttachedPolicy> attached =
                    Attachments.below(call.role(request.roleName()).attachedPolicies(), request.pathPrefix()).stream()
                            .map(arn -> Shapes.attached(call, arn))
                            .toList();
            Page<AttachedPolicy> page =
                    IamPage.of(request, attached, AttachedPolicy::policyArn, request.marker(), request.maxItems());
            return ListAttachedRolePoliciesResponse.builder()
                    .attachedPolicies(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
