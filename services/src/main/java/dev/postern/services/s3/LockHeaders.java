package dev.postern.services.s3;

import dev.postern.storage.objects.ObjectLock;
import dev.postern.wire.codec.Scalars;
import dev.postern.wire.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Object Lock as headers have it: of requests that make objects, and of answers that tell of one.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
final class LockHeaders {
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";
    private static final String BYPASS = "x-amz-bypass-governance-retention";
    private static final String REMAINING_DAYS = "s3:object-lock-remaining-retention-days";

    /** How errors tell a date: in the time of S3's home, wherever the bucket is. */
    private static final DateTimeFormatter HOME_TIME = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss z uuuu", Locale.US)
            .withZone(ZoneId.of("America/Los_Angeles"));

    private LockHeaders() {}

    /** Whether the request says that it passes by what the mode GOVERNANCE keeps. */
    static boolean bypasses(S3Call call) {
        return call.header(BYPASS)
                .filter(value -> value.equalsIgnoreCase("true"))
                .isPresent();
    }

    /** What the request asks for; without the default of the bucket. */
    static ObjectLock asked(S3Call call) {
        Optional<ObjectLock.Retention> retention = call.header(MODE)
                .map(mode -> ObjectLock.Retention.until(
                        ObjectLock.Mode.valueOf(mode), time(call.header(UNTIL).orElseThrow())));
        return new ObjectLock(retention, call.header(HOLD).map("ON"::equals));
    }

    /** The lock of an object that the request makes. */
    static Optional<ObjectLock> ofNewObject(S3Call call) {
        ObjectLock asked = asked(call);
        Optional<ObjectLock.Retention> retention = asked.retention()
                .or(() -> BucketLock.ofNew(call.bucket(), call.context().now()).flatMap(ObjectLock::retention));
        return Optional.of(asked.withRetention(retention)).filter(lock -> !lock.equals(ObjectLock.NONE));
    }

    /** Refuses headers that mean nothing, or nothing in this bucket; asked once the caller may put the object. */
    static void require(S3Call call) {
        switch (call.operation()) {
            case PUT_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD -> requireOfNew(call);
            default -> {}
        }
        if (call.header(BYPASS).isPresent()
                && call.operation().needsBucket()
                && !BucketLock.isEnabled(call.bucket())) { // whatever it says
            throw S3Error.INVALID_ARGUMENT.said(
                    BYPASS + " is only applicable to Object Lock enabled buckets.", "ArgumentName", BYPASS);
        }
    }

    private static void requireOfNew(S3Call call) {
        requireMeaning(call);
        boolean said = call.header(MODE).isPresent() || call.header(HOLD).isPresent();
        if (said && (call.anonymous() || call.signedByV2())) {
            throw S3Error.INVALID_ARGUMENT.said(
                    "Put Object requests with Object Lock parameters require AWS Signature Version 4",
                    "ArgumentName",
                    "Authorization");
        }
        if (said && !BucketLock.isEnabled(call.bucket())) {
            throw S3Error.INVALID_REQUEST.said("Bucket is missing ObjectLockConfiguration");
        }
        if (call.operation() == S3Operation.PUT_OBJECT && ofNewObject(call).isPresent()) {
            requireIntegrity(call, "Put Object");
        }
    }

    /** What is to be locked comes with something that proves that it came as it was sent. */
    static void requireIntegrity(S3Call call, String what) {
        if (!ChecksumRules.provesIntegrity(call.request())) {
            throw S3Error.INVALID_REQUEST.said("Content-MD5 OR x-amz-checksum- HTTP header is required for " + what
                    + " requests with Object Lock parameters");
        }
    }

    private static void requireMeaning(S3Call call) {
        Optional<String> mode = call.header(MODE);
        Optional<String> until = call.header(UNTIL);
        if (mode.isPresent() != until.isPresent()) {
            throw S3Error.INVALID_ARGUMENT.said(
                    UNTIL + " and " + MODE + " must both be supplied", "ArgumentName", mode.isPresent() ? UNTIL : MODE);
        }
        mode.filter(text -> !text.equals("GOVERNANCE") && !text.equals("COMPLIANCE"))
                .ifPresent(text -> {
                    throw S3Error.argument("Unknown wormMode directive.", MODE, text);
                });
        until.map(LockHeaders::time).ifPresent(time -> requireFuture(call, time, UNTIL));
        call.header(HOLD)
                .filter(text -> !text.equals("ON") && !text.equals("OFF"))
                .ifPresent(text -> {
                    throw S3Error.argument("Legal Hold must be either of 'ON' or 'OFF'", HOLD, text);
                });
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw S3Error.argument("The retain until date must be provided in ISO 8601 format", UNTIL, text);
        }
    }

    static void requireFuture(S3Call call, Instant until, String name) {
        if (!until.isAfter(call.context().now())) {
            throw S3Error.argument("The retain until date must be in the future!", name, HOME_TIME.format(until));
        }
    }

    /** What a lock adds to an object needs permissions of its own. */
    static void requirePermissions(S3Call call, Access access) {
        switch (call.operation()) {
            case PUT_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD -> {
                if (call.header(MODE).isPresent()) {
                    access.requireOnObject(call, "s3:PutObjectRetention", call.bucket(), call.key(), Map.of());
                }
                if (call.header(HOLD).isPresent()) {
                    access.requireOnObject(call, "s3:PutObjectLegalHold", call.bucket(), call.key(), Map.of());
                }
            }
            default -> {}
        }
    }

    /** The condition keys of what the headers ask for. */
    static SortedMap<String, List<String>> keys(S3Call call) {
        SortedMap<String, List<String>> keys = new TreeMap<>();
        call.header(MODE).ifPresent(mode -> keys.put("s3:object-lock-mode", List.of(mode)));
        call.header(HOLD).ifPresent(hold -> keys.put("s3:object-lock-legal-hold", List.of(hold)));
        call.header(UNTIL).ifPresent(text -> keys.putAll(untilKeys(call, text)));
        return keys;
    }

    private static SortedMap<String, List<String>> untilKeys(S3Call call, String text) {
        try {
            return untilKeys(call, OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return new TreeMap<>(); // refused as soon as it is known whether the caller may put anything
        }
    }

    /** The condition keys of a time until which an object is to be kept. */
    static SortedMap<String, List<String>> untilKeys(S3Call call, Instant until) {
        SortedMap<String, List<String>> keys = new TreeMap<>();
        keys.put("s3:object-lock-retain-until-date", List.of(Scalars.isoSeconds(until)));
        long days = Duration.between(call.context().now(), until).toDays();
        keys.put(REMAINING_DAYS, List.of(Long.toString(days)));
        return keys;
    }

    /** Tells of an object's lock what the caller may know. */
    static void tell(Headers.Builder headers, S3Call call, Access access, @Nullable ObjectLock lock) {
        if (lock == null) {
            return;
        }
        lock.retention().filter(_ -> may(call, access, "s3:GetObjectRetention")).ifPresent(retention -> {
            headers.add(MODE, retention.mode().name());
            headers.add(UNTIL, Scalars.isoMillis(retention.until()));
        });
        lock.hold()
                .filter(_ -> may(call, access, "s3:GetObjectLegalHold"))
                .ifPresent(held -> headers.add(HOLD, held ? "ON" : "OFF"));
    }

    private static boolean may(S3Call call, Access access, String action) {
        return access.refusalOnObject(call, action, call.bucket(), call.key(), Map.of())
                .isEmpty();
    }
}
