package dev.postern.services.ec2.flowlogs;

import dev.postern.model.ec2.FlowField;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.wire.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DestinationOptionsRequest;

/**
 * What a request to make flow logs says of all of them.
 *
 * @param kind of what is to be watched
 */
record FlowLogTerms(
        Kind kind,
        FlowLog.TrafficType trafficType,
        FlowLog.Destination destination,
        List<FlowField> format,
        FlowLog.Aggregation aggregation) {
    private static final String BUCKETS = "arn:aws:s3:::";
    private static final Pattern BUCKET = Pattern.compile("[a-zA-Z0-9._-]{3,255}");

    /** Everything that AWS writes into buckets is below a folder of this name. */
    private static final String RESERVED = "AWSLogs";

    private static final Pattern FORMAT = Pattern.compile("\\$\\{[^{}\\s]+}( \\$\\{[^{}\\s]+})*");

    /** Fields of version 7 and later, and of transit gateways, which AWS knows and this cloud does not. */
    private static final Set<String> LATER_FIELDS = Set.of(
            "ecs-cluster-arn",
            "ecs-cluster-name",
            "ecs-container-instance-arn",
            "ecs-container-instance-id",
            "ecs-container-id",
            "ecs-second-container-id",
            "ecs-service-name",
            "ecs-task-definition-arn",
            "ecs-task-arn",
            "ecs-task-id",
            "resource-id",
            "encryption-status");

    FlowLogTerms {
        format = List.copyOf(format);
    }

    /** A kind of resource that can be watched. */
    enum Kind {
        VPC("VPC", "InvalidVpcId.NotFound", VpcId.PREFIX),
        SUBNET("Subnet", "InvalidSubnetId.NotFound", SubnetId.PREFIX),
        INTERFACE("NetworkInterface", "InvalidNetworkInterfaceId.NotFound", NetworkInterfaceId.PREFIX);

        private final String word;
        private final String notFound;
        private final String prefix;

        Kind(String word, String notFound, String prefix) {
            this.word = word;
            this.notFound = notFound;
            this.prefix = prefix;
        }

        /** As requests call it. */
        String word() {
            return word;
        }

        /** The code for an id that names none. */
        String notFound() {
            return notFound;
        }

        /** Whether a text has the form of an id of one. */
        boolean isId(String text) {
            return ResourceId.isWellFormed(prefix, text);
        }
    }

    /** Reads them, in AWS's defaults where the request is silent. */
    static FlowLogTerms of(CreateFlowLogsRequest request) {
        if (request.resourceIds().isEmpty()) {
            throw missing("ResourceIds");
        }
        Kind kind = kind(request.resourceTypeAsString());
        FlowLog.TrafficType trafficType = trafficType(request.trafficTypeAsString());
        requireBucket(request);
        return new FlowLogTerms(
                kind,
                trafficType,
                destination(request),
                format(request.logFormat()),
                aggregation(request.maxAggregationInterval()));
    }

    private static ApiException missing(String parameter) {
        return Ec2Error.PARAMETER_LEFT_OUT.of(parameter);
    }

    private static Kind kind(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            throw missing("ResourceType");
        }
        return switch (word) {
            case "TransitGateway", "TransitGatewayAttachment", "RegionalNatGateway" ->
                throw Ec2Error.UNSUPPORTED.of("Flow logs of the resource type " + word + " are not available here.");
            default ->
                Arrays.stream(Kind.values())
                        .filter(kind -> kind.word.equals(word))
                        .findFirst()
                        .orElseThrow(() -> invalid(
                                word, "ResourceType", Stream.of(Kind.values()).map(Kind::word)));
        };
    }

    private static FlowLog.TrafficType trafficType(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            throw missing("TrafficType");
        }
        return Arrays.stream(FlowLog.TrafficType.values())
                .filter(type -> type.name().equals(word))
                .findFirst()
                .orElseThrow(() -> invalid(
                        word,
                        "TrafficType",
                        Stream.of(FlowLog.TrafficType.values()).map(Enum::name)));
    }

    private static ApiException invalid(String value, String parameter, Stream<String> choices) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + value + ") for parameter " + parameter
                + " is invalid. Valid values: " + choices.collect(Collectors.joining(", ")));
    }

    /** Refuses what does not go to a bucket, and what is said of other destinations only. */
    private static void requireBucket(CreateFlowLogsRequest request) {
        String type = request.logDestinationTypeAsString() == null
                ? "cloud-watch-logs"
                : request.logDestinationTypeAsString();
        switch (type) {
            case "cloud-watch-logs", "kinesis-data-firehose" ->
                throw Ec2Error.UNSUPPORTED.of("Flow logs with the log destination type " + type
                        + " are not available here: name a bucket, with the log destination type s3.");
            case "s3" -> {}
            default ->
                throw invalid(type, "LogDestinationType", Stream.of("cloud-watch-logs", "s3", "kinesis-data-firehose"));
        }
        if (request.logGroupName() != null) {
            throw parameter("LogDestination type must be cloud-watch-logs if LogGroupName is provided.");
        }
        if (request.deliverLogsPermissionArn() != null) {
            throw parameter("DeliverLogsPermissionArn is not applicable for s3 delivery");
        }
        if (request.deliverCrossAccountRole() != null) {
            throw parameter("DeliverCrossAccountRole is not applicable for s3 delivery");
        }
    }

    private static ApiException parameter(String message) {
        return Ec2Error.FLOW_LOG_PARAMETER.of(message);
    }

    private static FlowLog.Destination destination(CreateFlowLogsRequest request) {
        String arn = request.logDestination();
        if (arn == null || arn.isEmpty()) {
            throw parameter("LogDestination can't be empty if LogGroupName is not provided.");
        }
        String rest = arn.startsWith(BUCKETS) ? arn.substring(BUCKETS.length()) : "";
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (!BUCKET.matcher(bucket).matches()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid LogDestination: " + arn
                    + ". Specify the ARN of a bucket, as arn:aws:s3:::my_bucket/my_subfolder/");
        }
        Optional<String> folder = slash < 0 ? Optional.empty() : Optional.of(rest.substring(slash + 1));
        if (folder.stream().flatMap(text -> Stream.of(text.split("/"))).anyMatch(RESERVED::equals)) {
            throw parameter("Invalid LogDestination: " + arn + ". " + RESERVED + " is a reserved name of a subfolder.");
        }
        DestinationOptionsRequest options = request.destinationOptions();
        if (options == null) {
            return new FlowLog.Destination(bucket, folder, false, false);
        }
        requirePlainText(options.fileFormatAsString());
        return new FlowLog.Destination(
                bucket,
                folder,
                Boolean.TRUE.equals(options.hiveCompatiblePartitions()),
                Boolean.TRUE.equals(options.perHourPartition()));
    }

    private static void requirePlainText(@Nullable String fileFormat) {
        if (fileFormat == null || fileFormat.equals("plain-text")) {
            return;
        }
        if (fileFormat.equals("parquet")) {
            throw Ec2Error.UNSUPPORTED.of("The file format parquet is not available here: use plain-text.");
        }
        throw invalid(fileFormat, "FileFormat", Stream.of("plain-text", "parquet"));
    }

    private static List<FlowField> format(@Nullable String text) {
        if (text == null) {
            return FlowField.DEFAULT;
        }
        if (!FORMAT.matcher(text).matches()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "1 validation error detected: Value '" + text + "' at 'logFormat' has an invalid format");
        }
        List<String> names = Stream.of(text.split(" "))
                .map(field -> field.substring(2, field.length() - 1))
                .toList();
        List<String> unknown = names.stream()
                .filter(name -> FlowField.find(name).isEmpty())
                .distinct()
                .toList();
        if (unknown.isEmpty()) {
            return names.stream().flatMap(name -> FlowField.find(name).stream()).toList();
        }
        List<String> later = unknown.stream().filter(LATER_FIELDS::contains).toList();
        throw later.size() == unknown.size()
                ? Ec2Error.UNSUPPORTED.of("The fields " + later
                        + " are not available here: flow log records have the fields of the versions 2 to 5 and 8.")
                : parameter("Unknown fields provided: "
                        + unknown.stream()
                                .filter(name -> !LATER_FIELDS.contains(name))
                                .toList());
    }

    private static FlowLog.Aggregation aggregation(@Nullable Integer seconds) {
        return seconds == null
                ? FlowLog.Aggregation.TEN_MINUTES
                : FlowLog.Aggregation.of(seconds)
                        .orElseThrow(() -> parameter("Invalid Flow Log Max Aggregation Interval"));
    }
}
