package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.FormUpload;
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
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private final CredentialStore credentials;
    private final SigningKeys keys = new SigningKeys();

    public SignatureVerifier(CredentialStore credentials) {
        this.credentials = credentials;
    }

    /**
     * A request that was signed rightly.
     */
    public record Verified(Signature signature, Credential credential, HttpRequest request) {}

    /**
     * A request to S3 that was signed rightly.
     *
     * @param signature empty for a URL that was presigned by version 2, which names no Region
     * @param request with a body that verifies itself while it is read, and the headers that a presigned URL brings
     */
    public record VerifiedS3(Optional<Signature> signature, Credential credential, HttpRequest request) {}

    /**
     * Verifies a request whose body is there as a whole: of any service but S3 itself.
     *
     * @param body the whole body, which is signed with the request
     * @return empty if the request is not signed
     * @throws ApiException in the protocol's words, if the signature is not good
     */
    public Optional<Verified> verify(HttpRequest request, byte[] body, Instant now, ErrorStyle style) {
        return Signature.find(request, style).map(signature -> {
            Credential credential = credential(signature.accessKeyId(), signature.token(), style);
            checkTime(signature, now, style, style == ErrorStyle.EC2 ? SKEW_MAX_EC2 : SKEW_MAX);
            // S3 Control's clients may leave the body to TLS, as S3's.
            boolean unsigned = style == ErrorStyle.S3
                    && UNSIGNED_PAYLOAD.equals(request.headers().firstOrNull(CONTENT_SHA256));
            check(request, signature, credential, unsigned ? UNSIGNED_PAYLOAD : Hashes.sha256Hex(body), style);
            checkExpiry(signature.token(), credential, now, style);
            return new Verified(signature, credential, request);
        });
    }

    /**
     * Verifies a request to S3. Its body is verified later, while it is read: as {@code x-amz-content-sha256} says it
     * is signed, and against all checksums that came with it.
     */
    public Optional<VerifiedS3> verifyS3(HttpRequest request, Instant now) {
        Optional<Signature> signature = Signature.find(request, ErrorStyle.S3);
        return signature.isPresent()
                ? Optional.of(verifyS3(request, signature.get(), now))
                : UrlSignatureV2.find(request).map(old -> verify(old, now));
    }

    /**
     * Verifies who signed the policy of a form.
     *
     * @return empty if it has none
     */
    public Optional<VerifiedS3> verifyForm(HttpRequest request, FormUpload form, Instant now) {
        return FormSignature.find(form).map(signed -> {
            Credential credential = credential(signed.accessKeyId(), signed.token(), ErrorStyle.S3);
            signed.require(credential, keys);
            checkExpiry(signed.token(), credential, now, ErrorStyle.S3);
            return new VerifiedS3(signed.signature(), credential, request.withBody(form));
        });
    }

    private VerifiedS3 verifyS3(HttpRequest asItCame, Signature signature, Instant now) {
        Credential credential = credential(signature.accessKeyId(), signature.token(), ErrorStyle.S3);
        checkTime(signature, now, ErrorStyle.S3, SKEW_MAX);
        HttpRequest request = signature.presigned() ? ofUrl(asItCame, signature) : asItCame;
        String payload = payloadHash(request, signature);
        checkAllSigned(request, signature);
        Mac key = check(request, signature, credential, payload, ErrorStyle.S3);
        checkExpiry(signature.token(), credential, now, ErrorStyle.S3);
        HttpRequest whole = signature.presigned() ? QueryHeaders.added(request, signature) : request;
        HttpRequest readable = PayloadForm.of(payload).verifying(whole, signature, key);
        return new VerifiedS3(Optional.of(signature), credential, readable);
    }

    /** The request that a URL was presigned for. Who uses it may not have known that its body is not signed: that is let be. */
    private static HttpRequest ofUrl(HttpRequest request, Signature signature) {
        boolean unsigned = request.headers().firstOrNull(CONTENT_SHA256) != null
                && !signature.signedHeaders().contains(CONTENT_SHA256);
        if (!unsigned) {
            return QueryHeaders.signed(request, signature);
        }
        Headers.Builder rest = Headers.builder();
        request.headers().forEach((name, value) -> {
            if (!name.equals(CONTENT_SHA256)) {
                rest.add(name, value);
            }
        });
        return QueryHeaders.signed(request.withHeaders(rest.build()), signature);
    }

    private VerifiedS3 verify(UrlSignatureV2 signature, Instant now) {
        Credential credential = credential(signature.accessKeyId(), signature.token(), ErrorStyle.S3);
        if (now.isAfter(signature.until())) {
            throw Refusal.expiredV2(signature.until(), now);
        }
        String toSign = signature.toSign();
        if (!signature.isOf(toSign, credential.secret())) {
            throw Refusal.mismatchV2(signature, toSign);
        }
        checkExpiry(signature.token(), credential, now, ErrorStyle.S3);
        HttpRequest whole = signature.whole();
        return new VerifiedS3(Optional.empty(), credential, S3Body.unsigned(whole));
    }

    private Credential credential(String accessKeyId, String token, ErrorStyle style) {
        Credential credential = credentials.find(accessKeyId).orElseThrow(() -> Refusal.unknownKey(style, accessKeyId));
        String expected = credential.sessionToken().orElse("");
        if (!MessageDigest.isEqual(utf8(expected), utf8(token))) {
            throw Refusal.wrongToken(style, accessKeyId, token);
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

    private static void checkExpiry(String token, Credential credential, Instant now, ErrorStyle style) {
        if (credential.expiresAt().isPresent()
                && !now.isBefore(credential.expiresAt().get())) {
            throw Refusal.expiredToken(style, token);
        }
    }

    private static String payloadHash(HttpRequest request, Signature signature) {
        String header = request.headers().firstOrNull(CONTENT_SHA256);
        if (header != null) {
            return header;
        }
        if (signature.presigned()) {
            return request.queryString().find("X-Amz-Content-Sha256").orElse(UNSIGNED_PAYLOAD);
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
