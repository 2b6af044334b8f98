package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.S3ProtocolError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * How S3's body is signed, as {@code x-amz-content-sha256} says.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Chunked upload</a>
 */
sealed interface PayloadForm {
    /** Chunks that nobody signed, with checksums behind the last. */
    String UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /** The body as one piece, whose hash is signed. */
    record Hashed(String sha256) implements PayloadForm {}

    /** The body as one piece, not signed. */
    record Unsigned() implements PayloadForm {}

    /**
     * The body in chunks.
     *
     * @param signed whether each chunk carries a signature
     * @param trailer whether checksums follow the last chunk
     */
    record Chunked(boolean signed, boolean trailer) implements PayloadForm {}

    static PayloadForm of(String header) {
        return switch (header) {
            case "UNSIGNED-PAYLOAD" -> new Unsigned();
            case UNSIGNED_CHUNKS -> new Chunked(false, true);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(true, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Chunked(true, true);
            default -> {
                if (header.length() != 64) {
                    throw new ApiException(
                            S3ProtocolError.INVALID_ARGUMENT,
                            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                                    + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                                    + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.");
                }
                yield new Hashed(header);
            }
        };
    }

    /** The request with a body that verifies itself, and without the headers that speak only of the chunks. */
    default HttpRequest verifying(HttpRequest request, Signature signature, Mac key) {
        return switch (this) {
            case Hashed(String sha256) -> S3Body.hashed(request, sha256);
            case Unsigned() -> S3Body.unsigned(request);
            case Chunked(boolean signed, boolean trailer) ->
                unchunked(
                        request,
                        signed ? Optional.of(new ChunkReader.Signing(key, signature)) : Optional.empty(),
                        trailer);
        };
    }

    /**
     * A request whose body comes in chunks as one whose body does not.
     *
     * @param signing with what each chunk is signed
     * @param trailer whether checksums follow the last chunk
     */
    static HttpRequest unchunked(HttpRequest request, Optional<ChunkReader.Signing> signing, boolean trailer) {
        ChunkReader.Form form = new ChunkReader.Form(signing, trailer ? trailers(request.headers()) : List.of());
        return new HttpRequest(
                request.method(),
                request.path(),
                request.queryString(),
                withoutChunking(request.headers()),
                new S3Body(
                        request.body(),
                        decodedLength(request.headers()),
                        Checksums.of(request, form.trailers()),
                        Optional.empty(),
                        Optional.of(form)));
    }

    private static long decodedLength(Headers headers) {
        String text = headers.firstOrNull("x-amz-decoded-content-length");
        try {
            long length = Long.parseLong(text == null ? "" : text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // the answer is the same as for a length that is missing
        }
        throw new ApiException(
                S3ProtocolError.MISSING_CONTENT_LENGTH, "You must provide the Content-Length HTTP header.");
    }

    private static List<String> trailers(Headers headers) {
        List<String> names = new ArrayList<>();
        for (String value : headers.all("x-amz-trailer")) {
            for (String name : value.split(",", -1)) {
                String trailer = name.strip().toLowerCase(Locale.ROOT);
                if (Arrays.stream(ChecksumAlgorithm.values())
                        .noneMatch(a -> a.headerName().equals(trailer))) {
                    throw new ApiException(
                            S3ProtocolError.INVALID_REQUEST,
                            "The value specified in the x-amz-trailer header is not supported");
                }
                names.add(trailer);
            }
        }
        return names;
    }

    private static Headers withoutChunking(Headers headers) {
        Headers.Builder rest = Headers.builder();
        headers.forEach((name, value) -> {
            if (!name.equals("content-encoding")) {
                rest.add(name, value);
                return;
            }
            List<String> codings = new ArrayList<>();
            for (String coding : value.split(",", -1)) {
                if (!coding.strip().equalsIgnoreCase("aws-chunked") && !coding.isBlank()) {
                    codings.add(coding.strip());
                }
            }
            if (!codings.isEmpty()) {
                rest.add(name, String.join(",", codings));
            }
        });
        return rest.build();
    }
}
