package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import software.amazon.awssdk.core.SdkPojo;

/** One of the protocols in which an operation's name, parameters and result travel. */
public sealed interface Protocol permits Ec2Query, AwsQuery, AwsJson, AwsRestJson, AwsRestXml {
    /** The name of the operation, from a request whose body was read; for logs it is asked even if decoding fails. */
    String operationName(HttpRequest request, byte[] body);

    /**
     * Reads a call.
     *
     * @throws ApiException in AWS's words, if the operation does not exist or its parameters are wrong
     */
    Call decode(HttpRequest request, byte[] body, OperationTable operations);

    HttpResponse encode(Call call, SdkPojo response, String requestId);

    HttpResponse error(ApiException error, String requestId);

    /** How long the body of a request may be. */
    default int bodyBytesMax() {
        return 1 << 20;
    }
}
