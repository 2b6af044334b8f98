package dev.postern.services.ec2.flowlogs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.PermissionStatements;
import dev.postern.services.authorization.ResourcePolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the files of flow logs may be put into a bucket: AWS's service for delivering logs does that, and the bucket's policy
 * admits it or not. Who makes a flow log for a bucket of their own account, and may change its policy, has the statements for it added.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html">Amazon S3 bucket permissions for
 *     flow logs</a>
 */
public final class DeliveryPermission {
    /** Who puts the files. */
    public static final String SERVICE = "delivery.logs.amazonaws.com";

    private static final String PUT = "s3:PutObject";
    private static final String READ_ACL = "s3:GetBucketAcl";
    private static final String OWNER_CONTROLS = "bucket-owner-full-control";
    private static final int POLICY_BYTES_MAX = 20 << 10;

    /** What AWS writes where there is no policy yet. */
    private static final String EMPTY_POLICY =
            "{\"Version\":\"2012-10-17\",\"Id\":\"AWSLogDeliveryWrite20150319\",\"Statement\":[]}";

    private final Authorizer authorizer;
    private final Snapshot snapshot;

    public DeliveryPermission(Authorizer authorizer, Snapshot snapshot) {
        this.authorizer = authorizer;
        this.snapshot = snapshot;
    }

    /** Whether the policy of a bucket, as it is now, lets the files of a flow log be delivered. */
    public boolean admits(Bucket bucket, FlowLog log) {
        return admitsChecks(bucket, log) && admitsFiles(bucket, log);
    }

    private boolean admitsFiles(Bucket bucket, FlowLog log) {
        return isAllowed(bucket, log, PUT, arn(bucket) + "/" + log.objectKey(log.createdAt(), "00000000"));
    }

    /** Before it delivers anything, the service looks at the bucket. */
    private boolean admitsChecks(Bucket bucket, FlowLog log) {
        return isAllowed(bucket, log, READ_ACL, arn(bucket));
    }

    private boolean isAllowed(Bucket bucket, FlowLog log, String action, String resource) {
        return authorizer
                .supposeService(
                        snapshot,
                        SERVICE,
                        action,
                        resource,
                        new ResourcePolicy(bucket.owner(), bucket.policy()),
                        keys(log, action))
                .allowed();
    }

    /** What conditions of the bucket's policy may ask of a request of the service's for a flow log. */
    private static ConditionContext keys(FlowLog log, String action) {
        return ConditionContext.of(Map.of(
                "aws:SourceAccount", List.of(log.scope().account().value()),
                "aws:SourceArn", List.of(sources(log)),
                "aws:SecureTransport", List.of("true"),
                "s3:x-amz-acl", action.equals(PUT) ? List.of(OWNER_CONTROLS) : List.of()));
    }

    /** The same of the one that puts a file. */
    public static ConditionContext keysOfFiles(FlowLog log) {
        return keys(log, PUT);
    }

    /**
     * The bucket as it has to be for the flow logs of a request, which are alike but for what they watch; empty if its policy does
     * not admit them, and the caller cannot change that.
     */
    Optional<Bucket> ensured(RequestContext context, Bucket bucket, List<FlowLog> logs) {
        if (logs.stream().allMatch(log -> admits(bucket, log))) {
            return Optional.of(bucket);
        }
        if (!bucket.owner().equals(context.account())
                || !mayBy(context, bucket, "s3:GetBucketPolicy")
                || !mayBy(context, bucket, "s3:PutBucketPolicy")) {
            return Optional.empty();
        }
        FlowLog one = logs.getFirst();
        List<ObjectNode> missing = Stream.concat(
                        admitsChecks(bucket, one) ? Stream.empty() : Stream.of(checks(bucket, one)),
                        admitsFiles(bucket, one) ? Stream.empty() : Stream.of(files(bucket, one)))
                .toList();
        String policy = PermissionStatements.with(bucket.policy().orElse(EMPTY_POLICY), missing);
        Bucket changed = bucket.withPolicy(Optional.of(policy));
        // What denies the delivery still does, and a policy can only be so long.
        return Optional.of(changed)
                .filter(_ -> policy.getBytes(StandardCharsets.UTF_8).length <= POLICY_BYTES_MAX)
                .filter(_ -> logs.stream().allMatch(log -> admits(changed, log)));
    }

    private boolean mayBy(RequestContext context, Bucket bucket, String action) {
        return authorizer
                .decide(
                        snapshot,
                        context,
                        action,
                        arn(bucket),
                        Optional.of(new ResourcePolicy(bucket.owner(), bucket.policy())),
                        ConditionContext.EMPTY)
                .allowed();
    }

    private static ObjectNode checks(Bucket bucket, FlowLog log) {
        return statement("AWSLogDeliveryAclCheck", READ_ACL, arn(bucket), log);
    }

    private static ObjectNode files(Bucket bucket, FlowLog log) {
        String resource = arn(bucket) + "/" + log.destination().accountFolder(log.scope()) + "*";
        ObjectNode statement = statement("AWSLogDeliveryWrite", PUT, resource, log);
        statement.withObject("/Condition/StringEquals").put("s3:x-amz-acl", OWNER_CONTROLS);
        return statement;
    }

    private static ObjectNode statement(String sid, String action, String resource, FlowLog log) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode().put("Sid", sid);
        statement.put("Effect", "Allow").putObject("Principal").put("Service", SERVICE);
        statement.put("Action", action).put("Resource", resource);
        ObjectNode condition = statement.putObject("Condition");
        condition
                .putObject("StringEquals")
                .put("aws:SourceAccount", log.scope().account().value());
        condition.putObject("ArnLike").put("aws:SourceArn", sources(log));
        return statement;
    }

    /** The sources of deliveries of the flow log's account and Region; what follows in a real one AWS does not publish. */
    private static String sources(FlowLog log) {
        return "arn:aws:logs:" + log.scope().region().name() + ":"
                + log.scope().account().value() + ":*";
    }

    private static String arn(Bucket bucket) {
        return "arn:aws:s3:::" + bucket.name();
    }
}
