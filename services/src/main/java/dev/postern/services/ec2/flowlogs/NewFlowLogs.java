package dev.postern.services.ec2.flowlogs;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.s3.Bucket;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/**
 * Making flow logs that go to buckets. What is wrong with the request itself refuses all of it; what is wrong with a resource or
 * with the bucket is told for each resource.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-create-flow-log.html">Create a flow log that
 *     publishes to Amazon S3</a>
 */
final class NewFlowLogs {
    /** The code that AWS gives to whatever is wrong with a bucket. */
    private static final String BUCKET_ERROR = "400";

    private final Authorizer authorizer;

    NewFlowLogs(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    Outcome<CreateFlowLogsResponse> create(Ec2Call call, CreateFlowLogsRequest request) {
        return Idempotency.once(
                call,
                "CreateFlowLogs",
                request.clientToken(),
                request,
                () -> made(call, request),
                ids -> response(request, ids, List.of()));
    }

    private static CreateFlowLogsResponse response(
            CreateFlowLogsRequest request, List<String> ids, List<UnsuccessfulItem> refused) {
        return CreateFlowLogsResponse.builder()
                .clientToken(request.clientToken())
                .flowLogIds(ids)
                .unsuccessful(refused)
                .build();
    }

    private Idempotency.Made<CreateFlowLogsResponse> made(Ec2Call call, CreateFlowLogsRequest request) {
        FlowLogTerms terms = FlowLogTerms.of(request);
        Tags tags = TagRules.of(request.tagSpecifications(), "vpc-flow-log");
        List<FlowLog> made = new ArrayList<>();
        List<UnsuccessfulItem> refused = new ArrayList<>();
        for (String id : request.resourceIds().stream().distinct().toList()) {
            Optional<Found> found = find(call, terms.kind(), id);
            if (found.isEmpty()) {
                refused.add(refused(id, terms.kind().notFound(), "Unknown resource " + id));
            } else {
                requireNone(call, found.get(), terms);
                made.add(flowLog(call, found.get(), terms, tags));
            }
        }
        if (made.isEmpty()) {
            return new Idempotency.Made<>(Change.NONE, response(request, List.of(), refused), List.of());
        }
        return delivered(call, request, made, refused);
    }

    /** What comes of it with the bucket: all that was made goes to one. */
    private Idempotency.Made<CreateFlowLogsResponse> delivered(
            Ec2Call call, CreateFlowLogsRequest request, List<FlowLog> made, List<UnsuccessfulItem> refused) {
        String name = made.getFirst().destination().bucket();
        Optional<Bucket> bucket = call.snapshot().find(Bucket.class, Scope.GLOBAL, name);
        Optional<Bucket> admitting = bucket.flatMap(
                found -> new DeliveryPermission(authorizer, call.snapshot()).ensured(call.context(), found, made));
        if (admitting.isEmpty()) {
            String message = bucket.isEmpty()
                    ? "LogDestination: " + name + " does not exist."
                    : "Access Denied for LogDestination: " + name + ". Please check LogDestination permission";
            made.forEach(log -> refused.add(refused(log.watched().idText(), BUCKET_ERROR, message)));
            return new Idempotency.Made<>(Change.NONE, response(request, List.of(), refused), List.of());
        }
        Change.Builder change = Change.builder();
        made.forEach(change::put);
        if (!admitting.equals(bucket)) {
            change.put(admitting.get());
        }
        List<String> ids = made.stream().map(FlowLog::key).toList();
        return new Idempotency.Made<>(change.build(), response(request, ids, refused), ids);
    }

    private static FlowLog flowLog(Ec2Call call, Found found, FlowLogTerms terms, Tags tags) {
        return new FlowLog(
                call.scope(),
                new FlowLogId(call.newId(FlowLogId.PREFIX)),
                found.watched(),
                found.vpcId(),
                terms.trafficType(),
                terms.destination(),
                terms.format(),
                terms.aggregation(),
                call.now(),
                call.context().caller().arn(),
                tags);
    }

    /** What is to be watched. */
    private record Found(FlowLog.Watched watched, VpcId vpcId) {}

    private static Optional<Found> find(Ec2Call call, FlowLogTerms.Kind kind, String id) {
        if (!kind.isId(id)) {
            throw Ec2Error.FLOW_LOG_PARAMETER.of("Invalid Resource id " + id + " for resource-type " + kind.word());
        }
        return switch (kind) {
            case VPC ->
                call.find(Vpc.class, new VpcId(id))
                        .map(vpc -> new Found(new FlowLog.Watched.OfVpc(vpc.id()), vpc.id()));
            case SUBNET ->
                call.find(Subnet.class, new SubnetId(id))
                        .map(subnet -> new Found(new FlowLog.Watched.OfSubnet(subnet.id()), subnet.vpcId()));
            case INTERFACE ->
                call.find(NetworkInterface.class, new NetworkInterfaceId(id))
                        .map(eni -> new Found(new FlowLog.Watched.OfInterface(eni.id()), eni.vpcId()));
        };
    }

    /** Two flow logs of the same resource do not go to the same place, whatever else they say. */
    private static void requireNone(Ec2Call call, Found found, FlowLogTerms terms) {
        boolean exists = call.snapshot().by(Indexes.FLOW_LOGS_BY_VPC, found.vpcId()).values().stream()
                .anyMatch(log -> log.watched().equals(found.watched()) && isSamePlace(log, terms.destination()));
        if (exists) {
            throw Ec2Error.FLOW_LOG_EXISTS.of();
        }
    }

    private static boolean isSamePlace(FlowLog log, FlowLog.Destination destination) {
        return log.destination().bucket().equals(destination.bucket())
                && log.destination().prefix().equals(destination.prefix());
    }

    private static UnsuccessfulItem refused(String id, String code, String message) {
        return UnsuccessfulItem.builder()
                .resourceId(id)
                .error(e -> e.code(code).message(message))
                .build();
    }
}
