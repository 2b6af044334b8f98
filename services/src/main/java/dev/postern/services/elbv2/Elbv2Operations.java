package dev.postern.services.elbv2;

import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** What the groups of Elastic Load Balancing's operations share: how they read and change the cloud. */
interface Elbv2Operations extends ElasticLoadBalancingV2Client {
    Cloud cloud();

    /** What probes have found by now. */
    Supplier<TargetHealth> health();

    default <R> R read(Function<Elbv2Call, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new Elbv2Call(snapshot, context)));
    }

    default <R> R commit(Function<Elbv2Call, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new Elbv2Call(snapshot, context)));
    }
}
