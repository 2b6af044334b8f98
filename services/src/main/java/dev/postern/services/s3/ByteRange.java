package dev.postern.services.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object's bytes.
 *
 * @param offset in bytes from the beginning
 * @param length in bytes, at least 1
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-range-requests">RFC 9110, 14</a>
 */
record ByteRange(long offset, long length) {
    static final String COPY_HEADER = "x-amz-copy-source-range";
    private static final Pattern COPY_FORM = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");
    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Reads a Range header; what is no range, or more than one, is ignored.
     *
     * @throws dev.postern.wire.ApiException {@code InvalidRange} when no byte of the object is in it
     */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher matcher = FORM.matcher(header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(suffix(header, Long.parseLong(last), size));
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return Optional.empty();
        }
        if (from >= size) {
            throw unsatisfiable(header, size);
        }
        return Optional.of(new ByteRange(from, to - from + 1));
    }

    /**
     * Reads the range of a part that is copied, which must lie in the source.
     *
     * @throws dev.postern.wire.ApiException {@code InvalidArgument} when it ends beyond it, {@code InvalidRequest} when it
     *     begins there
     */
    static ByteRange ofCopy(String header, long size) {
        Matcher matcher = COPY_FORM.matcher(header);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) > Long.parseLong(matcher.group(2))) {
            throw S3Error.argument(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                            + " zero-based offsets of the first and last bytes to copy",
                    COPY_HEADER,
                    header);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (first >= size) {
            throw S3Error.INVALID_REQUEST.said("The specified copy range is invalid for the source object size");
        }
        if (last >= size) {
            throw S3Error.argument(
                    "Range specified is not valid for source object of size: " + size, COPY_HEADER, header);
        }
        return new ByteRange(first, last - first + 1);
    }

    private static ByteRange suffix(String header, long count, long size) {
        if (count == 0 || size == 0) {
            throw unsatisfiable(header, size);
        }
        long length = Math.min(count, size);
        return new ByteRange(size - length, length);
    }

    private static dev.postern.wire.ApiException unsatisfiable(String header, long size) {
        return S3Error.INVALID_RANGE.with("RangeRequested", header, "ActualObjectSize", Long.toString(size));
    }

    /** The header of the answer. */
    String contentRange(long size) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
    }
}
