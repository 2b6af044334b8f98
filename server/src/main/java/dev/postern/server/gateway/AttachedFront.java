package dev.postern.server.gateway;

import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;

/** The services that other servers are. It checks and judges each request itself, as it knows what is asked. */
public interface AttachedFront {
    /** Whether a server is attached for a service, in whatever Region. */
    boolean knows(String service);

    /** Whether a server is attached for a service in the Region that a request asks. */
    boolean answers(String service, HttpRequest request, FrontDoor door);

    /** Answers a request to a service that is known; it never throws. */
    HttpResponse handle(String service, HttpRequest request, FrontDoor door, String requestId);
}
