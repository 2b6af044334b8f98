package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.storage.objects.ObjectLock;
import dev.postern.wire.s3.RestXml;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/**
 * What a bucket whose objects can be locked says of new ones.
 *
 * @param byDefault how long each new object is kept, if it is
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html">PutObjectLockConfiguration</a>
 */
record BucketLock(Optional<Period> byDefault) {
    /** The name of the configuration; a bucket that has it lets its objects be locked. */
    static final String NAME = "object-lock";

    /** The configuration of a bucket that was made with Object Lock. */
    static final String ENABLED = RestXml.document(
            "ObjectLockConfiguration",
            ObjectLockConfiguration.builder()
                    .objectLockEnabled(ObjectLockEnabled.ENABLED)
                    .build());

    private static final String ROOT = "ObjectLockConfiguration";
    private static final int DAYS_OF_YEAR = 365;
    private static final int DAYS_MAX = 36_500;
    private static final int YEARS_MAX = 100;

    /** Since an object was made. */
    record Period(ObjectLock.Mode mode, int days) {
        ObjectLock.Retention since(Instant made) {
            return ObjectLock.Retention.until(mode, made.plus(Duration.ofDays(days)));
        }
    }

    static boolean isEnabled(Bucket bucket) {
        return bucket.configuration(NAME).isPresent();
    }

    /** What a bucket says; empty where nothing can be locked. */
    static Optional<BucketLock> of(Bucket bucket) {
        return bucket.configuration(NAME)
                .map(document -> RestXml.read(document, ROOT, ObjectLockConfiguration.builder()))
                .map(configuration -> new BucketLock(
                        Optional.ofNullable(configuration.rule()).map(rule -> period(rule.defaultRetention()))));
    }

    /** The lock of an object of which nobody says anything. */
    static Optional<ObjectLock> ofNew(Bucket bucket, Instant now) {
        return of(bucket)
                .flatMap(BucketLock::byDefault)
                .map(period -> ObjectLock.NONE.withRetention(Optional.of(period.since(now))));
    }

    private static Period period(DefaultRetention retention) {
        return new Period(
                mode(retention.mode()), retention.days() == null ? retention.years() * DAYS_OF_YEAR : retention.days());
    }

    static ObjectLock.Mode mode(@Nullable ObjectLockRetentionMode mode) {
        if (mode == null || mode == ObjectLockRetentionMode.UNKNOWN_TO_SDK_VERSION) {
            throw S3Error.MALFORMED_XML.with();
        }
        return ObjectLock.Mode.valueOf(mode.name());
    }

    /** A configuration that may be kept, as the document that it is kept as. */
    static String checked(@Nullable ObjectLockConfiguration configuration) {
        if (configuration == null || configuration.objectLockEnabled() != ObjectLockEnabled.ENABLED) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (configuration.rule() != null) {
            DefaultRetention retention = configuration.rule().defaultRetention();
            if (retention == null || (retention.days() == null) == (retention.years() == null)) {
                throw S3Error.MALFORMED_XML.with();
            }
            mode(retention.mode());
            requireBounds("Days", retention.days(), DAYS_MAX);
            requireBounds("Years", retention.years(), YEARS_MAX);
        }
        return RestXml.document(ROOT, configuration);
    }

    private static void requireBounds(String name, @Nullable Integer value, int max) {
        if (value != null && value <= 0) {
            throw S3Error.argument(
                    "Default retention period must be a positive integer value.", name, Integer.toString(value));
        }
        if (value != null && value > max) {
            throw S3Error.argument("Default retention period too large.", name, Integer.toString(value));
        }
    }
}
