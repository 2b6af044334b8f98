package dev.postern.services.elbv2;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Index;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.acm.Certificate;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.request.RequestContext;
import dev.postern.services.fabric.Listing;
import dev.postern.wire.codec.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Request;

/** A request to Elastic Load Balancing at a moment of the cloud: the account's nouns, by the ARNs that requests name. */
record Elbv2Call(Snapshot snapshot, RequestContext context) {
    private static final int ITEMS_MAX = 400;
    private static final String CERTIFICATE = "certificate/";

    Scope scope() {
        return context.scope();
    }

    /** The same request once a change is made. */
    Elbv2Call after(Change change) {
        return new Elbv2Call(snapshot.apply(snapshot.sequence() + 1, change), context);
    }

    /** AWS keeps these times to the millisecond. */
    Instant now() {
        return context.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** An id as all nouns here have it: 16 hexadecimal digits. */
    String newId() {
        return context.ids().hex(16);
    }

    /** The account's entities of a class in the request's Region, ordered by key. */
    <E extends Entity> Collection<E> all(Class<E> kind) {
        return snapshot.all(kind).in(scope());
    }

    /** The account's entities under a key of an index. */
    <E extends Entity, K extends Comparable<? super K>> List<E> by(Index<E, K> index, K key) {
        return snapshot.by(index, key).values().stream()
                .filter(entity -> entity.scope().equals(scope()))
                .toList();
    }

    LoadBalancer loadBalancer(@Nullable String arn) {
        String key = key(arn, "loadbalancer/", "load balancer");
        return find(LoadBalancer.class, arn, key)
                .orElseThrow(() -> Elbv2Error.LOAD_BALANCER_NOT_FOUND.of("Load balancer '" + arn + "' not found"));
    }

    Optional<LoadBalancer> findLoadBalancer(String arn) {
        return find(LoadBalancer.class, arn, key(arn, "loadbalancer/", "load balancer"));
    }

    TargetGroup targetGroup(@Nullable String arn) {
        return findTargetGroup(arn)
                .orElseThrow(() -> Elbv2Error.TARGET_GROUP_NOT_FOUND.of("Target group '" + arn + "' not found"));
    }

    Optional<TargetGroup> findTargetGroup(@Nullable String arn) {
        return find(TargetGroup.class, arn, key(arn, "targetgroup/", "target group"));
    }

    Listener listener(@Nullable String arn) {
        return findListener(arn)
                .orElseThrow(() -> Elbv2Error.LISTENER_NOT_FOUND.of("Listener '" + arn + "' not found"));
    }

    Optional<Listener> findListener(@Nullable String arn) {
        return find(Listener.class, arn, key(arn, "listener/", "listener"));
    }

    List<Listener> listeners(LoadBalancer balancer) {
        return by(Indexes.LISTENERS_BY_BALANCER, balancer.key());
    }

    /** The balancer of a listener, which exists as long as the listener. */
    LoadBalancer balancer(Listener listener) {
        return snapshot.find(LoadBalancer.class, scope(), listener.balancer())
                .orElseThrow(() -> new IllegalStateException("a listener of nobody: " + listener.arn()));
    }

    /** The balancers that forward to a target group. */
    List<LoadBalancer> balancers(TargetGroup group) {
        return by(Indexes.LISTENERS_BY_TARGET_GROUP, group.key()).stream()
                .map(this::balancer)
                .distinct()
                .toList();
    }

    /** The ARN of a certificate of the account, if there is one. */
    Optional<String> certificate(@Nullable String arn) {
        return Optional.ofNullable(arn)
                .flatMap(Arn::parse)
                .map(Arn::resource)
                .filter(resource -> resource.startsWith(CERTIFICATE))
                .flatMap(
                        resource -> snapshot.find(Certificate.class, scope(), resource.substring(CERTIFICATE.length())))
                .map(certificate -> certificate.arn().toString())
                .filter(found -> found.equals(arn));
    }

    /** What an ARN of a kind says after the kind. */
    private static String key(@Nullable String arn, String kind, String noun) {
        return Optional.ofNullable(arn)
                .flatMap(Arn::parse)
                .filter(parsed -> parsed.service().equals("elasticloadbalancing")
                        && parsed.resource().startsWith(kind))
                .map(parsed -> parsed.resource().substring(kind.length()))
                .orElseThrow(() -> Elbv2Error.VALIDATION_ERROR.of("'" + arn + "' is not a valid " + noun + " ARN"));
    }

    /** Only what is the account's own, and of the Region: the whole ARN must be right. */
    private <E extends dev.postern.model.elbv2.Elbv2Resource> Optional<E> find(
            Class<E> kind, @Nullable String arn, String key) {
        return snapshot.find(kind, scope(), key)
                .filter(found -> found.arn().toString().equals(arn));
    }

    /** The page that a request asks for. */
    static <T> Page<T> page(
            ElasticLoadBalancingV2Request request,
            Collection<T> all,
            Function<T, String> key,
            @Nullable String marker,
            @Nullable Integer pageSize) {
        return Page.of(
                Listing.regional(request),
                all,
                key,
                marker,
                pageSize == null ? ITEMS_MAX : pageSize,
                () -> Elbv2Error.VALIDATION_ERROR.of("The marker '" + marker + "' is not valid"));
    }
}
