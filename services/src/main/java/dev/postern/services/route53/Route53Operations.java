package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import software.amazon.awssdk.services.route53.Route53Client;

/** What the groups of Route 53's operations share: how they read and change the cloud. */
interface Route53Operations extends Route53Client {
    Cloud cloud();

    default <R> R read(Function<Route53Call, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new Route53Call(snapshot, context)));
    }

    default <R> R commit(Function<Route53Call, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new Route53Call(snapshot, context)));
    }

    static <R> Outcome<R> outcome(Change change, R response) {
        return new Outcome<>(change, response);
    }
}
