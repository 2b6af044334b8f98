package dev.postern.guest.dns;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.LoadBalancer.Scheme;
import dev.postern.model.elbv2.LoadBalancerAttribute;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Ip;
import dev.postern.network.BalancedTargets;
import dev.postern.network.PublicIps;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names of load balancers: one of all nodes, and one of each zone's. They lead to the same addresses for everybody, public ones or
 * private ones as the balancer is internet-facing or internal; the name of all leaves out the zones in which too few targets are healthy.
 *
 * @param zone in which who asks is, where that is known: a balancer may keep its clients in their zone
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#dns-name">DNS names</a>
 */
record BalancerNames(Snapshot snapshot, TargetHealth health, Optional<String> zone) {
    /** The addresses of a name, of both families. */
    List<Ip> addresses(String name) {
        Optional<LoadBalancer> whole = find(name);
        if (whole.isPresent()) {
            return addresses(whole.get(), near(whole.get()));
        }
        int dot = name.indexOf('.');
        return dot < 0
                ? List.of()
                : find(name.substring(dot + 1))
                        .map(balancer -> addresses(
                                balancer,
                                balancer.nodeIn(name.substring(0, dot)).stream().toList()))
                        .orElse(List.of());
    }

    /**
     * Whether the balancer of a name is one to be led to: each of its groups has a healthy target.
     *
     * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html">AliasTarget</a>
     */
    boolean isWell(String host) {
        return find(host)
                .filter(balancer -> BalancedTargets.groups(snapshot, balancer).stream()
                        .allMatch(group -> BalancedTargets.watched(snapshot, balancer, group).stream()
                                .flatMap(target ->
                                        health.of(group, target.registration().target()).stream())
                                .anyMatch(TargetHealth.Finding::healthy)))
                .isPresent();
    }

    private Optional<LoadBalancer> find(String host) {
        return snapshot.by(Indexes.LOAD_BALANCERS_BY_HOST, host).values().stream()
                .filter(balancer -> balancer.state() == LoadBalancer.State.ACTIVE)
                .findFirst();
    }

    /** The node in the zone of who asks, if it is one of those that the name leads to. */
    private List<Node> near(LoadBalancer balancer) {
        boolean keeps = balancer.attribute(LoadBalancerAttribute.CLIENT_ROUTING).equals("availability_zone_affinity");
        List<Node> named = BalancedTargets.named(snapshot, health, balancer);
        return zone.filter(_ -> keeps)
                .flatMap(in ->
                        named.stream().filter(node -> node.zone().equals(in)).findFirst())
                .map(List::of)
                .orElse(named);
    }

    private List<Ip> addresses(LoadBalancer balancer, List<Node> nodes) {
        return nodes.stream()
                .flatMap(node ->
                        snapshot
                                .find(
                                        NetworkInterface.class,
                                        balancer.scope(),
                                        node.interfaceId().value())
                                .stream())
                .flatMap(eni -> Stream.concat(ipv4(balancer, eni).stream(), eni.ipv6Ips().stream()))
                .toList();
    }

    private Optional<Ip> ipv4(LoadBalancer balancer, NetworkInterface eni) {
        return balancer.scheme() == Scheme.INTERNAL
                ? eni.primaryIpv4()
                : eni.primaryIpv4()
                        .flatMap(ip ->
                                Optional.ofNullable(PublicIps.of(snapshot, eni).get(ip)));
    }
}
