package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.XmlWriter;

/** The document {@code ErrorResponse}, by which services of the AWS Query protocol, and Route 53, tell of errors. */
final class ErrorResponse {
    private static final int SERVERS_FAULT = 500;

    private ErrorResponse() {}

    static byte[] of(ApiException error, String namespace, String requestId) {
        XmlWriter xml = XmlWriter.document()
                .open("ErrorResponse", "xmlns", namespace)
                .open("Error")
                .element("Type", error.error().status() >= SERVERS_FAULT ? "Receiver" : "Sender")
                .element("Code", error.error().code())
                .element("Message", error.text());
        error.details().forEach(xml::element);
        return xml.close("Error")
                .element("RequestId", requestId)
                .close("ErrorResponse")
                .toBytes();
    }
}
