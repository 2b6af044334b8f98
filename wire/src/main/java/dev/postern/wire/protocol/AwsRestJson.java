package dev.postern.wire.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.JsonCodec;
import dev.postern.wire.codec.RestFields;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.sigv4.SignatureError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The protocol restJson1: the operation in method and path, JSON both ways, and the error's name in a header.
 *
 * <p>Of what is wrong with a request its services say the reason, too, in a member of that name.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">restJson1</a>
 */
public final class AwsRestJson implements Protocol {
    private static final String CONTENT_TYPE = "application/json";
    private static final int FORBIDDEN = 403;

    private final ServiceModel model;

    /** The protocol of the service that a model is of. */
    public AwsRestJson(ServiceModel model) {
        this.model = model;
    }

    @Override
    public String operationName(HttpRequest request, byte[] body) {
        return model.routed(request.method(), request.path())
                .map(HttpRoute::operation)
                .orElse("");
    }

    @Override
    public Call decode(HttpRequest request, byte[] body, OperationTable operations) {
        HttpRoute route = RestMembers.route(model, request, ProtocolError.UNKNOWN_PATH);
        Operation operation = RestMembers.operation(operations, route, ProtocolError.UNKNOWN_OPERATION);
        SdkPojo builder = operation.newRequest();
        try {
            RestMembers.fill(builder, request, route);
            JsonCodec.decode(body, builder);
        } catch (InvalidValueException e) {
            throw e.kind() == InvalidValueException.Kind.NOT_SERVED
                    ? invalid("The parameter " + e.name() + " is not supported.", "notSupported")
                    : invalid("Invalid value for " + e.name(), "cannotParse");
        } catch (JsonProcessingException e) {
            throw invalid("The body is not JSON", "cannotParse");
        }
        SdkPojo decoded = (SdkPojo) Shape.build(builder);
        try {
            Validation.require(model.violations(route.operation(), decoded), ProtocolError.VALIDATION_EXCEPTION);
        } catch (ApiException e) {
            throw invalid(e.text(), "fieldValidationFailed");
        }
        return new Call(operation, decoded);
    }

    private static ApiException invalid(String message, String reason) {
        return new ApiException(ProtocolError.VALIDATION_EXCEPTION, message, Map.of("reason", reason));
    }

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        Headers.Builder headers =
                Headers.builder().add("x-amzn-requestid", requestId).add("content-type", CONTENT_TYPE);
        RestFields.addHeaders(headers, response);
        return new HttpResponse(
                model.route(call.operation().name()).map(HttpRoute::status).orElse(200),
                headers.build(),
                new HttpResponse.Bytes(JsonCodec.encode(response)));
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        ErrorCode code = error.error();
        ObjectNode body = error.more().map(JsonCodec::tree).orElseGet(JsonNodeFactory.instance::objectNode);
        body.put("message", error.text());
        error.details().forEach(body::put);
        return new HttpResponse(
                code instanceof SignatureError ? FORBIDDEN : code.status(),
                Headers.of(
                        "x-amzn-requestid", requestId, "x-amzn-errortype", code.code(), "content-type", CONTENT_TYPE),
                new HttpResponse.Bytes(body.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
