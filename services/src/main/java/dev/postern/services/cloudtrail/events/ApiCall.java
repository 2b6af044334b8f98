package dev.postern.services.cloudtrail.events;

import dev.postern.model.AccountId;
import dev.postern.model.request.RequestContext;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request that a service answered.
 *
 * @param accessKeyId with what it was signed; empty for nobody
 * @param service as signatures have it, {@code ec2}
 * @param operation {@code CreateVpc}
 * @param response where the operation answered
 * @param error AWS's code; empty where it was done
 * @param text AWS's words for the error
 * @param owner of the bucket that a request to S3 is about
 */
public record ApiCall(
        RequestContext context,
        String accessKeyId,
        String service,
        String operation,
        Said said,
        Optional<SdkPojo> response,
        String error,
        String text,
        Optional<AccountId> owner) {}
