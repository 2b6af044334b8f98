package dev.postern.wire.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The answer of a service that is not here: by its name, in the protocol in which it was asked and in that protocol's form
 * of errors, so that clients show it. Its status is not one after which clients try again.
 */
public final class NotServed {
    private static final String CODE = "NotImplemented";
    private static final int STATUS = 501;

    private NotServed() {}

    /**
     * The answer to a request for a service that is not served.
     *
     * @param name with which the request is signed
     * @param body the request's, as far as it was read
     */
    public static HttpResponse answer(String name, HttpRequest request, byte[] body, String requestId) {
        List<AwsService> known = candidates(name, request, body);
        String text = "Postern does not serve " + title(name, known) + ".";
        Headers headers = request.headers();
        String type = headers.first("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (headers.first("smithy-protocol").orElse("").equals("rpc-v2-cbor")) {
            return cbor(text, requestId);
        }
        if (headers.first("x-amz-target").isPresent()) {
            return json(
                    type.startsWith("application/x-amz-json") ? type : "application/x-amz-json-1.1", text, requestId);
        }
        boolean form = type.startsWith("application/x-www-form-urlencoded")
                || request.queryString().find("Action").isPresent();
        if (form || known.stream().anyMatch(service -> service.protocol().equals("rest-xml"))) {
            return xml(namespace(known), text, requestId);
        }
        return json("application/json", text, requestId);
    }

    /** Those of a name that the request can mean; where it does not say which, all. */
    private static List<AwsService> candidates(String name, HttpRequest request, byte[] body) {
        List<AwsService> all = AwsService.signedAs(name);
        if (name.equals("s3")) {
            return narrowed(all, service -> service.title().equals("AWS S3 Control"));
        }
        String target = request.headers().first("x-amz-target").orElse("");
        String version = QueryForm.find(request, body, "Version").orElse("");
        List<AwsService> targeted =
                narrowed(all, service -> !service.target().isEmpty() && target.startsWith(service.target() + "."));
        return narrowed(targeted, service -> service.version().equals(version));
    }

    private static List<AwsService> narrowed(List<AwsService> all, Predicate<AwsService> wanted) {
        List<AwsService> some = all.stream().filter(wanted).toList();
        return some.isEmpty() ? all : some;
    }

    private static String title(String name, List<AwsService> known) {
        List<String> titles = known.stream().map(AwsService::title).distinct().toList();
        return titles.size() == 1 ? titles.getFirst() + " (" + name + ")" : "the service " + name;
    }

    private static String namespace(List<AwsService> known) {
        return known.stream()
                .map(AwsService::namespace)
                .filter(namespace -> !namespace.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static HttpResponse json(String contentType, String text, String requestId) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("__type", CODE)
                .put("message", text)
                .toString();
        return new HttpResponse(
                STATUS,
                Headers.of("x-amzn-requestid", requestId, "x-amzn-errortype", CODE, "content-type", contentType),
                new HttpResponse.Bytes(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpResponse xml(String namespace, String text, String requestId) {
        XmlWriter xml = namespace.isEmpty()
                ? XmlWriter.document().open("ErrorResponse")
                : XmlWriter.document().open("ErrorResponse", "xmlns", namespace);
        xml.open("Error")
                .element("Type", "Sender")
                .element("Code", CODE)
                .element("Message", text)
                .close("Error")
                .element("RequestId", requestId);
        return new HttpResponse(
                STATUS,
                Ec2Query.XmlHeaders.of(requestId),
                new HttpResponse.Bytes(xml.close("ErrorResponse").toBytes()));
    }

    /** A map of two texts, in the few bytes of RFC 8949 that it needs. */
    private static HttpResponse cbor(String text, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xa2);
        for (String part : List.of("__type", CODE, "message", text)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            out.write(0x79); // a text whose length follows in two bytes
            out.write(bytes.length >>> 8);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        return new HttpResponse(
                STATUS,
                Headers.of(
                        "x-amzn-requestid", requestId,
                        "smithy-protocol", "rpc-v2-cbor",
                        "content-type", "application/cbor"),
                new HttpResponse.Bytes(out.toByteArray()));
    }
}
