package dev.postern.wire.s3;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.codec.RestFields;
import dev.postern.wire.codec.Shape;
import dev.postern.wire.codec.XmlDecoder;
import dev.postern.wire.codec.XmlEncoder;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * S3's requests and answers as SDK types.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">restXml</a>
 */
public final class RestXml {
    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final byte[] NO_BODY = new byte[0];

    /** S3 writes milliseconds and knows seconds: a list tells the time that {@code Last-Modified} tells. */
    private static final XmlEncoder ENCODER = new XmlEncoder(true, Set.of("CreationDate", "Initiated", "LastModified"));

    private static final ReadDocuments READ = new ReadDocuments();

    /** Root elements that are not the name of the payload; the SDK does not know them since it reads past them. */
    private static final Map<String, String> ROOTS = Map.ofEntries(
            Map.entry("CompleteMultipartUploadResponse", "CompleteMultipartUploadResult"),
            Map.entry("CreateMultipartUploadResponse", "InitiateMultipartUploadResult"),
            Map.entry("DeleteObjectsResponse", "DeleteResult"),
            Map.entry("GetBucketAccelerateConfigurationResponse", "AccelerateConfiguration"),
            Map.entry("GetBucketAclResponse", "AccessControlPolicy"),
            Map.entry("GetBucketCorsResponse", "CORSConfiguration"),
            Map.entry("GetBucketLifecycleConfigurationResponse", "LifecycleConfiguration"),
            Map.entry("GetBucketLocationResponse", "LocationConstraint"),
            Map.entry("GetBucketLoggingResponse", "BucketLoggingStatus"),
            Map.entry("GetBucketNotificationConfigurationResponse", "NotificationConfiguration"),
            Map.entry("GetBucketRequestPaymentResponse", "RequestPaymentConfiguration"),
            Map.entry("GetBucketTaggingResponse", "Tagging"),
            Map.entry("GetBucketVersioningResponse", "VersioningConfiguration"),
            Map.entry("GetBucketWebsiteResponse", "WebsiteConfiguration"),
            Map.entry("GetObjectAclResponse", "AccessControlPolicy"),
            Map.entry("GetObjectAttributesResponse", "GetObjectAttributesResponse"),
            Map.entry("GetObjectTaggingResponse", "Tagging"),
            Map.entry("ListBucketsResponse", "ListAllMyBucketsResult"),
            Map.entry("ListMultipartUploadsResponse", "ListMultipartUploadsResult"),
            Map.entry("ListObjectVersionsResponse", "ListVersionsResult"),
            Map.entry("ListObjectsResponse", "ListBucketResult"),
            Map.entry("ListObjectsV2Response", "ListBucketResult"),
            Map.entry("ListPartsResponse", "ListPartsResult"));

    private RestXml() {}

    /** As {@link #decode(SdkBuilder, HttpRequest, S3Address, byte[])}, for requests whose body is none or streams. */
    public static <T> T decode(SdkBuilder<?, T> builder, HttpRequest request, S3Address address) {
        return decode(builder, request, address, NO_BODY);
    }

    /**
     * Fills a request's builder from headers, query, address and body, and builds it.
     *
     * @param body read in full; empty where there is none
     * @throws ApiException {@code MalformedXML} or {@code InvalidArgument}
     */
    public static <T> T decode(SdkBuilder<?, T> builder, HttpRequest request, S3Address address, byte[] body) {
        SdkPojo pojo = (SdkPojo) builder;
        try {
            Parameters query = request.queryString().parameters();
            for (SdkField<?> field : Shape.of(pojo).fields()) {
                switch (field.location()) {
                    case PATH, GREEDY_PATH -> {
                        if (field.locationName().equals("Bucket")) {
                            address.bucket().ifPresent(bucket -> field.set(pojo, bucket));
                        } else if (field.locationName().equals("Key")) {
                            address.key().ifPresent(key -> field.set(pojo, key));
                        }
                    }
                    case QUERY_PARAM ->
                        query.find(field.locationName())
                                .filter(text -> !text.isEmpty() || isText(field))
                                .ifPresent(text -> RestFields.set(field, pojo, text));
                    case HEADER -> RestFields.setFromHeaders(field, pojo, request.headers());
                    case PAYLOAD, STATUS_CODE -> {}
                }
            }
            if (body.length > 0) {
                decodePayload(pojo, body);
            }
        } catch (InvalidValueException e) {
            throw invalid(e);
        }
        return builder.build();
    }

    private static boolean isText(SdkField<?> field) {
        return field.marshallingType().getTargetClass() == String.class;
    }

    private static void decodePayload(SdkPojo pojo, byte[] body) {
        SdkField<?> payload = Shape.of(pojo).payload().orElse(null);
        if (payload == null) {
            return;
        }
        switch (payload.marshallingType().getKnownType()) {
            case STRING -> payload.set(pojo, new String(body, StandardCharsets.UTF_8));
            case SDK_BYTES -> payload.set(pojo, SdkBytes.fromByteArrayUnsafe(body));
            default -> {
                SdkPojo nested = payload.constructor().get();
                try {
                    XmlDecoder.decode(new ByteArrayInputStream(body), payload.locationName(), nested);
                } catch (InvalidValueException e) {
                    throw e.kind() == InvalidValueException.Kind.NOT_SERVED ? notServed(e.name()) : malformed();
                } catch (XMLStreamException e) {
                    throw malformed();
                }
                payload.set(pojo, Shape.build(nested));
            }
        }
    }

    /** Whether a body is an element that holds nothing. */
    public static boolean isBare(byte[] body) {
        try {
            return XmlDecoder.isBare(new ByteArrayInputStream(body));
        } catch (XMLStreamException e) {
            return false;
        }
    }

    /** The error for a body that is not the XML which the operation asks for. */
    public static ApiException malformed() {
        return new ApiException(
                S3ProtocolError.MALFORMED_XML,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    private static ApiException notServed(String element) {
        return new ApiException(
                S3ProtocolError.NOT_IMPLEMENTED,
                "A header you provided implies functionality that is not implemented",
                Map.of("Element", element));
    }

    private static ApiException invalid(InvalidValueException e) {
        if (e.kind() == InvalidValueException.Kind.NOT_AN_INTEGER) {
            return new ApiException(
                    S3ProtocolError.INVALID_ARGUMENT,
                    "Provided " + e.name() + " not an integer or within integer range",
                    Map.of("ArgumentName", e.name(), "ArgumentValue", e.value()));
        }
        return new ApiException(
                S3ProtocolError.INVALID_ARGUMENT,
                "Invalid Argument",
                Map.of("ArgumentName", e.name(), "ArgumentValue", e.value()));
    }

    /** The answer that an SDK response stands for; headers of the request's id are the gateway's to add. */
    public static HttpResponse encode(int status, SdkPojo response) {
        Headers.Builder headers = Headers.builder();
        headers(headers, response);
        Shape shape = Shape.of(response);
        SdkField<?> payload = shape.payload().orElse(null);
        String root = ROOTS.get(response.getClass().getSimpleName());
        if (root == null && payload == null) {
            if (shape.bodyFields().isEmpty()) {
                return HttpResponse.empty(status, headers.build());
            }
            root = response.getClass().getSimpleName().replaceFirst("Response$", "Result");
        }
        byte[] body;
        if (payload == null) {
            XmlWriter xml = XmlWriter.document().open(String.valueOf(root), "xmlns", NAMESPACE);
            ENCODER.fields(xml, response);
            body = xml.close(String.valueOf(root)).toBytes();
            headers.add("content-type", "application/xml");
        } else {
            body = payload(headers, payload, response);
        }
        return new HttpResponse(status, headers.build(), new HttpResponse.Bytes(body));
    }

    /** A structure as a document of its own, to be kept and answered as it is. */
    public static String document(String root, SdkPojo structure) {
        XmlWriter xml = XmlWriter.document().open(root, "xmlns", NAMESPACE);
        ENCODER.fields(xml, structure);
        return xml.close(root).toString();
    }

    /** Reads what {@link #document} wrote; what was read lately is not read again. */
    public static <T> T read(String document, String root, SdkBuilder<?, T> builder) {
        return READ.get(root, document, () -> decode(document, root, builder));
    }

    private static <T> T decode(String document, String root, SdkBuilder<?, T> builder) {
        try {
            XmlDecoder.decode(
                    new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), root, (SdkPojo) builder);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("this was written here: " + root, e);
        }
        return builder.build();
    }

    /** The answer that a kept document is. */
    public static HttpResponse answer(String document) {
        return HttpResponse.of(200, Headers.of("content-type", "application/xml"), document);
    }

    private static byte[] payload(Headers.Builder headers, SdkField<?> payload, SdkPojo response) {
        Object value = Shape.valueOf(payload, response);
        String root = payload.unmarshallLocationName();
        if (value instanceof SdkPojo nested) {
            headers.add("content-type", "application/xml");
            XmlWriter xml = XmlWriter.document().open(root, "xmlns", NAMESPACE);
            ENCODER.fields(xml, nested);
            return xml.close(root).toBytes();
        }
        if (root.equals("LocationConstraint")) {
            headers.add("content-type", "application/xml");
            XmlWriter xml = XmlWriter.document().open(root, "xmlns", NAMESPACE);
            return xml.text(value == null ? "" : value.toString()).close(root).toBytes();
        }
        if (value instanceof String text) {
            headers.add("content-type", "application/json"); // a bucket policy
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return value instanceof SdkBytes bytes ? bytes.asByteArray() : NO_BODY;
    }

    /** Adds the fields of an SDK response that travel as headers; Content-Length is the transport's. */
    public static void headers(Headers.Builder headers, SdkPojo response) {
        RestFields.addHeaders(headers, response);
    }
}
