package dev.postern.server.attached;

import dev.postern.services.attached.Asked;
import dev.postern.services.attached.AttachableService;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.protocol.AwsJson;
import dev.postern.wire.protocol.AwsQuery;
import dev.postern.wire.protocol.Protocol;
import java.util.Map;

/**
 * How errors of ours are told, in the protocol in which it was asked.
 *
 * @param queryCompatible whether the codes of the query protocol come along with those of AWS JSON, by which older clients know them
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait">awsQueryCompatible</a>
 */
record Rendering(Protocol protocol, boolean queryCompatible) {
    private static final int SERVERS_FAULT = 500;
    private static final Map<String, String> QUERY_CODES = Map.of(
            "QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue",
            "UnsupportedOperation",
            "AWS.SimpleQueueService.UnsupportedOperation");

    static Rendering of(AttachableService kind, HttpRequest request) {
        if (!Asked.isJson(request) && kind.query().isPresent()) {
            AttachableService.Query query = kind.query().get();
            return new Rendering(new AwsQuery(query.namespace(), query.version()), false);
        }
        boolean older = request.headers()
                .first("content-type")
                .filter(type -> type.endsWith("-1.0"))
                .isPresent();
        return new Rendering(new AwsJson(older ? "1.0" : "1.1"), kind.query().isPresent());
    }

    /** The answer of an operation that says nothing but that it was done. */
    HttpResponse empty(String operation, String requestId) {
        return switch (protocol) {
            case AwsQuery query -> query.empty(operation, requestId);
            case AwsJson json -> json.empty(requestId);
            default -> throw new IllegalStateException("no server is asked by " + protocol);
        };
    }

    HttpResponse error(ApiException error, String requestId) {
        HttpResponse plain = protocol.error(error, requestId);
        if (!queryCompatible) {
            return plain;
        }
        String code = error.error().code();
        String fault = error.error().status() >= SERVERS_FAULT ? "Receiver" : "Sender";
        return new HttpResponse(
                plain.status(),
                plain.headers().with("x-amzn-query-error", QUERY_CODES.getOrDefault(code, code) + ";" + fault),
                plain.payload());
    }
}
