package dev.postern.server.gateway;

import dev.postern.model.request.RequestContext;
import dev.postern.services.s3.S3Service;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.S3Address;

/**
 * S3: it streams, so it takes the request as it is, with what its host and path name. It authorizes each request itself, as it knows
 * what is asked.
 */
public interface ObjectService {
    HttpResponse handle(HttpRequest request, S3Address address, RequestContext context);

    /** An answer that was made before the service was asked, with what lets a page of another origin read it. */
    HttpResponse shared(HttpRequest request, HttpResponse response);

    /** Whether the owner of what is asked for lets pages of an origin ask. */
    boolean admits(HttpRequest request, String origin);

    /** Amazon S3 as such a service. */
    static ObjectService of(S3Service s3) {
        return new ObjectService() {
            @Override
            public HttpResponse handle(HttpRequest request, S3Address address, RequestContext context) {
                return s3.handle(request, address, context);
            }

            @Override
            public HttpResponse shared(HttpRequest request, HttpResponse response) {
                return s3.shared(request, response);
            }

            @Override
            public boolean admits(HttpRequest request, String origin) {
                return s3.admits(request, origin);
            }
        };
    }
}
