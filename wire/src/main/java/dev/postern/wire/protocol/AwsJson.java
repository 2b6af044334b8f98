package dev.postern.wire.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.JsonCodec;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The JSON protocols 1.0 and 1.1: the operation in {@code X-Amz-Target}, JSON both ways.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">awsJson1_1</a>
 */
public final class AwsJson implements Protocol {
    private final String contentType;

    /**
     * The protocol of one service.
     *
     * @param version {@code 1.0} or {@code 1.1}
     */
    public AwsJson(String version) {
        this.contentType = "application/x-amz-json-" + version;
    }

    @Override
    public String operationName(HttpRequest request, byte[] body) {
        String target = request.headers().first("x-amz-target").orElse("");
        return target.substring(target.lastIndexOf('.') + 1);
    }

    @Override
    public Call decode(HttpRequest request, byte[] body, OperationTable operations) {
        String name = operationName(request, body);
        Operation operation =
                operations.find(name).orElseThrow(() -> new ApiException(ProtocolError.UNKNOWN_OPERATION, ""));
        SdkPojo builder = operation.newRequest();
        try {
            JsonCodec.decode(body, builder);
        } catch (JsonProcessingException | InvalidValueException e) {
            throw new ApiException(ProtocolError.SERIALIZATION, "");
        }
        SdkPojo decoded = (SdkPojo) Shape.build(builder);
        Validation.require(operations.model().violations(name, decoded), ProtocolError.VALIDATION_EXCEPTION);
        return new Call(operation, decoded);
    }

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        return new HttpResponse(200, headers(requestId), new HttpResponse.Bytes(JsonCodec.encode(response)));
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("__type", error.error().code());
        body.put("message", error.text());
        error.details().forEach(body::put);
        return new HttpResponse(
                error.error().status(),
                headers(requestId),
                new HttpResponse.Bytes(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private Headers headers(String requestId) {
        return Headers.of("x-amzn-requestid", requestId, "content-type", contentType);
    }
}
