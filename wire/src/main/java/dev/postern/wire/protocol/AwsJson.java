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
import java.util.List;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The JSON protocols 1.0 and 1.1: the operation in {@code X-Amz-Target}, JSON both ways.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">awsJson1_1</a>
 */
public final class AwsJson implements Protocol {
    private final String contentType;
    private final boolean dynamoDb;
    private final boolean organizations;

    /**
     * The protocol of one service.
     *
     * @param version {@code 1.0} or {@code 1.1}
     */
    public AwsJson(String version) {
        this(version, false, false);
    }

    private AwsJson(String version, boolean dynamoDb, boolean organizations) {
        this.contentType = "application/x-amz-json-" + version;
        this.dynamoDb = dynamoDb;
        this.organizations = organizations;
    }

    /** DynamoDB's: a checksum comes with each answer, and the types of errors have their whole names. */
    public static AwsJson dynamoDb() {
        return new AwsJson("1.0", true, false);
    }

    /** That of Organizations, which has a word of its own for what is wrong with a request. */
    public static AwsJson organizations() {
        return new AwsJson("1.1", false, true);
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
        } catch (InvalidValueException e) {
            throw e.kind() == InvalidValueException.Kind.NOT_SERVED
                    ? new ApiException(
                            ProtocolError.VALIDATION_EXCEPTION, "The parameter " + e.name() + " is not supported.")
                    : new ApiException(ProtocolError.SERIALIZATION, "");
        } catch (JsonProcessingException e) {
            throw new ApiException(ProtocolError.SERIALIZATION, "");
        }
        SdkPojo decoded = (SdkPojo) Shape.build(builder);
        List<ServiceModel.Violation> violations = operations.model().violations(name, decoded);
        if (organizations) {
            OrganizationsErrors.require(violations);
        }
        Validation.require(violations, ProtocolError.VALIDATION_EXCEPTION);
        return new Call(operation, decoded);
    }

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        return response(200, JsonCodec.encode(response), requestId);
    }

    /** The answer of an operation that has no result. */
    public HttpResponse empty(String requestId) {
        return response(200, "{}".getBytes(StandardCharsets.UTF_8), requestId);
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        ObjectNode body = error.more().map(JsonCodec::tree).orElseGet(JsonNodeFactory.instance::objectNode);
        body.put(
                "__type",
                dynamoDb ? DynamoDbErrors.type(error.error()) : error.error().code());
        body.put("message", error.text());
        error.details().forEach(body::put);
        return response(error.error().status(), body.toString().getBytes(StandardCharsets.UTF_8), requestId);
    }

    /** A batch of DynamoDB may write 16 MB. */
    @Override
    public int bodyBytesMax() {
        return dynamoDb ? 17 << 20 : Protocol.super.bodyBytesMax();
    }

    private HttpResponse response(int status, byte[] body, String requestId) {
        if (!dynamoDb) {
            return new HttpResponse(
                    status,
                    Headers.of("x-amzn-requestid", requestId, "content-type", contentType),
                    new HttpResponse.Bytes(body));
        }
        CRC32 checksum = new CRC32();
        checksum.update(body);
        return new HttpResponse(
                status,
                Headers.of(
                        "x-amzn-requestid", requestId,
                        "x-amz-crc32", Long.toString(checksum.getValue()),
                        "content-type", contentType),
                new HttpResponse.Bytes(body));
    }
}
