package dev.postern.services.s3;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.QueryString;
import dev.postern.wire.s3.FormUpload;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.sigv4.UrlSignatureV2;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One request, as far as every operation looks at it.
 *
 * @param found the bucket that the address names, if it exists
 * @param point the access point through which it comes
 */
record S3Call(
        HttpRequest request,
        S3Address address,
        Parameters query,
        S3Operation operation,
        RequestContext context,
        Snapshot snapshot,
        Optional<Bucket> found,
        Optional<AccessPoint> point) {
    private static final int XML_BYTES_MAX = 2 << 20;

    String bucketName() {
        return address.bucket().orElse("");
    }

    /** The bucket; only operations on existing buckets are called with one. */
    Bucket bucket() {
        return found.orElseThrow(() -> S3Error.NO_SUCH_BUCKET.with("BucketName", bucketName()));
    }

    /** The same if it came through another access point, or through none: as what is copied is asked for. */
    S3Call through(Optional<AccessPoint> another) {
        return new S3Call(request, address, query, operation, context, snapshot, found, another);
    }

    String key() {
        return address.key().orElse("");
    }

    String bucketArn() {
        return "arn:aws:s3:::" + bucketName();
    }

    String objectArn() {
        return bucketArn() + "/" + key();
    }

    /** The action of IAM that the request is. */
    String action() {
        boolean version = operation.level() == S3Operation.Level.OBJECT
                && query.find("versionId").isPresent();
        return version ? operation.versionAction() : operation.action();
    }

    boolean anonymous() {
        return context.caller() instanceof Caller.Anonymous;
    }

    /** Whether it is a URL or a form that was signed by version 2, whose signature names no Region. */
    boolean signedByV2() {
        boolean oldForm = request.body() instanceof FormUpload form
                && form.field("x-amz-algorithm").isEmpty();
        return !anonymous() && (oldForm || UrlSignatureV2.isIn(request.queryString()));
    }

    Optional<String> header(String name) {
        return request.headers().first(name);
    }

    /** A query parameter that must be a whole number within bounds. */
    int number(String name, int otherwise, int min, int max) {
        Optional<String> text = query.find(name).filter(t -> !t.isEmpty());
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= Integer.MAX_VALUE) {
                return (int) Math.min(value, max);
            }
        } catch (NumberFormatException e) {
            throw S3Error.argument("Provided " + name + " not an integer or within integer range", name, text.get());
        }
        throw S3Error.argument(
                "Argument " + name + " must be an integer between " + min + " and " + Integer.MAX_VALUE,
                name,
                text.get());
    }

    /** The request as the SDK's type, without a body. */
    <T> T decode(SdkBuilder<?, T> builder) {
        return RestXml.decode(builder, request, address);
    }

    /** The request as the SDK's type, with its XML body. */
    <T> T decodeBody(SdkBuilder<?, T> builder) {
        return decodeBody(builder, smallBody());
    }

    /** The same where the body was read already. */
    <T> T decodeBody(SdkBuilder<?, T> builder, byte[] body) {
        if (body.length == 0) {
            throw S3Error.MISSING_REQUEST_BODY.with();
        }
        return RestXml.decode(builder, request, address, body);
    }

    /** A body that has to be read in full. */
    byte[] smallBody() {
        ChecksumRules.requireWellFormedMd5(request);
        try (InputStream in = request.body().open()) {
            byte[] body = in.readNBytes(XML_BYTES_MAX + 1);
            if (body.length > XML_BYTES_MAX) {
                throw S3Error.MALFORMED_XML.with();
            }
            return body;
        } catch (EOFException e) {
            throw S3Error.INCOMPLETE_BODY.with();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Parameters parameters(HttpRequest request) {
        return parameters(request.queryString());
    }

    /** What a text says that is written as a query is. */
    static Parameters parameters(QueryString query) {
        try {
            return query.parameters();
        } catch (InvalidValueException e) {
            throw S3Error.INVALID_REQUEST.said("Too many query parameters");
        }
    }
}
