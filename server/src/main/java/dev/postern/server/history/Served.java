package dev.postern.server.history;

import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.S3Address;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request whose sender is known, once it is answered: the one record from which refusals and events are kept.
 *
 * @param sequence of the newest snapshot when it was answered
 * @param accessKeyId with what it was signed; empty for nobody
 * @param action as {@code ec2:DescribeVpcs}, for {@code why --last}
 * @param bytes how much of memory it keeps, about
 * @param status of the answer
 * @param error AWS's code; empty where it was done
 * @param text AWS's words
 * @param decision against it, where policies refused
 */
public record Served(
        long sequence,
        RequestContext context,
        String accessKeyId,
        String action,
        Asked asked,
        long bytes,
        int status,
        String error,
        String text,
        Optional<Decision> decision) {
    /** What was asked for. */
    public sealed interface Asked {
        /**
         * An operation of a service that travels whole.
         *
         * @param service as signatures have it
         * @param request if it could be read
         */
        record Operation(String service, String name, Optional<SdkPojo> request, Optional<SdkPojo> response)
                implements Asked {}

        /**
         * Something of S3.
         *
         * @param answer once there is one that S3 wrote itself
         */
        record OfS3(HttpRequest request, S3Address address, Optional<Answer> answer) implements Asked {
            /** What is remembered of an answer: its body may be large. */
            public record Answer(Headers headers, long length) {}
        }

        /** No operation that there is. */
        record Unknown() implements Asked {}
    }
}
