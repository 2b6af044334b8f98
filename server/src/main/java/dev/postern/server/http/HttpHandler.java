package dev.postern.server.http;

import dev.postern.wire.http.HttpRequest;

/** Answers requests; called on a virtual thread of its own for each, so it may block. It must not throw. */
@FunctionalInterface
public interface HttpHandler {
    Answer handle(HttpRequest request, Peer peer);
}
