package dev.postern.wire.s3;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * S3's errors.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses</a>
 */
public final class S3Errors {
    private S3Errors() {}

    /** The extended request id that belongs to a request id: opaque to clients, the same for the same request. */
    public static String hostId(String requestId) {
        return Base64.getEncoder()
                .encodeToString(("postern/" + requestId + "/" + requestId).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Writes an error for a request. What it is about is in elements of its own, as the documentation's {@code Resource} never
     * is in what S3 answers. HEAD and 304 carry no body, so that there the code is all in the status.
     *
     * @param requestId also the one of the headers, which the gateway adds to every answer of S3
     */
    public static HttpResponse encode(ApiException error, HttpRequest request, String requestId) {
        int status = error.error().status();
        if (status == 304 || error.error() == S3ProtocolError.BAD_REQUEST) {
            return HttpResponse.empty(status, Headers.NONE);
        }
        XmlWriter xml = XmlWriter.document()
                .open("Error")
                .element("Code", error.error().code())
                .element("Message", error.text());
        error.details().forEach(xml::element);
        byte[] body = xml.element("RequestId", requestId)
                .element("HostId", hostId(requestId))
                .close("Error")
                .toBytes();
        Headers headers = Headers.of("content-type", "application/xml");
        for (Map.Entry<String, String> more : error.headers().entrySet()) {
            headers = headers.with(more.getKey(), more.getValue());
        }
        return request.method().equals("HEAD")
                ? new HttpResponse(status, headers, new HttpResponse.HeadOnly(body.length))
                : new HttpResponse(status, headers, new HttpResponse.Bytes(body));
    }
}
