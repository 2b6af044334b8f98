package dev.postern.services.ec2.call;

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
 * operations themselves are methods of the SDK's interface that the interfaces of the packages override; each names the noun's
 * class that decides.
 */
public interface Ec2Operations extends Ec2Client {
    Cloud cloud();

    Host host();

    Quotas quotas();

    default <Q extends Ec2Request, R> R read(Q request, BiFunction<Ec2Call, Q, R> handler) {
        ListLimits.check(request);
        RequestContext context = RequestContext.current();
        if (isDryRun(request)) {
            rehearse(context, call -> handler.apply(call, request));
        }
        return cloud().read(snapshot -> handler.apply(new Ec2Call(snapshot, context, quotas()), request));
    }

    default <Q extends Ec2Request, R> R commit(Q request, BiFunction<Ec2Call, Q, Outcome<R>> handler) {
        ListLimits.check(request);
        RequestContext context = RequestContext.current();
        if (isDryRun(request)) {
            rehearse(context, call -> handler.apply(call, request));
        }
        return cloud().commit(snapshot -> handler.apply(new Ec2Call(snapshot, context, quotas()), request));
    }

    private static boolean isDryRun(Ec2Request request) {
        return request.getValueForField("DryRun", Boolean.class).orElse(false);
    }

    /**
     * Answers a dry run, which was authorized when it came so far: handlers are pure, so that running one and forgetting what it
     * would change tells what is wrong with the request itself. In which state things are a dry run does not look at.
     */
    private void rehearse(RequestContext context, Function<Ec2Call, ?> handler) {
        try {
            Object _ = cloud().read(snapshot -> handler.apply(new Ec2Call(snapshot, context, quotas())));
        } catch (ApiException e) {
            if (Ec2Error.isOfTheRequest(e.error().code())) {
                throw e;
            }
        }
        throw Ec2Error.DRY_RUN.of();
    }
}
