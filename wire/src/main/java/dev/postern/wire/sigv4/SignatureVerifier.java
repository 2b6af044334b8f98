package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;

/** Verifies the signatures of requests. A known key costs two hashes and one HMAC. */
public final class SignatureVerifier {
    private static final Duration SKEW_MAX = Duration.ofMinutes(15);
    private static final Duration SKEW_MAX_EC2 = Duration.ofMinutes(5);
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private final CredentialStore credentials;
    private final SigningKeys keys = new SigningKeys();

    public SignatureVerifier(CredentialStore credentials) {
        this.credentials = credentials;
    }

    /**
     * A request that was signed rightly.
     *
     * @param request for S3, with a body that verifies itself while it is read
     */
    public record Verified(Signature signature, Credential credential, HttpRequest request) {}

    /**
     * Verifies a request of any service but S3.
     *
     * @param body the whole body, which is signed with the request
     * @return empty if the request is not signed
     * @throws ApiException in the protocol's words, if the signature is not good
     */
    public Optional<Verified> verify(HttpRequest request, byte[] body, Instant now, ErrorStyle style) {
        return Signature.find(request, style).map(signature -> {
            Credential credential = credential(signature, style);
            checkTime(signature, now, style, style == ErrorStyle.EC2 ? SKEW_MAX_EC2 : SKEW_MAX);
            check(request, signature, credential, Hashes.sha256Hex(body), style);
            checkExpiry(signature, credential, now, style);
            return new Verified(signature, credential, request);
        });
    }

    /**
     * Verifies a request to S3. Its body is verified later, while it is read: as {@code x-amz-content-sha256} says it
     * is signed, and against all checksums that came with it.
     */
    public Optional<Verified> verifyS3(HttpRequest request, Instant now) {
        return Signature.find(request, ErrorStyle.S3).map(signature -> {
            Credential credential = credential(signature, ErrorStyle.S3);
            checkTime(signature, now, ErrorStyle.S3, SKEW_MAX);
            String payload = payloadHash(request, signature);
            checkAllSigned(request, signature);
            Mac key = check(request, signature, credential, payload, ErrorStyle.S3);
            checkExpiry(signature, credential, now, ErrorStyle.S3);
            HttpRequest whole = signature.presigned() ? QueryHeaders.added(request) : request;
            HttpRequest readable = PayloadForm.of(payload).verifying(whole, signature, key);
            return new Verified(signature, credential, readable);
        });
    }

    private Credential credential(Signature signature, ErrorStyle style) {
        Credential credential = credentials
                .find(signature.accessKeyId())
                .orElseThrow(() -> Refusal.unknownKey(style, signature.accessKeyId()));
        String expected = credential.sessionToken().orElse("");
        if (!MessageDigest.isEqual(utf8(expected), utf8(signature.token()))) {
            throw Refusal.wrongToken(style, signature.accessKeyId(), signature.token());
        }
        return credential;
    }

    private static void checkTime(Signature signature, Instant now, ErrorStyle style, Duration skewMax) {
        Instant signed = signature.time();
        if (signature.presigned()) {
            boolean early = now.isBefore(signed.minus(skewMax));
            if (early || now.isAfter(signed.plus(signature.validFor()))) {
                throw Refusal.presignExpired(style, signature, now);
            }
        } else if (Duration.between(signed, now).abs().compareTo(skewMax) > 0) {
            throw Refusal.skewed(style, signature, now, skewMax);
        }
    }

    private static void checkExpiry(Signature signature, Credential credential, Instant now, ErrorStyle style) {
        if (credential.expiresAt().isPresent()
                && !now.isBefore(credential.expiresAt().get())) {
            throw Refusal.expiredToken(style, signature.token());
        }
    }

    private static String payloadHash(HttpRequest request, Signature signature) {
        String header = request.headers().firstOrNull("x-amz-content-sha256");
        if (header != null) {
            return header;
        }
        if (signature.presigned()) {
            return Parameters.find(request.query(), "X-Amz-Content-Sha256").orElse(UNSIGNED_PAYLOAD);
        }
        throw new ApiException(
                SignatureError.INVALID_REQUEST, "Missing required header for this request: x-amz-content-sha256");
    }

    /** What S3 acts upon must be signed: else somebody on the way could add a header. */
    private static void checkAllSigned(HttpRequest request, Signature signature) {
        List<String> unsigned = new ArrayList<>(0);
        request.headers().forEach((name, _) -> {
            if (name.startsWith("x-amz-") && !signature.signedHeaders().contains(name)) {
                unsigned.add(name);
            }
        });
        if (!unsigned.isEmpty()) {
            throw new ApiException(
                    SignatureError.ACCESS_DENIED,
                    "There were headers present in the request which were not signed",
                    Map.of("HeadersNotSigned", String.join(", ", unsigned)));
        }
    }

    private Mac check(
            HttpRequest request, Signature signature, Credential credential, String payload, ErrorStyle style) {
        Mac key = keys.get(credential.secret(), signature);
        String canonical = CanonicalRequest.of(request, signature, payload, style == ErrorStyle.S3);
        String toSign = toSign(signature, canonical);
        String expected = Hashes.hex(Hashes.hmac(key, toSign));
        if (!MessageDigest.isEqual(utf8(expected), utf8(signature.value()))) {
            throw Refusal.mismatch(style, signature, toSign, canonical);
        }
        return key;
    }

    /** The text whose HMAC a signature is. */
    static String toSign(Signature signature, String canonical) {
        // Headers hold one character for each byte that came, so this gives back the bytes that were signed.
        String hash = Hashes.sha256Hex(canonical.getBytes(StandardCharsets.ISO_8859_1));
        return Signature.ALGORITHM + "\n" + signature.timestamp() + "\n" + signature.scope() + "\n" + hash;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
