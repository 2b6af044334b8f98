package dev.postern.wire.protocol;

import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
        return find(request, body, "Action").orElse("");
    }

    /** One parameter, as {@link #parameters} has it. */
    static Optional<String> find(HttpRequest request, byte[] body, String name) {
        return body.length == 0 ? request.queryString().find(name) : Parameters.findLast(text(request, body), name);
    }

    /** All parameters. Of two that have the same name the last one counts in a form, the first one in a query string. */
    static Parameters parameters(HttpRequest request, byte[] body) {
        return body.length == 0 ? request.queryString().parameters() : Parameters.parseLast(text(request, body));
    }

    private static String text(HttpRequest request, byte[] body) {
        String form = new String(body, StandardCharsets.UTF_8);
        return request.query().isEmpty() ? form : request.query() + "&" + form;
    }
}
