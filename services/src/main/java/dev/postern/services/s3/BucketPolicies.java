package dev.postern.services.s3;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.Statement;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.storage.Cloud;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;

/**
 * Bucket policies, and what keeps them from making a bucket public.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html">Bucket policies</a>
 */
final class BucketPolicies {
    static final int POLICY_BYTES_MAX = 20 << 10;
    private static final String BUCKET_ARN = "arn:aws:s3:::";

    private final Cloud cloud;
    private final PublicPolicy publicPolicy;

    BucketPolicies(Cloud cloud, PublicPolicy publicPolicy) {
        this.cloud = cloud;
        this.publicPolicy = publicPolicy;
    }

    HttpResponse get(S3Call call) {
        String policy = call.bucket()
                .policy()
                .orElseThrow(() -> S3Error.NO_SUCH_BUCKET_POLICY.with("BucketName", call.bucketName()));
        return RestXml.encode(
                200, GetBucketPolicyResponse.builder().policy(policy).build());
    }

    HttpResponse put(S3Call call) {
        byte[] body = call.smallBody();
        if (body.length == 0) {
            throw S3Error.MISSING_REQUEST_BODY.with();
        }
        if (body.length > POLICY_BYTES_MAX) {
            throw S3Error.MALFORMED_POLICY.said("Policies must not exceed 20480 bytes");
        }
        String document = new String(body, StandardCharsets.UTF_8);
        Policy policy = parse(document);
        policy.statements().forEach(statement -> requireOwnResources(call.bucketName(), statement));
        PrincipalDirectory.firstUnknown(call.snapshot(), policy).ifPresent(unknown -> {
            throw S3Error.MALFORMED_POLICY.said(
                    "Invalid principal in policy", "Detail", "\"AWS\" : \"" + unknown + "\"");
        });
        boolean isPublic = publicPolicy.isPublic(policy);
        change(call, bucket -> {
            if (isPublic && PointAccess.inForce(call, bucket).effectiveBlock().blockPublicPolicy()) {
                throw S3Error.ACCESS_DENIED.said("User: "
                        + call.context().caller().arn()
                        + " is not authorized to perform: s3:PutBucketPolicy on resource: \"" + call.bucketArn()
                        + "\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public"
                        + " Access.");
            }
            return bucket.withPolicy(Optional.of(document));
        });
        return HttpResponse.empty(204, Headers.NONE);
    }

    HttpResponse delete(S3Call call) {
        change(call, bucket -> bucket.withPolicy(Optional.empty()));
        return HttpResponse.empty(204, Headers.NONE);
    }

    HttpResponse status(S3Call call) {
        String policy = call.bucket()
                .policy()
                .orElseThrow(() -> S3Error.NO_SUCH_BUCKET_POLICY.with("BucketName", call.bucketName()));
        boolean isPublic = publicPolicy.isPublic(policy);
        return RestXml.encode(
                200,
                GetBucketPolicyStatusResponse.builder()
                        .policyStatus(s -> s.isPublic(isPublic))
                        .build());
    }

    HttpResponse getBlock(S3Call call) {
        Bucket.PublicAccessBlock block = call.bucket()
                .publicAccessBlock()
                .orElseThrow(() -> S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK.with("BucketName", call.bucketName()));
        return RestXml.encode(
                200,
                GetPublicAccessBlockResponse.builder()
                        .publicAccessBlockConfiguration(c -> c.blockPublicAcls(block.blockPublicAcls())
                                .ignorePublicAcls(block.ignorePublicAcls())
                                .blockPublicPolicy(block.blockPublicPolicy())
                                .restrictPublicBuckets(block.restrictPublicBuckets()))
                        .build());
    }

    HttpResponse putBlock(S3Call call) {
        PublicAccessBlockConfiguration asked =
                call.decodeBody(PutPublicAccessBlockRequest.builder()).publicAccessBlockConfiguration();
        Bucket.PublicAccessBlock block = new Bucket.PublicAccessBlock(
                Boolean.TRUE.equals(asked.blockPublicAcls()),
                Boolean.TRUE.equals(asked.ignorePublicAcls()),
                Boolean.TRUE.equals(asked.blockPublicPolicy()),
                Boolean.TRUE.equals(asked.restrictPublicBuckets()));
        change(call, bucket -> bucket.withPublicAccessBlock(Optional.of(block)));
        return HttpResponse.empty(200, Headers.NONE);
    }

    HttpResponse deleteBlock(S3Call call) {
        change(call, bucket -> bucket.withPublicAccessBlock(Optional.empty()));
        return HttpResponse.empty(204, Headers.NONE);
    }

    private void change(S3Call call, UnaryOperator<Bucket> change) {
        change(cloud, call, change);
    }

    /** Changes the call's bucket as it is by now. */
    static void change(Cloud cloud, S3Call call, UnaryOperator<Bucket> change) {
        cloud.commit(snapshot -> {
            Bucket bucket = snapshot.find(Bucket.class, Scope.GLOBAL, call.bucketName())
                    .filter(b -> b.bucketId().equals(call.bucket().bucketId()))
                    .orElseThrow(() -> S3Error.NO_SUCH_BUCKET.with("BucketName", call.bucketName()));
            Bucket changed = change.apply(bucket);
            return new Cloud.Outcome<>(changed.equals(bucket) ? Change.NONE : Change.put(changed), changed);
        });
    }

    static Policy parse(String document) {
        try {
            return Policy.parse(document, PolicyKind.BUCKET);
        } catch (MalformedPolicyException e) {
            throw S3Error.MALFORMED_POLICY.said(e.text());
        }
    }

    /** A bucket's policy speaks of that bucket and its objects only. */
    private static void requireOwnResources(String bucket, Statement statement) {
        if (statement.resources().isEmpty() || statement.resources().get().negated()) {
            return;
        }
        for (String resource : statement.resources().get().resources()) {
            String own = BUCKET_ARN + bucket;
            if (!resource.equals(own) && !resource.startsWith(own + "/") && !mayMean(resource, own)) {
                throw S3Error.MALFORMED_POLICY.said("Policy has invalid resource", "Detail", resource);
            }
        }
    }

    /** Whether a pattern reaches the bucket by a wildcard in its name. */
    private static boolean mayMean(String resource, String own) {
        int slash = resource.indexOf('/');
        String name = slash < 0 ? resource : resource.substring(0, slash);
        if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
            return false;
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : java.util.regex.Pattern.quote(String.valueOf(c)));
        }
        return own.matches(regex.toString());
    }
}
