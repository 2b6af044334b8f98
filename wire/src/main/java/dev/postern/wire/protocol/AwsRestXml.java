package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.RestFields;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.codec.XmlDecoder;
import dev.postern.wire.codec.XmlEncoder;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.S3ProtocolError;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The protocol of Route 53 and S3 Control: the operation in method and path, XML both ways. S3 speaks a dialect of its own.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">restXml</a>
 */
public final class AwsRestXml implements Protocol {
    private final Dialect dialect;
    private final ServiceModel model;
    private final XmlEncoder encoder = new XmlEncoder(true);

    /**
     * In what the services that speak it differ.
     *
     * @param namespace of answers
     * @param answer what stands behind an operation's name in the root of its answer
     * @param idHeader in which answers tell the request's id
     */
    private record Dialect(
            String namespace,
            String answer,
            String idHeader,
            ErrorCode invalid,
            ErrorCode malformed,
            ErrorCode notServed,
            ErrorCode unknown) {
        static final Dialect ROUTE_53 = new Dialect(
                "https://route53.amazonaws.com/doc/2013-04-01/",
                "Response",
                "x-amzn-requestid",
                ProtocolError.INVALID_INPUT,
                ProtocolError.MALFORMED_INPUT,
                ProtocolError.UNKNOWN_OPERATION,
                ProtocolError.UNKNOWN_PATH);

        static final Dialect S3_CONTROL = new Dialect(
                "http://awss3control.amazonaws.com/doc/2018-08-20/",
                "Result",
                "x-amz-request-id",
                S3ProtocolError.INVALID_REQUEST,
                S3ProtocolError.MALFORMED_XML,
                S3ProtocolError.NOT_IMPLEMENTED,
                S3ProtocolError.METHOD_NOT_ALLOWED);
    }

    private AwsRestXml(Dialect dialect, ServiceModel model) {
        this.dialect = dialect;
        this.model = model;
    }

    /** Route 53's. */
    public static AwsRestXml route53(ServiceModel model) {
        return new AwsRestXml(Dialect.ROUTE_53, model);
    }

    /** S3 Control's. */
    public static AwsRestXml s3Control(ServiceModel model) {
        return new AwsRestXml(Dialect.S3_CONTROL, model);
    }

    @Override
    public String operationName(HttpRequest request, byte[] body) {
        return model.routed(request.method(), request.path())
                .map(HttpRoute::operation)
                .orElse("");
    }

    @Override
    public Call decode(HttpRequest request, byte[] body, OperationTable operations) {
        HttpRoute route = RestMembers.route(model, request, dialect.unknown());
        Operation operation = RestMembers.operation(operations, route, dialect.notServed());
        SdkPojo builder = operation.newRequest();
        try {
            RestMembers.fill(builder, request, route);
            if (body.length > 0) {
                decodeBody(builder, body, route);
            }
        } catch (InvalidValueException e) {
            throw new ApiException(
                    dialect.invalid(),
                    e.kind() == InvalidValueException.Kind.NOT_SERVED
                            ? "The parameter " + e.name() + " is not supported."
                            : "Invalid value for " + e.name() + ": " + e.value());
        } catch (XMLStreamException e) {
            throw new ApiException(
                    dialect.malformed(), "The body is not valid, expected " + route.operation() + "Request");
        }
        SdkPojo decoded = (SdkPojo) Shape.build(builder);
        Validation.require(model.violations(route.operation(), decoded), dialect.invalid());
        return new Call(operation, decoded);
    }

    /** The structure that is the body, where the model says that one member is; else the request itself. */
    private static void decodeBody(SdkPojo builder, byte[] body, HttpRoute route) throws XMLStreamException {
        SdkField<?> payload = Shape.of(builder).payload().orElse(null);
        if (payload == null) {
            XmlDecoder.decode(new ByteArrayInputStream(body), route.operation() + "Request", builder);
            return;
        }
        SdkPojo nested = payload.constructor().get();
        XmlDecoder.decode(new ByteArrayInputStream(body), payload.locationName(), nested);
        payload.set(builder, Shape.build(nested));
    }

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        String name = call.operation().name();
        Headers.Builder headers =
                Headers.builder().add(dialect.idHeader(), requestId).add("content-type", "text/xml");
        RestFields.addHeaders(headers, response);
        Optional<SdkField<?>> payload = Shape.of(response).payload();
        SdkPojo content = payload.map(field -> Shape.valueOf(field, response))
                .map(SdkPojo.class::cast)
                .orElse(response);
        String root = payload.map(SdkField::locationName).orElse(name + dialect.answer());
        XmlWriter xml = XmlWriter.document().open(root, "xmlns", dialect.namespace());
        encoder.fields(xml, content);
        return new HttpResponse(
                model.route(name).map(HttpRoute::status).orElse(200),
                headers.build(),
                new HttpResponse.Bytes(xml.close(root).toBytes()));
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        return new HttpResponse(
                error.error().status(),
                Headers.of(dialect.idHeader(), requestId, "content-type", "text/xml"),
                new HttpResponse.Bytes(ErrorResponse.of(error, dialect.namespace(), requestId)));
    }
}
