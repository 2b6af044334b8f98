package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.codec.QueryDecoder;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.codec.XmlEncoder;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * EC2's own protocol: parameters in a form, answers in XML.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html">Query requests</a>
 */
public final class Ec2Query implements Protocol {
    private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

    private final QueryDecoder decoder = new QueryDecoder(true);
    private final XmlEncoder encoder = new XmlEncoder(true);

    @Override
    public String operationName(HttpRequest request, byte[] body) {
        return QueryForm.action(request, body);
    }

    @Override
    public Call decode(HttpRequest request, byte[] body, OperationTable operations) {
        try {
            Parameters parameters = QueryForm.parameters(request, body);
            requireText(parameters);
            String action = parameters
                    .find("Action")
                    .orElseThrow(() -> new ApiException(
                            CommonError.MISSING_ACTION, "The request must contain the parameter Action"));
            Operation operation = operations
                    .find(action)
                    .orElseThrow(() -> new ApiException(
                            CommonError.INVALID_ACTION,
                            "The action " + action + " is not valid for this web service."));
            SdkPojo builder = operation.newRequest();
            decoder.decode(parameters, QueryForm.NOT_OF_THE_REQUEST, builder);
            SdkPojo decoded = (SdkPojo) Shape.build(builder);
            requireAll(operations.model().violations(action, decoded));
            return new Call(operation, decoded);
        } catch (InvalidValueException e) {
            throw inAwsWords(e);
        }
    }

    private static void requireAll(List<ServiceModel.Violation> violations) {
        for (ServiceModel.Violation violation : violations) {
            if (violation instanceof ServiceModel.Violation.Missing missing) {
                throw new ApiException(
                        ProtocolError.MISSING_PARAMETER,
                        "The request must contain the parameter " + missing.wireName());
            }
        }
    }

    /** Refuses characters that no answer could show again: answers are XML, which cannot carry them. */
    private static void requireText(Parameters parameters) {
        parameters.asMap().forEach((name, value) -> {
            if (!isText(name)) {
                throw new ApiException(ProtocolError.UNKNOWN_PARAMETER, "A parameter's name is not text");
            }
            if (!isText(value)) {
                throw new ApiException(
                        ProtocolError.INVALID_PARAMETER_VALUE,
                        "The value of the parameter " + name + " contains characters that are not allowed");
            }
        });
    }

    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = c >= ' ' ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static ApiException inAwsWords(InvalidValueException e) {
        return switch (e.kind()) {
            case NOT_SERVED ->
                new ApiException(
                        ProtocolError.UNSUPPORTED_OPERATION, "The parameter " + e.name() + " is not supported here.");
            case UNKNOWN_NAME ->
                new ApiException(ProtocolError.UNKNOWN_PARAMETER, "The parameter " + e.name() + " is not recognized");
            case NOT_AN_INTEGER ->
                new ApiException(
                        ProtocolError.INVALID_PARAMETER_VALUE,
                        "Invalid value '" + e.value() + "' for " + e.name() + ". Must be an integer");
            case TOO_DEEP, TOO_MANY ->
                new ApiException(CommonError.MALFORMED_QUERY_STRING, "The query string contains a syntax error");
            case NOT_A_NUMBER, NOT_A_BOOLEAN, NOT_A_TIMESTAMP, NOT_BASE64, NOT_A_LIST, NOT_A_STRUCTURE ->
                new ApiException(
                        ProtocolError.INVALID_PARAMETER_VALUE,
                        "Value (" + e.value() + ") for parameter " + e.name() + " is invalid.");
        };
    }

    @Override
    public HttpResponse encode(Call call, SdkPojo response, String requestId) {
        String root = call.operation().name() + "Response";
        XmlWriter xml = XmlWriter.document().open(root, "xmlns", NAMESPACE).element("requestId", requestId);
        SdkField<?> result = Shape.of(response).byResponseName("return");
        boolean unsaid = result != null && Shape.valueOf(result, response) == null;
        if (unsaid || Shape.of(response).fields().isEmpty()) {
            xml.element("return", "true"); // EC2 says so whenever there is nothing else to say
        }
        encoder.fields(xml, response);
        return new HttpResponse(
                200,
                XmlHeaders.of(requestId),
                new HttpResponse.Bytes(xml.close(root).toBytes()));
    }

    @Override
    public HttpResponse error(ApiException error, String requestId) {
        XmlWriter xml = XmlWriter.document()
                .open("Response")
                .open("Errors")
                .open("Error")
                .element("Code", error.error().code())
                .element("Message", error.text());
        error.details().forEach(xml::element);
        xml.close("Error").close("Errors").element("RequestID", requestId).close("Response");
        return new HttpResponse(
                error.error().status(), XmlHeaders.of(requestId), new HttpResponse.Bytes(xml.toBytes()));
    }

    /** The headers of an answer in XML. */
    static final class XmlHeaders {
        private XmlHeaders() {}

        static Headers of(String requestId) {
            return Headers.of("x-amzn-requestid", requestId, "content-type", "text/xml;charset=UTF-8");
        }
    }
}
