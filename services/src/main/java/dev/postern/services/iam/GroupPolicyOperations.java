package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.IamNames;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;

/** The policies of groups: embedded ones and attached ones. */
interface GroupPolicyOperations extends IamOperations {
    @Override
    default PutGroupPolicyResponse putGroupPolicy(PutGroupPolicyRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            Documents.requireIdentity(request.policyDocument());
            SortedMap<String, String> policies = new TreeMap<>(group.inlinePolicies());
            IamNames.find(policies, request.policyName()).ifPresent(name -> policies.remove(name));
            policies.put(request.policyName(), request.policyDocument());
            Documents.requireGroupSize(group.name(), policies);
            return outcome(
                    Change.put(group.withInlinePolicies(policies)),
                    PutGroupPolicyResponse.builder().build());
        });
    }

    @Override
    default GetGroupPolicyResponse getGroupPolicy(GetGroupPolicyRequest request) {
        return read(call -> {
            Group group = call.group(request.groupName());
            String name = inline(group, request.policyName());
            return GetGroupPolicyResponse.builder()
                    .groupName(group.name())
                    .policyName(name)
                    .policyDocument(Documents.encode(group.inlinePolicies().getOrDefault(name, "")))
                    .build();
        });
    }

    /** The name that one of its embedded policies has. */
    private static String inline(Group group, String name) {
        return IamNames.find(group.inlinePolicies(), name)
                .orElseThrow(() -> IamCall.noSuchEntity("The group policy with name " + name + " cannot be found."));
    }

    @Override
    default DeleteGroupPolicyResponse deleteGroupPolicy(DeleteGroupPolicyRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            String name = inline(group, request.policyName());
            SortedMap<String, String> policies = new TreeMap<>(group.inlinePolicies());
            policies.remove(name);
            return outcome(
                    Change.put(group.withInlinePolicies(policies)),
                    DeleteGroupPolicyResponse.builder().build());
        });
    }

    @Override
    default ListGroupPoliciesResponse listGroupPolicies(ListGroupPoliciesRequest request) {
        return read(call -> {
            Page<String> page = IamPage.of(
                    request,
                    call.group(request.groupName()).inlinePolicies().keySet(),
                    Function.identity(),
                    request.marker(),
                    request.maxItems());
            return ListGroupPoliciesResponse.builder()
                    .policyNames(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default AttachGroupPolicyResponse attachGroupPolicy(AttachGroupPolicyRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            List<String> attached =
                    Attachments.plus(call, group.attachedPolicies(), request.policyArn(), "PoliciesPerGroup");
            return outcome(
                    Change.put(group.withAttachedPolicies(attached)),
                    AttachGroupPolicyResponse.builder().build());
        });
    }

    @Override
    default DetachGroupPolicyResponse detachGroupPolicy(DetachGroupPolicyRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            return outcome(
                    Change.put(group.withAttachedPolicies(
                            Attachments.minus(group.attachedPolicies(), request.policyArn()))),
                    DetachGroupPolicyResponse.builder().build());
        });
    }

    @Override
    default ListAttachedGroupPoliciesResponse listAttachedGroupPolicies(ListAttachedGroupPoliciesRequest request) {
        return read(call -> {
            List<AttachedPolicy> attached =
                    Attachments.below(call.group(request.groupName()).attachedPolicies(), request.pathPrefix()).stream()
                            .map(arn -> Shapes.attached(call, arn))
                            .toList();
            Page<AttachedPolicy> page =
                    IamPage.of(request, attached, AttachedPolicy::policyArn, request.marker(), request.maxItems());
            return ListAttachedGroupPoliciesResponse.builder()
                    .attachedPolicies(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
