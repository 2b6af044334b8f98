package dev.postern.services.ec2;

import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Request;

/**
 * How every operation meets the cloud: a pure function of the call and the request, for reading or for a commit. The
 * operations themselves are the overridden methods of the subclasses; each names the noun's class that decides.
 */
abstract class AbstractOperations implements Ec2Client {
    private final Cloud cloud;
    private final Quotas quotas;

    AbstractOperations(Cloud cloud, Quotas quotas) {
        this.cloud = cloud;
        this.quotas = quotas;
    }

    final <Q extends Ec2Request, R> R read(Q request, BiFunction<Call, Q, R> handler) {
        refuseDryRun(request);
        RequestContext context = RequestContext.current();
        return cloud.read(snapshot -> handler.apply(new Call(snapshot, context, quotas), request));
    }

    final <Q extends Ec2Request, R> R commit(Q request, BiFunction<Call, Q, Outcome<R>> handler) {
        refuseDryRun(request);
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> handler.apply(new Call(snapshot, context, quotas), request));
    }

    /** A dry run that came so far was authorized, which is all that it asks. */
    private static void refuseDryRun(Ec2Request request) {
        if (request.getValueForField("DryRun", Boolean.class).orElse(false)) {
            throw Ec2Error.DRY_RUN.of();
        }
    }

    @Override
    public final String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public final void close() {
        // The cloud belongs to whoever made it.
    }
}
