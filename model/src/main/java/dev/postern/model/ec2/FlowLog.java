package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A flow log: that records of the traffic at some interfaces go to a bucket. It stays when what it watches is deleted.
 *
 * @param vpcId the VPC of what it watches
 * @param format the fields of its records, in their order
 * @param createdBy the ARN of who made it
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html">Logging IP traffic using VPC Flow Logs</a>
 */
public record FlowLog(
        Scope scope,
        FlowLogId id,
        Watched watched,
        VpcId vpcId,
        TrafficType trafficType,
        Destination destination,
        List<FlowField> format,
        Aggregation aggregation,
        Instant createdAt,
        String createdBy,
        Tags tags)
        implements Ec2Resource {
    public FlowLog {
        format = List.copyOf(format);
    }

    /** Whose interfaces a flow log is about. */
    public sealed interface Watched {
        /** All interfaces of a VPC. */
        record OfVpc(VpcId id) implements Watched {}

        /** All interfaces of a subnet. */
        record OfSubnet(SubnetId id) implements Watched {}

        /** One interface. */
        record OfInterface(NetworkInterfaceId id) implements Watched {}

        /** Its id, as requests name it. */
        default String idText() {
            return switch (this) {
                case OfVpc(VpcId id) -> id.value();
                case OfSubnet(SubnetId id) -> id.value();
                case OfInterface(NetworkInterfaceId id) -> id.value();
            };
        }

        /** Whether it is about an interface. */
        default boolean includes(NetworkInterface eni) {
            return switch (this) {
                case OfVpc(VpcId id) -> id.equals(eni.vpcId());
                case OfSubnet(SubnetId id) -> id.equals(eni.subnetId());
                case OfInterface(NetworkInterfaceId id) -> id.equals(eni.id());
            };
        }
    }

    /** Which traffic is recorded. */
    public enum TrafficType {
        /** What security groups and network ACLs let pass. */
        ACCEPT,
        /** What they do not. */
        REJECT,
        ALL
    }

    /** For how long, at most, a flow is counted for one record. */
    public enum Aggregation {
        ONE_MINUTE(60),
        TEN_MINUTES(600);

        private final int seconds;

        Aggregation(int seconds) {
            this.seconds = seconds;
        }

        public int seconds() {
            return seconds;
        }

        /** The interval of so many seconds. */
        public static Optional<Aggregation> of(int seconds) {
            return List.of(values()).stream()
                    .filter(one -> one.seconds == seconds)
                    .findFirst();
        }
    }

    /**
     * Where files go, and how their keys are made.
     *
     * @param folder before AWS's own folders, as the request wrote it: with or without a slash at its end, empty in {@code arn:aws:s3:::b/}
     * @param hiveCompatible whether AWS's folders are called {@code aws-region=us-east-1} and the like
     * @param perHour whether each hour has a folder
     */
    public record Destination(String bucket, Optional<String> folder, boolean hiveCompatible, boolean perHour) {
        private static final String ARN = "arn:aws:s3:::";

        /** As the request wrote it. */
        public String arn() {
            return ARN + bucket + folder.map(text -> "/" + text).orElse("");
        }

        /** What keys begin with: nothing, or a text with a slash at its end. */
        public String prefix() {
            return folder.filter(text -> !text.isEmpty())
                    .map(text -> text.endsWith("/") ? text : text + "/")
                    .orElse("");
        }

        /** The folder below which all files of an account are. */
        public String accountFolder(Scope scope) {
            return prefix() + "AWSLogs/" + (hiveCompatible ? "aws-account-id=" : "")
                    + scope.account().value() + "/";
        }
    }

    /** A name of a part of a date, and how it is written. */
    private enum Part {
        YEAR("yyyy"),
        MONTH("MM"),
        DAY("dd"),
        HOUR("HH");

        private final DateTimeFormatter format;

        Part(String pattern) {
            this.format = utc(pattern);
        }

        private String folder(Instant at, boolean hiveCompatible) {
            return (hiveCompatible ? name().toLowerCase(Locale.ROOT) + "=" : "") + format.format(at) + "/";
        }
    }

    private static final DateTimeFormatter FILE_TIME = utc("yyyyMMdd'T'HHmm'Z'");

    private static DateTimeFormatter utc(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    @Override
    public String key() {
        return id.value();
    }

    /** The format as requests write it, as <code>${version} ${action}</code>. */
    public String formatText() {
        return format.stream().map(field -> "${" + field.fieldName() + "}").collect(Collectors.joining(" "));
    }

    /** What the field {@code version} says in each record. */
    public int recordVersion() {
        return format.stream().mapToInt(FlowField::version).max().orElse(2);
    }

    /**
     * The key of a file in the bucket.
     *
     * @param at the time that the file's name says
     * @param hash what tells files of the same minute apart
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html">Flow log files</a>
     */
    public String objectKey(Instant at, String hash) {
        boolean hive = destination.hiveCompatible();
        String region = scope.region().name();
        StringBuilder key = new StringBuilder(destination.accountFolder(scope))
                .append(hive ? "aws-service=" : "")
                .append("vpcflowlogs/")
                .append(hive ? "aws-region=" : "")
                .append(region)
                .append('/');
        for (Part part : Part.values()) {
            if (part != Part.HOUR || destination.perHour()) {
                key.append(part.folder(at, hive));
            }
        }
        return key.append(String.join(
                        "_", scope.account().value(), "vpcflowlogs", region, id.value(), FILE_TIME.format(at), hash))
                .append(".log.gz")
                .toString();
    }

    public FlowLog withTags(Tags newTags) {
        return new FlowLog(
                scope,
                id,
                watched,
                vpcId,
                trafficType,
                destination,
                format,
                aggregation,
                createdAt,
                createdBy,
                newTags);
    }
}
