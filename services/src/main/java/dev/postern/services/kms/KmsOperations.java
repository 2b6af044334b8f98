package dev.postern.services.kms;

import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;

/** What the groups of KMS's operations share: how they read and change the cloud. */
interface KmsOperations extends KmsClient {
    Cloud cloud();

    Authorizer authorizer();

    default <R> R read(Function<KmsCall, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new KmsCall(snapshot, context)));
    }

    default <R> R commit(Function<KmsCall, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new KmsCall(snapshot, context)));
    }

    /** Ends a request that was only to be tried. */
    static void refuseDryRun(@Nullable Boolean dryRun) {
        if (Boolean.TRUE.equals(dryRun)) {
            throw KmsError.DRY_RUN.of("The request would have succeeded, but the DryRun option is set.");
        }
    }
}
