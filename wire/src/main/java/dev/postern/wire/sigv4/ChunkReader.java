package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.s3.S3ProtocolError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Takes S3's chunks apart and checks their signatures.
 *
 * <pre>
 * SIZE;chunk-signature=SIGNATURE CRLF   (the size in hex; the signature only in the signed forms)
 * BYTES CRLF
 * ...
 * 0;chunk-signature=SIGNATURE CRLF
 * x-amz-checksum-...:VALUE CRLF         (only in the forms with a trailer)
 * x-amz-trailer-signature:SIGNATURE CRLF
 * CRLF
 * </pre>
 */
final class ChunkReader extends InputStream {
    private static final int LINE_BYTES_MAX = 4096;
    private static final int TRAILERS_MAX = 16;

    private final InputStream in;
    private final Form form;
    private final long total;
    private final Checksums checksums;
    private final MessageDigest chunkHash = Hashes.sha256();
    private String previousSignature;
    private String claimedSignature = "";
    private long left;
    private long delivered;
    private boolean begun;
    private boolean ended;

    /** The key and the request's own signature, which the first chunk's signature continues. */
    record Signing(Mac key, Signature seed) {}

    /**
     * What the chunks look like.
     *
     * @param signing absent where chunks are not signed
     * @param trailers the names that the request announced, lower case
     */
    record Form(Optional<Signing> signing, List<String> trailers) {}

    ChunkReader(InputStream in, Form form, long total, Checksums checksums) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.form = form;
        this.total = total;
        this.checksums = checksums;
        this.previousSignature = form.signing().map(s -> s.seed().value()).orElse("");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] buffer, int from, int size) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int n = in.read(buffer, from, (int) Math.min(size, left));
        if (n < 0) {
            throw new EOFException("the body ends within a chunk");
        }
        left -= n;
        delivered += n;
        if (form.signing().isPresent()) {
            chunkHash.update(buffer, from, n);
        }
        if (left == 0) {
            endOfChunk();
        }
        return n;
    }

    private void nextChunk() throws IOException {
        if (begun && !line().isEmpty()) {
            throw malformed();
        }
        begun = true;
        String header = line();
        int semicolon = header.indexOf(';');
        String size = (semicolon < 0 ? header : header.substring(0, semicolon)).strip();
        claimedSignature = chunkSignature(header, semicolon);
        try {
            left = Long.parseUnsignedLong(size, 16);
        } catch (NumberFormatException e) {
            throw malformed();
        }
        if (left < 0 || left > total - delivered) {
            throw malformed();
        }
        if (left == 0) {
            endOfChunk();
            end();
        }
    }

    private String chunkSignature(String header, int semicolon) {
        if (form.signing().isEmpty()) {
            return "";
        }
        String name = ";chunk-signature=";
        if (semicolon < 0 || !header.startsWith(name, semicolon)) {
            throw malformed();
        }
        return header.substring(semicolon + name.length());
    }

    private void endOfChunk() {
        form.signing().ifPresent(signing -> {
            String toSign = "AWS4-HMAC-SHA256-PAYLOAD\n" + signing.seed().timestamp() + "\n"
                    + signing.seed().scope() + "\n" + previousSignature + "\n" + Hashes.EMPTY_SHA256 + "\n"
                    + Hashes.hex(chunkHash.digest());
            requireSigned(signing, toSign, claimedSignature);
            previousSignature = claimedSignature;
        });
    }

    private static void requireSigned(Signing signing, String toSign, String claimed) {
        String expected = Hashes.hex(Hashes.hmac(signing.key(), toSign));
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), claimed.getBytes(StandardCharsets.UTF_8))) {
            throw Refusal.chunkMismatch();
        }
    }

    private void end() throws IOException {
        ended = true;
        if (delivered != total) {
            throw new ApiException(
                    S3ProtocolError.INCOMPLETE_BODY,
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        StringBuilder canonical = new StringBuilder();
        String signature = "";
        int seen = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0 || ++seen > TRAILERS_MAX) {
                throw malformedTrailer();
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals("x-amz-trailer-signature")) {
                signature = value;
            } else if (form.trailers().contains(name)) {
                canonical.append(name).append(':').append(value).append('\n');
                checksums.expect(name, value);
            } else {
                throw malformedTrailer();
            }
        }
        if (!form.trailers().isEmpty()) {
            checkTrailer(canonical.toString(), signature);
        }
        if (in.read() >= 0) {
            throw malformed();
        }
    }

    private void checkTrailer(String canonical, String signature) {
        if (canonical.isEmpty()) {
            throw malformedTrailer();
        }
        form.signing().ifPresent(signing -> {
            String toSign = "AWS4-HMAC-SHA256-TRAILER\n" + signing.seed().timestamp() + "\n"
                    + signing.seed().scope() + "\n" + previousSignature + "\n"
                    + Hashes.sha256Hex(canonical.getBytes(StandardCharsets.UTF_8));
            requireSigned(signing, toSign, signature);
        });
    }

    /** The next line without its end; at the very end of the body, an empty one: some clients leave out the last CRLF. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (ended && line.isEmpty()) {
                    return "";
                }
                throw new EOFException("the body ends within a chunk's header");
            }
            if (b != '\r') {
                line.append((char) b);
            }
            if (line.length() > LINE_BYTES_MAX) {
                throw malformed();
            }
        }
        return line.toString();
    }

    private static ApiException malformed() {
        return new ApiException(
                S3ProtocolError.INCOMPLETE_BODY, "The request body is not well-formed: a chunk is malformed");
    }

    private static ApiException malformedTrailer() {
        return new ApiException(
                S3ProtocolError.MALFORMED_TRAILER,
                "The request contained trailing data that was not well-formed or did not conform to our published"
                        + " schema.");
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, in.available());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
