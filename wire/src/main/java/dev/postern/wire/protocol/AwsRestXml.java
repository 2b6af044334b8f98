package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.codec.RestFields;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.codec.XmlDecoder;
import dev.postern.wire.codec.XmlEncoder;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The protocol of Route 53: the operation in method and path, XML both ways. S3 speaks a dialect of its own.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">restXml</a>
 */
public final class AwsRestXml implements Protocol {
    private final String namespace;
    private final ServiceModel model;
    private final XmlEncoder encoder = new XmlEncoder(true);

    /**
     * The protocol of one service.
     *
     * @param namespace of its answers
     * @param model that knows the paths of its operations
     */
    public AwsRestXml(String namespace, ServiceModel model) {
        this.namespace = namespace;
        this.model = model;
    }

    public static AwsRestXml route53(ServiceModel model) {
        return new AwsRestXml("https://route53.amazonaws.com/doc/2013-04-01/", model);
    }

    @Override
    public String operationName(HttpRequest request, byte[] body) {
        return model.routed(request.method(), request.path())
                .map(HttpRoute::operation)
                .orElse("");
    }

    @Override
    public Call decode(HttpRequest request, byte[] body, OperationTable operations) {
        HttpRoute route = model.routed(request.method(), request.path())
                .orElseThrow(() -> new ApiException(
                        ProtocolError.UNKNOWN_PATH,
                        "No operation is asked for by " + request.method() + " " + request.path()));
        Operation operation = operations
                .find(route.operation())
                .orElseThrow(() -> new ApiException(
                        ProtocolError.UNKNOWN_OPERATION, "Postern does not serve " + route.operation() + "."));
        SdkPojo builder = operation.newRequest();
        try {
            fill(builder, request, route);
            if (body.length > 0) {
                XmlDecoder.decode(new ByteArrayInputStream(body), route.operation() + "Request", builder);
            }
        } catch (InvalidValueException e) {
            throw new ApiException(
                    ProtocolError.INVALID_INPUT,
                    e.kind() == InvalidValueException.Kind.NOT_SERVED
                            ? "The parameter " + e.name() + " is not supported."
                            : "Invalid value for " + e.name() + ": " + e.value());
        } catch (XMLStreamException e) {
            throw new ApiException(
                    ProtocolError.MALFORMED_INPUT, "The body is not valid, expected " + route.operation() + "Request");
        }
        SdkPojo decoded = (SdkPojo) Shape.build(builder);
        Validation.require(model.violations(route.operation(), decoded), ProtocolError.INVALID_INPUT);
        return new Call(operation, decoded);
    }

    private static void fill(SdkPojo builder, HttpRequest request, HttpRoute route) {
        Map<String, String> said = route.members(request.path());
        Parameters query = Parameters.parse(request.query());
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

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        String name = call.operation().name();
        Headers.Builder headers =
                Headers.builder().add("x-amzn-requestid", requestId).add("content-type", "text/xml");
        RestFields.addHeaders(headers, response);
        XmlWriter xml = XmlWriter.document().open(name + "Response", "xmlns", namespace);
        encoder.fields(xml, response);
        return new HttpResponse(
                model.route(name).map(HttpRoute::status).orElse(200),
                headers.build(),
                new HttpResponse.Bytes(xml.close(name + "Response").toBytes()));
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        return new HttpResponse(
                error.error().status(),
                Headers.of("x-amzn-requestid", requestId, "content-type", "text/xml"),
                new HttpResponse.Bytes(ErrorResponse.of(error, namespace, requestId)));
    }
}
