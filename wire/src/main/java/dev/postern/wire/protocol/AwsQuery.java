package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.codec.QueryDecoder;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.codec.XmlEncoder;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The query protocol of IAM, STS, Elastic Load Balancing and others.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">awsQuery</a>
 */
public final class AwsQuery implements Protocol {
    private final String namespace;
    private final String version;
    private final QueryDecoder decoder = new QueryDecoder(false);
    private final XmlEncoder encoder = new XmlEncoder(false);

    /**
     * The protocol of one service.
     *
     * @param namespace of its answers, as {@code https://iam.amazonaws.com/doc/2010-05-08/}
     * @param version of its API, as {@code 2010-05-08}
     */
    public AwsQuery(String namespace, String version) {
        this.namespace = namespace;
        this.version = version;
    }

    public static AwsQuery iam() {
        return new AwsQuery("https://iam.amazonaws.com/doc/2010-05-08/", "2010-05-08");
    }

    public static AwsQuery sns() {
        return new AwsQuery("http://sns.amazonaws.com/doc/2010-03-31/", "2010-03-31");
    }

    public static AwsQuery sts() {
        return new AwsQuery("https://sts.amazonaws.com/doc/2011-06-15/", "2011-06-15");
    }

    /** Version 2, which has load balancers of types. */
    public static AwsQuery elasticLoadBalancing() {
        return new AwsQuery("http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/", "2015-12-01");
    }

    @Override
    public String operationName(HttpRequest request, byte[] body) {
        return QueryForm.action(request, body);
    }

    @Override
    public Call decode(HttpRequest request, byte[] body, OperationTable operations) {
        try {
            Parameters parameters = QueryForm.parameters(request, body);
            String action = parameters
                    .find("Action")
                    .orElseThrow(() -> new ApiException(CommonError.MISSING_ACTION, "Missing Action"));
            Operation operation = operations
                    .find(action)
                    .orElseThrow(() -> new ApiException(
                            CommonError.INVALID_ACTION,
                            "Could not find operation " + action + " for version "
                                    + parameters.find("Version").orElse(version)));
            SdkPojo builder = operation.newRequest();
            decoder.decode(parameters, QueryForm.NOT_OF_THE_REQUEST, builder);
            SdkPojo decoded = (SdkPojo) Shape.build(builder);
            Validation.require(operations.model().violations(action, decoded), ProtocolError.VALIDATION_ERROR);
            return new Call(operation, decoded);
        } catch (InvalidValueException e) {
            if (e.kind() == InvalidValueException.Kind.NOT_SERVED) {
                throw new ApiException(
                        ProtocolError.VALIDATION_ERROR, "The parameter " + e.name() + " is not supported.");
            }
            throw new ApiException(
                    ProtocolError.MALFORMED_INPUT, "Invalid value for parameter " + e.name() + ": " + e.value());
        }
    }

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        String name = call.operation().name();
        XmlWriter xml = XmlWriter.document().open(name + "Response", "xmlns", namespace);
        if (call.operation().hasEmptyResult() || !Shape.of(response).fields().isEmpty()) {
            xml.open(name + "Result");
            encoder.fields(xml, response);
            xml.close(name + "Result");
        }
        return answer(xml, name, requestId);
    }

    /** The answer of an operation that has no result. */
    public HttpResponse empty(String operation, String requestId) {
        XmlWriter xml = XmlWriter.document().open(operation + "Response", "xmlns", namespace);
        return answer(xml, operation, requestId);
    }

    private static HttpResponse answer(XmlWriter xml, String operation, String requestId) {
        xml.open("ResponseMetadata").element("RequestId", requestId).close("ResponseMetadata");
        return new HttpResponse(
                200,
                Ec2Query.XmlHeaders.of(requestId),
                new HttpResponse.Bytes(xml.close(operation + "Response").toBytes()));
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        return new HttpResponse(
                error.error().status(),
                Ec2Query.XmlHeaders.of(requestId),
                new HttpResponse.Bytes(ErrorResponse.of(error, namespace, requestId)));
    }
}
