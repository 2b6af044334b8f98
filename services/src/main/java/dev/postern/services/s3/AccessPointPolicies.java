package dev.postern.services.s3;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.AccountAccessBlock;
import dev.postern.policy.Policy;
import dev.postern.policy.Statement;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.storage.Cloud.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusResponse;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyResponse;

/**
 * Policies of access points.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html">Configuring IAM policies for using
 *     access points</a>
 */
interface AccessPointPolicies extends S3ControlOperations {
    @Override
    default PutAccessPointPolicyResponse putAccessPointPolicy(PutAccessPointPolicyRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        String document = request.policy();
        if (document.getBytes(StandardCharsets.UTF_8).length > BucketPolicies.POLICY_BYTES_MAX) {
            throw S3Error.MALFORMED_POLICY.said("Policies must not exceed 20480 bytes");
        }
        return cloud().commit(snapshot -> {
            AccessPoint point = S3ControlOperations.point(snapshot, scope, request.name());
            Policy policy = BucketPolicies.parse(document);
            policy.statements().forEach(statement -> requireOwnResources(point, statement));
            PrincipalDirectory.firstUnknown(snapshot, policy).ifPresent(unknown -> {
                throw S3Error.MALFORMED_POLICY.said(
                        "Invalid principal in policy", "Detail", "\"AWS\" : \"" + unknown + "\"");
            });
            AccessPoint changed = point.withPolicy(Optional.of(document));
            if (PointAccess.isPublic(changed, publicPolicy()) && blocksPublic(snapshot, point)) {
                throw S3Error.ACCESS_DENIED.said("User: "
                        + RequestContext.current().caller().arn()
                        + " is not authorized to perform: s3:PutAccessPointPolicy on resource: \"" + point.arn()
                        + "\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public"
                        + " Access.");
            }
            return new Outcome<>(
                    Change.put(changed), PutAccessPointPolicyResponse.builder().build());
        });
    }

    private static boolean blocksPublic(Snapshot snapshot, AccessPoint point) {
        return point.publicAccessBlock()
                .and(AccountAccessBlock.of(snapshot, point.scope()))
                .blockPublicPolicy();
    }

    /** An access point's policy speaks of that access point and what is behind it only. */
    private static void requireOwnResources(AccessPoint point, Statement statement) {
        if (statement.resources().isEmpty() || statement.resources().get().negated()) {
            return;
        }
        String own = point.arn().toString();
        for (String resource : statement.resources().get().resources()) {
            if (!resource.equals(own) && !resource.startsWith(own + "/object/") && !resource.equals(own + "/*")) {
                throw S3Error.MALFORMED_POLICY.said("Policy has invalid resource", "Detail", resource);
            }
        }
    }

    @Override
    default GetAccessPointPolicyResponse getAccessPointPolicy(GetAccessPointPolicyRequest request) {
        AccessPoint point = withPolicy(S3ControlOperations.scope(request.accountId()), request.name());
        return GetAccessPointPolicyResponse.builder()
                .policy(point.policy().orElseThrow())
                .build();
    }

    @Override
    default GetAccessPointPolicyStatusResponse getAccessPointPolicyStatus(GetAccessPointPolicyStatusRequest request) {
        AccessPoint point = withPolicy(S3ControlOperations.scope(request.accountId()), request.name());
        return GetAccessPointPolicyStatusResponse.builder()
                .policyStatus(status -> status.isPublic(PointAccess.isPublic(point, publicPolicy())))
                .build();
    }

    private AccessPoint withPolicy(Scope scope, String name) {
        AccessPoint point = S3ControlOperations.point(cloud().snapshot(), scope, name);
        if (point.policy().isEmpty()) {
            throw S3Error.NO_SUCH_ACCESS_POINT_POLICY.with("AccessPointName", name);
        }
        return point;
    }

    @Override
    default DeleteAccessPointPolicyResponse deleteAccessPointPolicy(DeleteAccessPointPolicyRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        return cloud().commit(snapshot -> new Outcome<>(
                Change.put(S3ControlOperations.point(snapshot, scope, request.name())
                        .withPolicy(Optional.empty())),
                DeleteAccessPointPolicyResponse.builder().build()));
    }
}
