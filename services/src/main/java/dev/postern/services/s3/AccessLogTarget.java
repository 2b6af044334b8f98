package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.wire.s3.RestXml;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.TargetObjectKeyFormat;

/**
 * Where the server access logs of a bucket go.
 *
 * @param source the bucket whose requests are logged
 * @param bucket that gets the logs
 * @param prefix of their keys
 * @param partitionedBy whose date makes folders; empty where there are none
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html">Logging requests with server access logging</a>
 */
public record AccessLogTarget(
        String source,
        AccountId owner,
        Region region,
        String bucket,
        String prefix,
        Optional<PartitionDateSource> partitionedBy) {
    /** Who puts the logs. */
    public static final String SERVICE = "logging.s3.amazonaws.com";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/").withZone(ZoneOffset.UTC);

    /** Of a bucket whose requests are logged. */
    static Optional<AccessLogTarget> of(Bucket source) {
        return source.configuration(AccessLogging.NAME)
                .map(document -> RestXml.read(document, AccessLogging.ROOT, BucketLoggingStatus.builder())
                        .loggingEnabled())
                .map(logging -> new AccessLogTarget(
                        source.name(),
                        source.owner(),
                        source.region(),
                        logging.targetBucket(),
                        logging.targetPrefix(),
                        partition(logging)));
    }

    private static Optional<PartitionDateSource> partition(LoggingEnabled logging) {
        TargetObjectKeyFormat format = logging.targetObjectKeyFormat();
        return format == null || format.partitionedPrefix() == null
                ? Optional.empty()
                : Optional.of(
                        format.partitionedPrefix().partitionDateSource() == PartitionDateSource.EVENT_TIME
                                ? PartitionDateSource.EVENT_TIME
                                : PartitionDateSource.DELIVERY_TIME);
    }

    /** The key of a log that is delivered at a time, with what tells it from others. */
    public String key(Instant at, String unique) {
        if (partitionedBy.isEmpty()) {
            return prefix + TIME.format(at) + "-" + unique;
        }
        String time =
                partitionedBy.get() == PartitionDateSource.EVENT_TIME ? DAY.format(at) + "-00-00-00" : TIME.format(at);
        return prefix + owner + "/" + region + "/" + source + "/" + FOLDER.format(at) + time + "-" + unique;
    }

    /** What conditions of the policy of the bucket that gets them may ask of the request that puts a log. */
    public ConditionContext keys() {
        return ConditionContext.of(Map.of(
                "aws:SourceAccount", List.of(owner.value()),
                "aws:SourceArn", List.of("arn:aws:s3:::" + source),
                "aws:SecureTransport", List.of("true")));
    }
}
