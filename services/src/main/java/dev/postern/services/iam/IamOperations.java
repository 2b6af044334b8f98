package dev.postern.services.iam;

import dev.postern.model.Change;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import software.amazon.awssdk.services.iam.IamClient;

/** What the groups of IAM's operations share: how they read and change the cloud. */
interface IamOperations extends IamClient {
    Cloud cloud();

    default <R> R read(Function<IamCall, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new IamCall(snapshot, context)));
    }

    default <R> R commit(Function<IamCall, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new IamCall(snapshot, context)));
    }

    static <R> Outcome<R> outcome(Change change, R response) {
        return new Outcome<>(change, response);
    }
}
