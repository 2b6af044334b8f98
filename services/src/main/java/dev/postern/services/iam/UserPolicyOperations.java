package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.User;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** The policies of users: embedded ones and attached ones. */
interface UserPolicyOperations extends IamOperations {
    @Override
    default PutUserPolicyResponse putUserPolicy(PutUserPolicyRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            Documents.requireIdentity(request.policyDocument());
            SortedMap<String, String> policies = new TreeMap<>(user.inlinePolicies());
            IamNames.find(policies, request.policyName()).ifPresent(name -> policies.remove(name));
            policies.put(request.policyName(), request.policyDocument());
            Documents.requireUserSize(user.name(), policies);
            return outcome(
                    Change.put(user.withInlinePolicies(policies)),
                    PutUserPolicyResponse.builder().build());
        });
    }

    @Override
    default GetUserPolicyResponse getUserPolicy(GetUserPolicyRequest request) {
        return read(call -> {
            User user = call.user(request.userName());
            String name = inline(user, request.policyName());
            return GetUserPolicyResponse.builder()
                    .userName(user.name())
                    .policyName(name)
                    .policyDocument(Documents.encode(user.inlinePolicies().getOrDefault(name, "")))
                    .build();
        });
    }

    /** The name that one of its embedded policies has. */
    private static String inline(User user, String name) {
        return IamNames.find(user.inlinePolicies(), name)
                .orElseThrow(() -> IamCall.noSuchEntity("The user policy with name " + name + " cannot be found."));
    }

    @Override
    default DeleteUserPolicyResponse deleteUserPolicy(DeleteUserPolicyRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            String name = inline(user, request.policyName());
            SortedMap<String, String> policies = new TreeMap<>(user.inlinePolicies());
            policies.remove(name);
            return outcome(
                    Change.put(user.withInlinePolicies(policies)),
                    DeleteUserPolicyResponse.builder().build());
        });
    }

    @Override
    default ListUserPoliciesResponse listUserPolicies(ListUserPoliciesRequest request) {
        return read(call -> {
            Page<String> page = IamPage.of(
                    request,
                    call.user(request.userName()).inlinePolicies().keySet(),
                    Function.identity(),
                    request.marker(),
                    request.maxItems());
            return ListUserPoliciesResponse.builder()
                    .policyNames(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default AttachUserPolicyResponse attachUserPolicy(AttachUserPolicyRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            List<String> attached =
                    Attachments.plus(call, user.attachedPolicies(), request.policyArn(), "PoliciesPerUser");
            return outcome(
                    Change.put(user.withAttachedPolicies(attached)),
                    AttachUserPolicyResponse.builder().build());
        });
    }

    @Override
    default DetachUserPolicyResponse detachUserPolicy(DetachUserPolicyRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            return outcome(
                    Change.put(
                            user.withAttachedPolicies(Attachments.minus(user.attachedPolicies(), request.policyArn()))),
                    DetachUserPolicyResponse.builder().build());
        });
    }

    @Override
    default ListAttachedUserPoliciesResponse listAttachedUserPolicies(ListAttachedUserPoliciesRequest request) {
        return read(call -> {
            List<AttachedPolicy> attached =
                    Attachments.below(call.user(request.userName()).attachedPolicies(), request.pathPrefix()).stream()
                            .map(arn -> Shapes.attached(call, arn))
                            .toList();
            Page<AttachedPolicy> page =
                    IamPage.of(request, attached, AttachedPolicy::policyArn, request.marker(), request.maxItems());
            return ListAttachedUserPoliciesResponse.builder()
                    .attachedPolicies(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
