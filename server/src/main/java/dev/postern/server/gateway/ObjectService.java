package dev.postern.server.gateway;

import dev.postern.model.request.RequestContext;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.S3Address;

/**
 * S3: it streams, so it takes the request as it is, with what its host and path name. It authorizes each request itself, as it knows
 * what is asked.
 */
@FunctionalInterface
public interface ObjectService {
    HttpResponse handle(HttpRequest request, S3Address address, RequestContext context);
}
