package dev.postern.network;

import dev.postern.model.Entity;
import dev.postern.model.Index;
import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of balancers, and the interfaces of endpoints that lead to them, that may not be as they were: what a node does depends on
 * its balancer's listeners, their target groups and who is in those, and on the endpoints of the services behind which the balancer is.
 *
 * @param touch is told each of them
 */
record TouchedBalancers(Balancing before, Balancing now, BiConsumer<VpcId, Ref> touch) {
    void find() {
        each(Indexes.LOAD_BALANCERS_BY_VPC, this::touch);
        each(Indexes.LISTENERS_BY_BALANCER, this::touch);
        each(Indexes.TARGET_GROUPS_BY_VPC, group -> touchGroup(group.key()));
        each(Indexes.ENDPOINT_SERVICES_BY_BALANCER, this::touch);
        each(Indexes.ENDPOINTS_BY_VPC, this::touch);
        each(Indexes.INSTANCES_BY_VPC, this::touch);
        each(Indexes.INTERFACES_BY_VPC, this::touch);
        each(Indexes.GROUPS_BY_VPC, this::touch);
        each(
                Indexes.PREFIX_LISTS_BY_SCOPE,
                list -> now.snapshot()
                        .by(Indexes.GROUPS_BY_PREFIX_LIST, list.id())
                        .values()
                        .forEach(this::touch));
        TreeSet<TargetHealth.Key> probed = new TreeSet<>(before.health().found().keySet());
        probed.addAll(now.health().found().keySet());
        probed.stream()
                .filter(key -> !Objects.equals(
                        before.health().found().get(key), now.health().found().get(key)))
                .map(TargetHealth.Key::targetGroup)
                .distinct()
                .forEach(this::touchGroup);
    }

    /** Calls with what is only in one of both, and with both of what differs. */
    private <E extends Entity, K extends Comparable<? super K>> void each(Index<E, K> index, Consumer<E> call) {
        SharedMap.compare(
                before.snapshot().by(index),
                now.snapshot().by(index),
                (_, was, is) -> SharedMap.compare(
                        or(was),
                        or(is),
                        (_, one, other) ->
                                Stream.of(one, other).filter(Objects::nonNull).forEach(call)));
    }

    private static <E> SharedMap<Ref, E> or(@Nullable SharedMap<Ref, E> bucket) {
        return bucket == null ? SharedMap.empty() : bucket;
    }

    private void touch(LoadBalancer balancer) {
        touchNodes(balancer);
        Stream.of(before, now).flatMap(then -> then.endpoints(balancer)).forEach(this::touchInterfaces);
    }

    private void touchNodes(LoadBalancer balancer) {
        balancer.nodes()
                .forEach(node -> touch.accept(
                        balancer.vpcId(),
                        new Ref(balancer.scope(), node.interfaceId().value())));
    }

    private void touchInterfaces(VpcEndpoint endpoint) {
        endpoint.interfaces().forEach(eni -> touch.accept(endpoint.vpcId(), new Ref(endpoint.scope(), eni.value())));
    }

    private void touch(Listener listener) {
        now.snapshot()
                .find(LoadBalancer.class, listener.scope(), listener.balancer())
                .ifPresent(this::touch);
    }

    private void touchGroup(String key) {
        Stream.of(before, now)
                .flatMap(then -> then.snapshot().by(Indexes.LISTENERS_BY_TARGET_GROUP, key).values().stream())
                .forEach(this::touch);
    }

    /** What leads to its balancers no more may be another service's from now on. */
    private void touch(EndpointService service) {
        balancers(service).forEach(this::touch);
        now.snapshot()
                .by(Indexes.ENDPOINTS_BY_SERVICE, service.serviceName())
                .values()
                .forEach(this::touchInterfaces);
    }

    private Stream<LoadBalancer> balancers(EndpointService service) {
        return service.terms().balancerArns().stream()
                .flatMap(arn ->
                        now.snapshot().find(LoadBalancer.class, service.scope(), LoadBalancer.keyOf(arn)).stream());
    }

    /** Nodes know which endpoints lead to them; the other endpoints do not know of this one. */
    private void touch(VpcEndpoint endpoint) {
        EndpointService.named(now.snapshot(), endpoint.serviceName()).stream()
                .flatMap(this::balancers)
                .forEach(this::touchNodes);
    }

    private void touch(Instance instance) {
        touchTarget(instance.id().value());
    }

    private void touch(NetworkInterface eni) {
        eni.attachment().ifPresent(at -> touchTarget(at.instanceId().value()));
        eni.addresses().stream().map(Ip::toString).forEach(this::touchTarget);
    }

    /** What a balancer's groups let in by endpoints. */
    private void touch(SecurityGroup group) {
        now.snapshot().by(Indexes.LOAD_BALANCERS_BY_VPC, group.vpcId()).values().stream()
                .filter(balancer -> balancer.groups().contains(group.id()))
                .forEach(this::touch);
    }

    private void touchTarget(String id) {
        now.snapshot().by(Indexes.TARGET_GROUPS_BY_TARGET, id).values().stream()
                .map(TargetGroup::key)
                .forEach(this::touchGroup);
    }
}
