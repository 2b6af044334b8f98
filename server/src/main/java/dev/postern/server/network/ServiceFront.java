package dev.postern.server.network;

import dev.postern.server.gateway.FrontDoor;
import dev.postern.server.http.Answer;
import dev.postern.wire.http.HttpRequest;

/** The services, to which a listener hands a request with what it knows of the connection. */
@FunctionalInterface
public interface ServiceFront {
    Answer handle(HttpRequest request, FrontDoor door);
}
