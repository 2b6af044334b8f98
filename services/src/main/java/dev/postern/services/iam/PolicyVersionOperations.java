package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.AwsManagedPolicies.AwsManagedPolicy;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** The versions of managed policies. */
interface PolicyVersionOperations extends IamOperations {
    int VERSIONS_MAX = 5;

    @Override
    default CreatePolicyVersionResponse createPolicyVersion(CreatePolicyVersionRequest request) {
        return commit(call -> {
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            Documents.requireManaged(request.policyDocument());
            if (policy.versions().size() >= VERSIONS_MAX) {
                throw IamCall.limitExceeded("A managed policy can have up to " + VERSIONS_MAX
                        + " versions. Before you create a new version, you must delete an existing version.");
            }
            ManagedPolicy.Version version =
                    new ManagedPolicy.Version(policy.latestVersion() + 1, request.policyDocument(), call.now());
            List<ManagedPolicy.Version> versions = new ArrayList<>(policy.versions());
            versions.add(version);
            boolean asDefault = Boolean.TRUE.equals(request.setAsDefault());
            ManagedPolicy updated = policy.withVersions(
                    versions, asDefault ? version.number() : policy.defaultVersion(), version.number(), call.now());
            return outcome(
                    Change.put(updated),
                    CreatePolicyVersionResponse.builder()
                            .policyVersion(Shapes.version(updated, version, false))
                            .build());
        });
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, String id) {
        return policy.versions().stream()
                .filter(version -> id.equals("v" + version.number()))
                .findFirst()
                .orElseThrow(() -> noVersion(policy.key(), id));
    }

    private static dev.postern.wire.ApiException noVersion(String arn, String id) {
        return IamCall.noSuchEntity("Policy " + arn + " version " + id + " does not exist or is not attachable.");
    }

    @Override
    default GetPolicyVersionResponse getPolicyVersion(GetPolicyVersionRequest request) {
        return read(call -> {
            Optional<AwsManagedPolicy> aws = AwsManagedPolicies.find(request.policyArn());
            if (aws.isPresent()) {
                if (!aws.get().version().equals(request.versionId())) {
                    throw noVersion(request.policyArn(), request.versionId());
                }
                return GetPolicyVersionResponse.builder()
                        .policyVersion(Shapes.awsVersion(aws.get(), true))
                        .build();
            }
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            return GetPolicyVersionResponse.builder()
                    .policyVersion(Shapes.version(policy, version(policy, request.versionId()), true))
                    .build();
        });
    }

    @Override
    default ListPolicyVersionsResponse listPolicyVersions(ListPolicyVersionsRequest request) {
        return read(call -> {
            Optional<AwsManagedPolicy> aws = AwsManagedPolicies.find(request.policyArn());
            if (aws.isPresent()) {
                return ListPolicyVersionsResponse.builder()
                        .versions(Shapes.awsVersion(aws.get(), false))
                        .isTruncated(false)
                        .build();
            }
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            List<ManagedPolicy.Version> newestFirst = policy.versions().stream()
                    .sorted(Comparator.comparingInt(ManagedPolicy.Version::number)
                            .reversed())
                    .toList();
            Page<ManagedPolicy.Version> page = IamPage.of(
                    request,
                    newestFirst,
                    version -> "%09d".formatted(Integer.MAX_VALUE - version.number()),
                    request.marker(),
                    request.maxItems());
            return ListPolicyVersionsResponse.builder()
                    .versions(page.map(version -> Shapes.version(policy, version, false)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default SetDefaultPolicyVersionResponse setDefaultPolicyVersion(SetDefaultPolicyVersionRequest request) {
        return commit(call -> {
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            ManagedPolicy.Version version = version(policy, request.versionId());
            return outcome(
                    Change.put(policy.withVersions(
                            policy.versions(), version.number(), policy.latestVersion(), call.now())),
                    SetDefaultPolicyVersionResponse.builder().build());
        });
    }

    @Override
    default DeletePolicyVersionResponse deletePolicyVersion(DeletePolicyVersionRequest request) {
        return commit(call -> {
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            ManagedPolicy.Version version = version(policy, request.versionId());
            if (version.number() == policy.defaultVersion()) {
                throw IamCall.deleteConflict("Cannot delete the default version of a policy.");
            }
            List<ManagedPolicy.Version> rest = policy.versions().stream()
                    .filter(v -> v.number() != version.number())
                    .toList();
            return outcome(
                    Change.put(policy.withVersions(
                            rest, policy.defaultVersion(), policy.latestVersion(), policy.updatedAt())),
                    DeletePolicyVersionResponse.builder().build());
        });
    }
}
