package dev.postern.services.sns;

import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import software.amazon.awssdk.services.sns.SnsClient;

/** What the groups of SNS's operations share: how they read and change the cloud, and who sends. */
interface SnsOperations extends SnsClient {
    Cloud cloud();

    Dispatch dispatch();

    default <R> R read(Function<SnsCall, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new SnsCall(snapshot, context)));
    }

    default <R> R commit(Function<SnsCall, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new SnsCall(snapshot, context)));
    }
}
