package dev.postern.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationHeaderTest {
    private static final String SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260102/us-east-1/s3/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=00";
    private static final String DATE = "20260102T030405Z";

    private static String refusal(String query, String authorization) {
        return refusal(ErrorStyle.S3, query, "authorization", authorization);
    }

    private static String refusal(ErrorStyle style, String query, String... headers) {
        HttpRequest request = new HttpRequest("GET", "/bucket/k", query, Headers.of(headers), HttpRequest.Bytes.NONE);
        try {
            return Signature.find(request, style).isPresent() ? "signed" : "unsigned";
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

    @Test
    void takesOneSignature() {
        assertThat(refusal(ErrorStyle.S3, "", "Authorization", SIGNED, "X-Amz-Date", DATE))
                .isEqualTo("signed");
        for (String query : new String[] {"X-Amz-Signature=00", "X-Amz-Credential=a", "X-Amz-Algorithm=a"}) {
            assertThat(refusal(query, SIGNED)).startsWith("InvalidArgument: Only one auth mechanism allowed;");
            assertThat(refusal(ErrorStyle.EC2, query, "Authorization", SIGNED)).startsWith("AuthFailure: ");
            assertThat(refusal(ErrorStyle.QUERY, query, "Authorization", SIGNED))
                    .startsWith("IncompleteSignature: Only one");
            assertThat(refusal(ErrorStyle.JSON, query, "Authorization", SIGNED))
                    .startsWith("IncompleteSignatureException: Only one");
        }
        assertThat(refusal(ErrorStyle.S3, "", "Authorization", SIGNED, "Authorization", SIGNED))
                .startsWith("InvalidArgument: Only one auth mechanism allowed;");
        assertThat(refusal(ErrorStyle.QUERY, "", "Authorization", SIGNED, "Authorization", "Basic dXNlcg=="))
                .startsWith("IncompleteSignature: Only one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Credential=other/20260102/us-east-1/s3/aws4_request", "SignedHeaders=host", "Signature=11"})
    void takesEachPartOnce(String second) {
        assertThat(refusal("", SIGNED + ", " + second)).startsWith("AuthorizationHeaderMalformed: ");
        assertThat(refusal("", SIGNED + "," + second)).startsWith("AuthorizationHeaderMalformed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256", "Date"})
    void takesEachHeaderOnce(String name) {
        assertThat(refusal(ErrorStyle.S3, "", "Authorization", SIGNED, name, DATE, name, DATE))
                .startsWith("AuthorizationHeaderMalformed: ");
    }

    @Test
    void takesEachQueryParameterOnce() {
        String query =
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260102%2Fus-east-1%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=" + DATE + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00";
        assertThat(refusal(ErrorStyle.S3, query)).isEqualTo("signed");
        assertThat(refusal(ErrorStyle.S3, query + "&X-Amz-Signature=00"))
                .startsWith("AuthorizationQueryParametersError: ");
        assertThat(refusal(ErrorStyle.S3, query + "&X%2DAmz-Credential=x"))
                .startsWith("AuthorizationQueryParametersError: ");
    }
}
