package dev.postern.server.http;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** Answers to what is not even a request. */
final class Refusals {
    private Refusals() {}

    static HttpResponse of(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> text(414, "The request line is too long.");
            case TooLongHttpHeaderException _ -> text(431, "The header fields are too long.");
            default -> text(400, "This is not an HTTP request.");
        };
    }

    static HttpResponse text(int status, String text) {
        return HttpResponse.of(status, Headers.of("content-type", "text/plain"), text + "\n");
    }
}
