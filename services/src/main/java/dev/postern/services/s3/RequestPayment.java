package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;

/**
 * Buckets whose requesters pay: who is of another account says that they know it, or is refused.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html">Using Requester Pays buckets</a>
 */
final class RequestPayment {
    static final String NAME = "requestPayment";
    private static final String ROOT = "RequestPaymentConfiguration";
    private static final String PAYER = "x-amz-request-payer";
    private static final String REQUESTER = "requester";

    private RequestPayment() {}

    static String checked(RequestPaymentConfiguration configuration) {
        if (configuration.payer() == null || configuration.payer() == Payer.UNKNOWN_TO_SDK_VERSION) {
            throw S3Error.MALFORMED_XML.with();
        }
        return RestXml.document(ROOT, configuration);
    }

    static HttpResponse get(S3Call call) {
        Payer payer = requesterPays(call.bucket()) ? Payer.REQUESTER : Payer.BUCKET_OWNER;
        return RestXml.encode(
                200, GetBucketRequestPaymentResponse.builder().payer(payer).build());
    }

    private static boolean requesterPays(Bucket bucket) {
        return bucket.configuration(NAME)
                .filter(document -> RestXml.read(document, ROOT, RequestPaymentConfiguration.builder())
                                .payer()
                        == Payer.REQUESTER)
                .isPresent();
    }

    /** Whether the one who asks is charged for what they ask of a bucket. */
    private static boolean isCharged(S3Call call, Bucket bucket) {
        return !call.context().caller().accountId().equals(Optional.of(bucket.owner())) && requesterPays(bucket);
    }

    /** Refuses who does not say that they pay for the bucket that the call is about. */
    static void require(S3Call call) {
        asked(call).ifPresent(bucket -> require(call, bucket));
    }

    /** Refuses who does not say that they pay, which nobody can who does not sign. */
    static void require(S3Call call, Bucket bucket) {
        Optional<String> said = call.header(PAYER).or(() -> call.query().find(PAYER));
        if (isCharged(call, bucket) && (call.anonymous() || !said.equals(Optional.of(REQUESTER)))) {
            throw S3Error.ACCESS_DENIED.with();
        }
    }

    private static Optional<Bucket> asked(S3Call call) {
        return call.found().filter(bucket -> call.operation().needsBucket());
    }

    static HttpResponse charged(S3Call call, HttpResponse response) {
        return asked(call).filter(bucket -> isCharged(call, bucket)).isPresent()
                ? new HttpResponse(
                        response.status(),
                        response.headers().with("x-amz-request-charged", REQUESTER),
                        response.payload())
                : response;
    }
}
