package dev.postern.services.cloudtrail;

import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;

/** What the groups of CloudTrail's operations share: how they read and change the cloud. */
interface CloudTrailOperations extends CloudTrailClient {
    Cloud cloud();

    Authorizer authorizer();

    EventHistory history();

    default <R> R read(Function<CloudTrailCall, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new CloudTrailCall(snapshot, context)));
    }

    default <R> R commit(Function<CloudTrailCall, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new CloudTrailCall(snapshot, context)));
    }
}
