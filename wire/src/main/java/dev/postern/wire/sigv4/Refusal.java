package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Scalars;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Each reason to refuse a signature, in the words of each protocol. */
public final class Refusal {
    private static final String INVALID_TOKEN = "The security token included in the request is invalid.";
    private static final String EXPIRED_TOKEN = "The security token included in the request is expired";
    private static final String EC2_AUTH = "AWS was not able to validate the provided access credentials";
    private static final String MISMATCH =
            "The request signature we calculated does not match the signature you provided."
                    + " Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    private static final String S3_MISMATCH =
            "The request signature we calculated does not match the signature you provided."
                    + " Check your key and signing method.";

    private Refusal() {}

    /** The access key id does not exist, or is not active. */
    static ApiException unknownKey(ErrorStyle style, String accessKeyId) {
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.AUTH_FAILURE, EC2_AUTH);
            case QUERY -> new ApiException(SignatureError.INVALID_CLIENT_TOKEN_ID, INVALID_TOKEN);
            case JSON -> new ApiException(SignatureError.UNRECOGNIZED_CLIENT_EXCEPTION, INVALID_TOKEN);
            case S3 ->
                new ApiException(
                        SignatureError.INVALID_ACCESS_KEY_ID,
                        "The AWS Access Key Id you provided does not exist in our records.",
                        Map.of("AWSAccessKeyId", accessKeyId));
        };
    }

    /** The session token is missing, or another one than belongs to the key. */
    static ApiException wrongToken(ErrorStyle style, String accessKeyId, String token) {
        if (style == ErrorStyle.S3 && !token.isEmpty()) {
            return new ApiException(
                    SignatureError.INVALID_TOKEN,
                    "The provided token is malformed or otherwise invalid.",
                    Map.of("Token-0", token));
        }
        return unknownKey(style, accessKeyId);
    }

    static ApiException expiredToken(ErrorStyle style, String token) {
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.REQUEST_EXPIRED, "Request has expired.");
            case QUERY -> new ApiException(SignatureError.EXPIRED_TOKEN, EXPIRED_TOKEN);
            case JSON -> new ApiException(SignatureError.EXPIRED_TOKEN_EXCEPTION, EXPIRED_TOKEN);
            case S3 ->
                new ApiException(
                        SignatureError.EXPIRED_TOKEN_S3, "The provided token has expired.", Map.of("Token-0", token));
        };
    }

    static ApiException mismatch(ErrorStyle style, Signature signature, String stringToSign, String canonical) {
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.AUTH_FAILURE, EC2_AUTH);
            case QUERY -> new ApiException(SignatureError.SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            case JSON -> new ApiException(SignatureError.INVALID_SIGNATURE_EXCEPTION, MISMATCH);
            case S3 -> {
                Map<String, String> details = new LinkedHashMap<>();
                details.put("AWSAccessKeyId", signature.accessKeyId());
                details.put("StringToSign", stringToSign);
                details.put("SignatureProvided", signature.value());
                details.put("StringToSignBytes", spacedHex(stringToSign));
                details.put("CanonicalRequest", canonical);
                details.put("CanonicalRequestBytes", spacedHex(canonical));
                yield new ApiException(SignatureError.SIGNATURE_DOES_NOT_MATCH, S3_MISMATCH, details);
            }
        };
    }

    /** A chunk's or trailer's signature is wrong: found while the body is read. */
    static ApiException chunkMismatch() {
        return new ApiException(SignatureError.SIGNATURE_DOES_NOT_MATCH, S3_MISMATCH);
    }

    private static String spacedHex(String text) {
        return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    static ApiException skewed(ErrorStyle style, Signature signature, Instant now, Duration allowed) {
        Instant signed = signature.time();
        String text = signed.isBefore(now)
                ? "Signature expired: " + Signature.format(signed) + " is now earlier than "
                        + Signature.format(now.minus(allowed)) + " (" + Signature.format(now) + " - "
                        + allowed.toMinutes() + " min.)"
                : "Signature not yet current: " + Signature.format(signed) + " is still later than "
                        + Signature.format(now.plus(allowed)) + " (" + Signature.format(now) + " + "
                        + allowed.toMinutes() + " min.)";
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.REQUEST_EXPIRED, "Request has expired.");
            case QUERY -> new ApiException(SignatureError.SIGNATURE_DOES_NOT_MATCH, text);
            case JSON -> new ApiException(SignatureError.INVALID_SIGNATURE_EXCEPTION, text);
            case S3 -> {
                Map<String, String> details = new LinkedHashMap<>();
                details.put("RequestTime", Signature.format(signed));
                details.put("ServerTime", Scalars.isoSeconds(now));
                details.put("MaxAllowedSkewMilliseconds", Long.toString(allowed.toMillis()));
                yield new ApiException(
                        SignatureError.REQUEST_TIME_TOO_SKEWED,
                        "The difference between the request time and the current time is too large.",
                        details);
            }
        };
    }

    /** A presigned URL is used after its time, or before it. */
    static ApiException presignExpired(ErrorStyle style, Signature signature, Instant now) {
        if (style != ErrorStyle.S3) {
            return skewed(style, signature, now, signature.validFor());
        }
        if (now.isBefore(signature.time())) {
            return new ApiException(SignatureError.ACCESS_DENIED, "Request is not yet valid");
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("X-Amz-Expires", Long.toString(signature.validFor().toSeconds()));
        details.put("Expires", Scalars.isoSeconds(signature.time().plus(signature.validFor())));
        details.put("ServerTime", Scalars.isoSeconds(now));
        return new ApiException(SignatureError.ACCESS_DENIED, "Request has expired", details);
    }

    /** A URL of version 2 is used after its time. */
    static ApiException expiredV2(Instant until, Instant now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Expires", Scalars.isoSeconds(until));
        details.put("ServerTime", Scalars.isoSeconds(now));
        return new ApiException(SignatureError.ACCESS_DENIED, "Request has expired", details);
    }

    static ApiException incompleteV2() {
        return new ApiException(
                SignatureError.ACCESS_DENIED,
                "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
    }

    static ApiException invalidDateV2(String expires) {
        return new ApiException(
                SignatureError.ACCESS_DENIED, "Invalid date (should be seconds since epoch): " + expires);
    }

    static ApiException mismatchV2(UrlSignatureV2 signature, String stringToSign) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("AWSAccessKeyId", signature.accessKeyId());
        details.put("StringToSign", stringToSign);
        details.put("SignatureProvided", signature.value());
        details.put("StringToSignBytes", spacedHex(stringToSign));
        return new ApiException(SignatureError.SIGNATURE_DOES_NOT_MATCH, S3_MISMATCH, details);
    }

    /** S3 does not know the signature's version where it is asked. */
    public static ApiException unsupportedMechanism() {
        return new ApiException(SignatureError.INVALID_REQUEST, Signature.UNSUPPORTED);
    }

    /** The Authorization header, or the query parameters in its place, lack something or are malformed. */
    static ApiException malformed(ErrorStyle style, boolean presigned, String text) {
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.AUTH_FAILURE, EC2_AUTH);
            case QUERY -> new ApiException(SignatureError.INCOMPLETE_SIGNATURE, text);
            case JSON -> new ApiException(SignatureError.INCOMPLETE_SIGNATURE_EXCEPTION, text);
            case S3 ->
                presigned
                        ? new ApiException(SignatureError.AUTHORIZATION_QUERY_PARAMETERS_ERROR, text)
                        : new ApiException(
                                SignatureError.AUTHORIZATION_HEADER_MALFORMED,
                                "The authorization header is malformed; " + text);
        };
    }

    /** The request is not signed, though the service wants that. */
    public static ApiException unsigned(ErrorStyle style) {
        return switch (style) {
            case EC2 ->
                new ApiException(
                        SignatureError.MISSING_AUTHENTICATION_TOKEN,
                        "The request must contain either a valid (registered) AWS access key ID or X.509 certificate.");
            case QUERY ->
                new ApiException(
                        SignatureError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
            case JSON ->
                new ApiException(SignatureError.MISSING_AUTHENTICATION_TOKEN_EXCEPTION, "Missing Authentication Token");
            case S3 -> new ApiException(SignatureError.ACCESS_DENIED, "Access Denied");
        };
    }

    /** The request was signed for another service than the one that was asked. */
    public static ApiException wrongService(ErrorStyle style, String signedFor, String asked) {
        String text = "Credential should be scoped to correct service: '" + asked + "'.";
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.AUTH_FAILURE, EC2_AUTH);
            case QUERY -> new ApiException(SignatureError.SIGNATURE_DOES_NOT_MATCH, text);
            case JSON -> new ApiException(SignatureError.INVALID_SIGNATURE_EXCEPTION, text);
            case S3 ->
                new ApiException(
                        SignatureError.AUTHORIZATION_HEADER_MALFORMED,
                        "The authorization header is malformed; incorrect service \"" + signedFor
                                + "\". This endpoint belongs to \"" + asked + "\".");
        };
    }

    /** The request was signed for another Region than the endpoint's, or for one that does not exist. */
    public static ApiException wrongRegion(ErrorStyle style, String signedFor, String expected) {
        return switch (style) {
            case EC2 -> new ApiException(SignatureError.AUTH_FAILURE, EC2_AUTH);
            case QUERY ->
                new ApiException(
                        SignatureError.SIGNATURE_DOES_NOT_MATCH, "Credential should be scoped to a valid region.");
            case JSON ->
                new ApiException(
                        SignatureError.INVALID_SIGNATURE_EXCEPTION, "Credential should be scoped to a valid region.");
            case S3 ->
                new ApiException(
                        SignatureError.AUTHORIZATION_HEADER_MALFORMED,
                        "The authorization header is malformed; the region '" + signedFor + "' is wrong; expecting '"
                                + expected + "'",
                        Map.of("Region", expected));
        };
    }
}
