package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.s3.FormUpload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * The signature of a form, by version 4 or 2: what is signed is the policy that the form brings.
 *
 * @param value in hex for version 4, else in base64
 * @param policy in base64, as it came
 * @param signature of version 4
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html">Browser-based uploads using POST</a>
 */
record FormSignature(String accessKeyId, String value, String policy, String token, Optional<Signature> signature) {
    private static final String V4 = "x-amz-signature";
    private static final String V2 = "signature";

    @Override
    public String toString() {
        return "FormSignature[" + accessKeyId + "]"; // never the token
    }

    /** A form's signature; empty if it brings no policy. */
    static Optional<FormSignature> find(FormUpload form) {
        Optional<String> policy = form.field("policy");
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        String token = form.field("x-amz-security-token").orElse("");
        if (form.field("x-amz-algorithm").isEmpty() && form.field(V4).isEmpty()) {
            return Optional.of(new FormSignature(
                    required(form, "AWSAccessKeyId"), required(form, V2), policy.get(), token, Optional.empty()));
        }
        if (!required(form, "x-amz-algorithm").equals(Signature.ALGORITHM)) {
            throw Refusal.unsupportedMechanism();
        }
        String[] scope = required(form, "x-amz-credential").split("/", -1);
        String time = required(form, "x-amz-date");
        if (scope.length != 5
                || !scope[4].equals("aws4_request")
                || Signature.parseTimestamp(time).isEmpty()) {
            throw new ApiException(SignatureError.INVALID_ARGUMENT, "Invalid X-Amz-Credential or X-Amz-Date");
        }
        String value = required(form, V4);
        Signature signature = new Signature(
                scope[0],
                time,
                scope[1],
                scope[2],
                scope[3],
                String.join("/", scope[1], scope[2], scope[3], scope[4]),
                List.of(),
                value,
                token,
                false,
                Duration.ZERO);
        return Optional.of(new FormSignature(scope[0], value, policy.get(), token, Optional.of(signature)));
    }

    private static String required(FormUpload form, String name) {
        return form.field(name)
                .orElseThrow(() -> new ApiException(
                        SignatureError.INVALID_ARGUMENT,
                        "Bucket POST must contain a field named '" + name
                                + "'.  If it is specified, please check the order of the fields.",
                        Map.of("ArgumentName", name, "ArgumentValue", "")));
    }

    /** Refuses one that is not that of the policy and the secret. */
    void require(Credential credential, SigningKeys keys) {
        String expected;
        if (signature.isPresent()) {
            Mac key = keys.get(credential.secret(), signature.get());
            expected = Hashes.hex(Hashes.hmac(key, policy));
        } else {
            expected = Base64.getEncoder()
                    .encodeToString(Hashes.hmacSha1(credential.secret().getBytes(StandardCharsets.UTF_8), policy));
        }
        if (!MessageDigest.isEqual(bytes(expected), bytes(value))) {
            throw new ApiException(
                    SignatureError.SIGNATURE_DOES_NOT_MATCH,
                    "The request signature we calculated does not match the signature you provided. Check your key and"
                            + " signing method.",
                    Map.of("AWSAccessKeyId", accessKeyId, "StringToSign", policy, "SignatureProvided", value));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
