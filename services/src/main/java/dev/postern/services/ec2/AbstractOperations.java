package dev.postern.services.ec2;

import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.function.BiFunction;
import java.util.function.Function;
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
        RequestContext context = RequestContext.current();
        if (isDryRun(request)) {
            rehearse(context, call -> handler.apply(call, request));
        }
        return cloud.read(snapshot -> handler.apply(new Call(snapshot, context, quotas), request));
    }

    final <Q extends Ec2Request, R> R commit(Q request, BiFunction<Call, Q, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        if (isDryRun(request)) {
            rehearse(context, call -> handler.apply(call, request));
        }
        return cloud.commit(snapshot -> handler.apply(new Call(snapshot, context, quotas), request));
    }

    private static boolean isDryRun(Ec2Request request) {
        return request.getValueForField("DryRun", Boolean.class).orElse(false);
    }

    /**
     * Answers a dry run, which was authorized when it came so far: handlers are pure, so that running one and forgetting what it
     * would change tells what is wrong with the request itself. In which state things are a dry run does not look at.
     */
    private void rehearse(RequestContext context, Function<Call, ?> handler) {
        try {
            Object _ = cloud.read(snapshot -> handler.apply(new Call(snapshot, context, quotas)));
        } catch (ApiException e) {
            if (Ec2Error.isOfTheRequest(e.error().code())) {
                throw e;
            }
        }
        throw Ec2Error.DRY_RUN.of();
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
