package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.codec.RestFields;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.http.HttpRequest;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** What a request of the REST protocols says outside of its body, be that XML or JSON: in the path, the query and headers. */
final class RestMembers {
    private RestMembers() {}

    /** @throws ApiException with the given error where no operation is asked for */
    static HttpRoute route(ServiceModel model, HttpRequest request, ErrorCode unknown) {
        return model.routed(request.method(), request.path())
                .orElseThrow(() -> new ApiException(
                        unknown, "No operation is asked for by " + request.method() + " " + request.path()));
    }

    /** @throws ApiException with the given error where the operation is not served */
    static Operation operation(OperationTable operations, HttpRoute route, ErrorCode notServed) {
        return operations
                .find(route.operation())
                .orElseThrow(() -> new ApiException(notServed, "Postern does not serve " + route.operation() + "."));
    }

    /** Fills a builder from all but the body. */
    static void fill(SdkPojo builder, HttpRequest request, HttpRoute route) {
        Map<String, String> said = route.members(request.path());
        Parameters query = request.queryString().parameters();
        for (SdkField<?> field : Shape.of(builder).fields()) {
            switch (field.location()) {
                case PATH, GREEDY_PATH -> {
                    if (said.containsKey(field.locationName())) {
                        field.set(builder, said.get(field.locationName()));
                    }
                }
                case QUERY_PARAM ->
                    query.find(field.locationName()).ifPresent(text -> RestFields.set(field, builder, text));
                case HEADER -> RestFields.setFromHeaders(field, builder, request.headers());
                case PAYLOAD, STATUS_CODE -> {}
            }
        }
    }
}
