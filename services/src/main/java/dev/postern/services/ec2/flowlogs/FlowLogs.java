package dev.postern.services.ec2.flowlogs;

import dev.postern.model.Change;
import dev.postern.model.ec2.FlowLog;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DestinationFileFormat;
import software.amazon.awssdk.services.ec2.model.LogDestinationType;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/**
 * The flow logs that there are.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/working-with-flow-logs.html">Work with flow logs</a>
 */
final class FlowLogs {
    private static final String ACTIVE = "ACTIVE";

    private FlowLogs() {}

    static DescribeFlowLogsResponse describe(Ec2Call call, FlowLogDelivery delivery, DescribeFlowLogsRequest request) {
        List<FlowLog> found = new Filters<FlowLog>()
                .one("deliver-log-status", log -> status(delivery.error(log.id())))
                .one("flow-log-id", FlowLog::id)
                .one("log-destination-type", _ -> LogDestinationType.S3)
                .one("resource-id", log -> log.watched().idText())
                .one("traffic-type", FlowLog::trafficType)
                .none("log-group-name")
                .tags(FlowLog::tags)
                .apply(request.filter(), select(call, request.flowLogIds()));
        Ec2Page<FlowLog> page = Ec2Page.of(
                found, FlowLog::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 1);
        return DescribeFlowLogsResponse.builder()
                .flowLogs(page.items().stream()
                        .map(log -> view(log, delivery.error(log.id())))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** Those that a request names, or all; AWS tells of all that are not there at once. */
    private static List<FlowLog> select(Ec2Call call, List<String> ids) {
        if (ids.isEmpty()) {
            return List.copyOf(call.all(FlowLog.class));
        }
        List<FlowLog> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        ids.stream().distinct().forEach(id -> find(call, id).ifPresentOrElse(found::add, () -> missing.add(id)));
        if (!missing.isEmpty()) {
            throw Ec2Error.FLOW_LOGS_NOT_FOUND.of(missing.size(), String.join(" ", missing));
        }
        return found;
    }

    static Outcome<DeleteFlowLogsResponse> delete(Ec2Call call, DeleteFlowLogsRequest request) {
        if (request.flowLogIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("FlowLogId");
        }
        Change.Builder change = Change.builder();
        List<UnsuccessfulItem> refused = new ArrayList<>();
        for (String id : request.flowLogIds().stream().distinct().toList()) {
            find(call, id)
                    .ifPresentOrElse(
                            change::remove,
                            () -> refused.add(UnsuccessfulItem.builder()
                                    .resourceId(id)
                                    .error(e -> e.code(Ec2Error.FLOW_LOG_NOT_FOUND.code())
                                            .message(Ec2Error.FLOW_LOG_NOT_FOUND
                                                    .of(id)
                                                    .text()))
                                    .build()));
        }
        return new Outcome<>(
                change.build(),
                DeleteFlowLogsResponse.builder().unsuccessful(refused).build());
    }

    private static Optional<FlowLog> find(Ec2Call call, String id) {
        return call.snapshot().find(FlowLog.class, call.scope(), id);
    }

    private static String status(Optional<String> error) {
        return error.isPresent() ? "FAILED" : "SUCCESS";
    }

    private static software.amazon.awssdk.services.ec2.model.FlowLog view(FlowLog log, Optional<String> error) {
        FlowLog.Destination destination = log.destination();
        return software.amazon.awssdk.services.ec2.model.FlowLog.builder()
                .flowLogId(log.key())
                .flowLogStatus(ACTIVE)
                .creationTime(log.createdAt())
                .resourceId(log.watched().idText())
                .trafficType(log.trafficType().name())
                .logDestinationType(LogDestinationType.S3)
                .logDestination(destination.arn())
                .destinationOptions(options -> options.fileFormat(DestinationFileFormat.PLAIN_TEXT)
                        .hiveCompatiblePartitions(destination.hiveCompatible())
                        .perHourPartition(destination.perHour()))
                .logFormat(log.formatText())
                .maxAggregationInterval(log.aggregation().seconds())
                .deliverLogsStatus(status(error))
                .deliverLogsErrorMessage(error.orElse(null))
                .tags(TagRules.view(log.tags()))
                .build();
    }
}
