package dev.postern.server.gateway;

import dev.postern.model.request.RequestContext;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;

/** S3: it streams, so it takes the request as it is. It authorizes each request itself, as it knows what is asked. */
@FunctionalInterface
public interface ObjectService {
    HttpResponse handle(HttpRequest request, RequestContext context);
}
