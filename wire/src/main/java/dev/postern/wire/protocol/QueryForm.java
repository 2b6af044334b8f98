package dev.postern.wire.protocol;

import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Where the two query protocols have their parameters: in the query string of a GET, in the form of a POST. */
final class QueryForm {
    /** Parameters of the protocol and of signatures in the query string. */
    static final Set<String> NOT_OF_THE_REQUEST = Set.of(
            "Action",
            "Version",
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-Expires",
            "X-Amz-SignedHeaders",
            "X-Amz-Security-Token",
            "X-Amz-Signature",
            "X-Amz-Content-Sha256",
            "AWSAccessKeyId",
            "SignatureMethod",
            "SignatureVersion",
            "Timestamp",
            "Signature",
            "SecurityToken");

    private QueryForm() {}

    /** The operation that is asked for, or nothing; whether the rest can be read shows later. */
    static String action(HttpRequest request, byte[] body) {
        return Parameters.find(text(request, body), "Action").orElse("");
    }

    static Parameters parameters(HttpRequest request, byte[] body) {
        return Parameters.parse(text(request, body));
    }

    /** All parameters as they came. */
    static String text(HttpRequest request, byte[] body) {
        if (body.length == 0) {
            return request.query();
        }
        String form = new String(body, StandardCharsets.UTF_8);
        return request.query().isEmpty() ? form : form + "&" + request.query();
    }
}
