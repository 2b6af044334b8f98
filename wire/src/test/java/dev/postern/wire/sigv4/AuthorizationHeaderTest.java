package dev.postern.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.ApiException;
import dev.postern.wire.InMemoryHttp;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import org.junit.jupiter.api.Test;

final class AuthorizationHeaderTest {
    private static String refusal(String query, String authorization) {
        HttpRequest request = new HttpRequest(
                "GET",
                "/bucket/k",
                query,
                Headers.of("authorization", authorization),
                new InMemoryHttp.Body(new byte[0]));
        try {
            return Signature.find(request, ErrorStyle.S3).isPresent() ? "signed" : "unsigned";
        } catch (ApiException e) {
            return e.error().code() + ": " + e.text();
        }
    }

    @Test
    void takesOneMechanism() {
        assertThat(refusal("X-Amz-Algorithm=AWS4-HMAC-SHA256", "Bearer token"))
                .startsWith("InvalidArgument: Only one auth mechanism allowed;");
    }

    @Test
    void knowsOnlyItsOwn() {
        assertThat(refusal("", "Basic dXNlcg==")).isEqualTo("InvalidArgument: Unsupported Authorization Type");
        assertThat(refusal("", "AWS key:signature"))
                .isEqualTo("InvalidRequest: The authorization mechanism you have provided is not supported."
                        + " Please use AWS4-HMAC-SHA256.");
    }
}
