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
    /** What a condition's failure means. */
    enum Verdict {
        HOLDS,
        NOT_MODIFIED,
        FAILED_IF_MATCH,
        FAILED_IF_UNMODIFIED_SINCE
    }

    /** From the headers whose names begin with a prefix: none, or {@code x-amz-copy-source-}. */
    static Conditions of(S3Call call, String prefix) {
        return new Conditions(
                call.header(prefix + "if-match"),
                call.header(prefix + "if-none-match"),
                call.header(prefix + "if-modified-since").flatMap(Conditions::date),
                call.header(prefix + "if-unmodified-since").flatMap(Conditions::date));
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
            return matches(ifNoneMatch.get(), object.etag()) ? Verdict.NOT_MODIFIED : Verdict.HOLDS;
        }
        return ifModifiedSince.isPresent() && !modified.isAfter(ifModifiedSince.get())
                ? Verdict.NOT_MODIFIED
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

    /** A date that cannot be read is no condition. */
    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
