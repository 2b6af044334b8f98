package dev.postern.wire.sigv4;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * Signs requests, as clients do.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed request</a>
 */
public final class RequestSigner {
    private final SigningKeys keys = new SigningKeys();

    /**
     * For whom and what it is signed.
     *
     * @param region as the addressee calls it
     * @param service as signatures have it
     */
    public record Scope(String accessKeyId, String secret, String region, String service) {
        @Override
        public String toString() {
            return "Scope[" + accessKeyId + ", " + region + ", " + service + "]"; // never the secret
        }
    }

    /**
     * The headers of a request with its signature, which is over all of them and the body.
     *
     * @param request with the header {@code host}, and without a signature
     */
    public Headers sign(HttpRequest request, byte[] body, Scope scope, Instant now) {
        String time = Signature.format(now);
        String date = time.substring(0, 8);
        Headers headers = request.headers().with("x-amz-date", time);
        TreeSet<String> signed = new TreeSet<>();
        headers.names().forEach(signed::add);
        String path = date + "/" + scope.region() + "/" + scope.service() + "/aws4_request";
        Signature signature = new Signature(
                scope.accessKeyId(),
                time,
                date,
                scope.region(),
                scope.service(),
                path,
                List.copyOf(signed),
                "",
                "",
                false,
                Duration.ZERO);
        HttpRequest dated = request.withHeaders(headers);
        String toSign = SignatureVerifier.toSign(
                signature, CanonicalRequest.of(dated, signature, Hashes.sha256Hex(body), false));
        String value = Hashes.hex(Hashes.hmac(keys.get(scope.secret(), signature), toSign));
        return headers.with(
                "authorization",
                Signature.ALGORITHM + " Credential=" + scope.accessKeyId() + "/" + path + ", SignedHeaders="
                        + String.join(";", signed) + ", Signature=" + value);
    }
}
