package dev.postern.server.gateway;

import dev.postern.wire.http.HttpRequest;

/** Which requests of foreign pages are admitted all the same: those that the CORS rules of a bucket allow. */
@FunctionalInterface
public interface CrossOrigin {
    CrossOrigin NONE = (request, origin) -> false;

    /**
     * Whether the owner of what is asked for lets this origin's pages ask.
     *
     * @param request for S3
     */
    boolean admits(HttpRequest request, String origin);
}
