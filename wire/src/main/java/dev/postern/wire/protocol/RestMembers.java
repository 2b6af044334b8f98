package dev.postern.wire.protocol;

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
