package dev.postern.services.s3;

import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.ApiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The conditions of a read or copy, on the object's ETag and time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions">RFC 9110, 13.2.2</a>
 */
record Conditions(
        Optional<String> ifMatch,
        Optional<String> ifNoneMatch,
        Optional<Instant> ifModifiedSince,
        Optional<Instant> ifUnmodifiedSince) {
    /** Whether the conditions hold, else the first that does not. */
    enum Verdict {
        HOLDS(""),
        FAILED_IF_MATCH("If-Match"),
        FAILED_IF_NONE_MATCH("If-None-Match"),
        FAILED_IF_MODIFIED_SINCE("If-Modified-Since"),
        FAILED_IF_UNMODIFIED_SINCE("If-Unmodified-Since");

        private final String header;

        Verdict(String header) {
            this.header = header;
        }

        /** The header that asked for it. */
        String header() {
            return header;
        }
    }

    /** From the headers whose names begin with a prefix: none, or {@code x-amz-copy-source-}. */
    static Conditions of(S3Call call, String prefix) {
        return new Conditions(
                call.header(prefix + "if-match"),
                call.header(prefix + "if-none-match"),
                date(call, prefix + "if-modified-since"),
                date(call, prefix + "if-unmodified-since"));
    }

    boolean isEmpty() {
        return ifMatch.isEmpty() && ifNoneMatch.isEmpty() && ifModifiedSince.isEmpty() && ifUnmodifiedSince.isEmpty();
    }

    Verdict judge(StoredObject object) {
        Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS); // as the client saw it
        if (ifMatch.isPresent()) {
            if (!matches(ifMatch.get(), object.etag())) {
                return Verdict.FAILED_IF_MATCH;
            }
        } else if (ifUnmodifiedSince.isPresent() && modified.isAfter(ifUnmodifiedSince.get())) {
            return Verdict.FAILED_IF_UNMODIFIED_SINCE;
        }
        if (ifNoneMatch.isPresent()) {
            return matches(ifNoneMatch.get(), object.etag()) ? Verdict.FAILED_IF_NONE_MATCH : Verdict.HOLDS;
        }
        return ifModifiedSince.isPresent() && !modified.isAfter(ifModifiedSince.get())
                ? Verdict.FAILED_IF_MODIFIED_SINCE
                : Verdict.HOLDS;
    }

    static ApiException failed(String condition) {
        return S3Error.PRECONDITION_FAILED.with("Condition", condition);
    }

    /** Whether a list of ETags, quoted or not, names one; {@code *} names all. */
    static boolean matches(String list, String etag) {
        for (String one : list.split(",", -1)) {
            String tag = one.strip();
            tag = tag.startsWith("W/") ? tag.substring(2) : tag;
            if (tag.equals("*") || unquoted(tag).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    /** A date that cannot be read is no condition, and neither is one that is still to come. */
    private static Optional<Instant> date(S3Call call, String header) {
        return call.header(header)
                .flatMap(Conditions::date)
                .filter(date -> !date.isAfter(call.context().now()));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
