package dev.postern.services.kms;

import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.keyring.KeyException;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;

/** What the groups of KMS's operations share: how they read and change the cloud. */
interface KmsOperations extends KmsClient {
    Cloud cloud();

    Authorizer authorizer();

    default <R> R read(Function<KmsCall, R> handler) {
        RequestContext context = RequestContext.current();
        return told(() -> cloud().read(snapshot -> handler.apply(new KmsCall(snapshot, context))));
    }

    default <R> R commit(Function<KmsCall, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return told(() -> cloud().commit(snapshot -> handler.apply(new KmsCall(snapshot, context))));
    }

    private static <R> R told(Supplier<R> handler) {
        try {
            return handler.get();
        } catch (KeyException e) {
            KmsError error = switch (e.kind()) {
                case INVALID_ARN -> KmsError.INVALID_ARN;
                case NOT_FOUND -> KmsError.NOT_FOUND;
                case DISABLED -> KmsError.DISABLED;
                case INVALID_USAGE -> KmsError.INVALID_KEY_USAGE;
                case INVALID_STATE -> KmsError.INVALID_STATE;
            };
            throw error.of(e.text());
        }
    }

    /** Ends a request that was only to be tried. */
    static void refuseDryRun(@Nullable Boolean dryRun) {
        if (Boolean.TRUE.equals(dryRun)) {
            throw KmsError.DRY_RUN.of("The request would have succeeded, but the DryRun option is set.");
        }
    }
}
