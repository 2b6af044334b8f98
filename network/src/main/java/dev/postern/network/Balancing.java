package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.IpAddressType;
import dev.postern.model.elbv2.LoadBalancerAttribute;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a balancer's nodes do, and to which of them an endpoint of a service leads.
 *
 * @param health what probes have found: who is not healthy gets nothing, unless nobody is
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html">Network Load Balancers</a>
 */
record Balancing(Snapshot snapshot, TargetHealth health) {
    /** More places than this are not given to the targets of one listener. */
    private static final int PLACES_MAX = 1024;

    /** The node at an interface; empty once the balancer has it no more. */
    Optional<Holder> node(NetworkInterface eni, String key) {
        return snapshot.find(LoadBalancer.class, eni.scope(), key)
                .flatMap(balancer -> balancer.nodes().stream()
                        .filter(node -> node.interfaceId().equals(eni.id()))
                        .findFirst()
                        .map(node -> switch (balancer.type()) {
                            case NETWORK -> networkNode(eni, balancer, node);
                            case GATEWAY -> new Inspections(this).node(balancer, node);
                        }));
    }

    private Holder networkNode(NetworkInterface eni, LoadBalancer balancer, LoadBalancer.Node node) {
        return new Holder.BalancerHolder(
                eni.id(),
                balancer.key(),
                listeners(balancer, node),
                entrances(balancer, eni.id())
                        .map(Holder.Entrance::networkInterface)
                        .sorted()
                        .toList(),
                !eni.ipv6Ips().isEmpty() && balancer.isSet(LoadBalancerAttribute.DENY_INTERNET_GATEWAY));
    }

    /** Where an endpoint of a Gateway Load Balancer leads; empty where the balancer has no node in its zone. */
    Optional<Holder> inspection(VpcEndpoint endpoint, NetworkInterfaceId eni) {
        return led(endpoint, eni)
                .map(to -> new Holder.InspectionHolder(
                        eni,
                        endpoint.id(),
                        endpoint.serviceName(),
                        to.service().id(),
                        to.at().node().interfaceId()));
    }

    /** The way from an endpoint's interface into the VPC of its service's owner. */
    Optional<Holder.Conduit> conduit(VpcEndpoint endpoint, NetworkInterfaceId eni) {
        return led(endpoint, eni)
                .map(to -> new Holder.Conduit(
                        to.at().node().interfaceId(),
                        to.service().id(),
                        openings(to.at().balancer()),
                        guard(to.at().balancer())));
    }

    /** Where an endpoint's interface leads. */
    private record Led(EndpointService service, At at) {}

    private Optional<Led> led(VpcEndpoint endpoint, NetworkInterfaceId eni) {
        return endpoint.seats().stream()
                .filter(seat -> seat.networkInterface().equals(eni))
                .findFirst()
                .flatMap(seat -> service(endpoint)
                        .flatMap(service -> balancer(service, endpoint, seat).map(at -> new Led(service, at))));
    }

    /** A balancer, and its node in a zone. */
    private record At(LoadBalancer balancer, LoadBalancer.Node node) {}

    /** To which of a service's balancers an endpoint's interface leads: to the first that is in its zone. */
    private Optional<At> balancer(EndpointService service, VpcEndpoint endpoint, VpcEndpoint.Seat seat) {
        if (endpoint.isCrossRegion()) {
            return crossRegionBalancer(service, endpoint, seat);
        }
        return balancers(service)
                .flatMap(balancer -> balancer.nodeIn(seat.zone()).map(node -> new At(balancer, node)).stream())
                .findFirst();
    }

    /**
     * The same from another Region, whose zones are none of the balancers': each zone has a node that is its own as long as that can
     * serve, and else the next one that can.
     */
    private Optional<At> crossRegionBalancer(EndpointService service, VpcEndpoint endpoint, VpcEndpoint.Seat seat) {
        List<At> all = new ArrayList<>();
        List<At> well = new ArrayList<>();
        balancers(service).forEach(balancer -> {
            balancer.nodes().forEach(node -> all.add(new At(balancer, node)));
            BalancedTargets.named(snapshot, health, balancer).forEach(node -> well.add(new At(balancer, node)));
        });
        List<String> zones = AvailabilityZone.of(endpoint.scope().region()).stream()
                .map(AvailabilityZone::name)
                .toList();
        int own = zones.indexOf(seat.zone());
        return IntStream.range(own, own + all.size())
                .mapToObj(place -> all.get(Math.floorMod(place, all.size())))
                .filter(well::contains)
                .findFirst();
    }

    private Optional<Holder.Guard> guard(LoadBalancer balancer) {
        if (!balancer.ownsGroups() || !balancer.enforcesGroupsOnPrivateLink()) {
            return Optional.empty();
        }
        PrefixListBlocks lists = PrefixListBlocks.of(snapshot, balancer.scope());
        List<Holder.Allowed> allowed = balancer.groups().stream()
                .flatMap(id -> snapshot.find(SecurityGroup.class, balancer.scope(), id.value()).stream())
                .flatMap(group -> group.rules().stream())
                .filter(rule -> !rule.egress())
                .flatMap(rule -> blocks(lists, rule.peer())
                        .map(block -> new Holder.Allowed(rule.protocol(), rule.ports(), block)))
                .toList();
        return Optional.of(new Holder.Guard(GroupSet.of(balancer.groups()), allowed));
    }

    private static Stream<Cidr> blocks(PrefixListBlocks lists, SecurityGroupRule.Peer peer) {
        return switch (peer) {
            case SecurityGroupRule.CidrPeer(Cidr cidr) -> Stream.of(cidr);
            case SecurityGroupRule.PrefixListPeer(PrefixListId id) -> lists.of(id).stream();
            case SecurityGroupRule.GroupPeer _ -> Stream.empty();
        };
    }

    private List<Holder.Opening> openings(LoadBalancer balancer) {
        return balanced(balancer)
                .flatMap(listener -> listener.protocol().protocols().stream()
                        .map(protocol -> new Holder.Opening(protocol, listener.port())))
                .toList();
    }

    /** The listeners that are balanced, in the order of their ports, of which each has one listener at most. */
    Stream<Listener> balanced(LoadBalancer balancer) {
        return snapshot.by(Indexes.LISTENERS_BY_BALANCER, balancer.key()).values().stream()
                .filter(listener -> listener.scope().equals(balancer.scope()))
                .sorted(Comparator.comparingInt(Listener::port));
    }

    private Optional<EndpointService> service(VpcEndpoint endpoint) {
        return EndpointService.named(snapshot, endpoint.serviceName());
    }

    private Stream<LoadBalancer> balancers(EndpointService service) {
        return service.terms().balancerArns().stream()
                .flatMap(arn -> snapshot.find(LoadBalancer.class, service.scope(), LoadBalancer.keyOf(arn)).stream());
    }

    /** The interfaces of endpoints that lead to a node. */
    Stream<Holder.Entrance> entrances(LoadBalancer balancer, NetworkInterfaceId node) {
        return endpoints(balancer)
                .filter(VpcEndpoint::carriesTraffic)
                .flatMap(endpoint -> service(endpoint).stream()
                        .flatMap(service -> endpoint.seats().stream()
                                .filter(seat -> balancer(service, endpoint, seat)
                                        .filter(at -> at.node().interfaceId().equals(node))
                                        .isPresent()))
                        .map(seat -> new Holder.Entrance(endpoint.id(), seat.networkInterface())));
    }

    /** The endpoints of the services behind which a balancer is. */
    Stream<VpcEndpoint> endpoints(LoadBalancer balancer) {
        return snapshot.by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, balancer.arn().toString()).values().stream()
                .flatMap(service -> snapshot.by(Indexes.ENDPOINTS_BY_SERVICE, service.serviceName()).values().stream());
    }

    private List<Balanced> listeners(LoadBalancer balancer, LoadBalancer.Node node) {
        return balanced(balancer)
                .flatMap(listener -> {
                    Optional<String> tls = listener.tls().map(_ -> listener.key());
                    List<Balanced.Target> targets = targets(balancer, node, listener);
                    List<TargetGroup> groups = groups(balancer, listener);
                    Severed severed = severed(groups, targets);
                    boolean sticky = groups.stream().anyMatch(TargetGroup::isSticky);
                    return listener.protocol().protocols().stream().map(protocol -> {
                        int idle = Math.toIntExact(listener.idleTime(protocol).toSeconds());
                        return new Balanced(protocol, listener.port(), idle, sticky, tls, targets, severed);
                    });
                })
                .toList();
    }

    private List<Balanced.Target> targets(LoadBalancer balancer, LoadBalancer.Node node, Listener listener) {
        List<List<Balanced.Target>> groups = new ArrayList<>();
        List<Integer> weights = new ArrayList<>();
        for (Listener.Forward forward : listener.forwards()) {
            List<Balanced.Target> targets = snapshot.find(TargetGroup.class, balancer.scope(), forward.targetGroup())
                    .map(group -> targets(balancer, node, group))
                    .orElse(List.of());
            if (!targets.isEmpty() && forward.weight() > 0) {
                groups.add(targets);
                weights.add(forward.weight());
            }
        }
        return groups.size() == 1 ? groups.getFirst() : weighed(groups, weights);
    }

    /** Of a target that is gone nobody knows the group: it counts where all of the listener's groups say so. */
    private Severed severed(List<TargetGroup> groups, List<Balanced.Target> targets) {
        SortedSet<Severed.Spot> present = targets.stream()
                .map(target -> new Severed.Spot(target.address(), target.port()))
                .collect(Collectors.toCollection(TreeSet::new));
        SortedSet<Severed.Spot> registered = new TreeSet<>(present);
        SortedSet<Severed.Spot> ended = new TreeSet<>();
        for (TargetGroup group : groups) {
            BalancedTargets.registered(snapshot, group).forEach(target -> {
                Severed.Spot spot = new Severed.Spot(
                        target.place().address(), target.registration().target().port());
                registered.add(spot);
                boolean unwell = health.of(group, target.registration().target())
                        .filter(found -> found.state() == TargetHealth.State.UNHEALTHY)
                        .isPresent();
                if (unwell && group.endsWithUnhealthy() && !present.contains(spot)) {
                    ended.add(spot);
                }
            });
        }
        registered.removeAll(ended);
        return groups.stream().allMatch(TargetGroup::endsWithDeregistered)
                ? new Severed(true, registered)
                : new Severed(false, ended);
    }

    List<TargetGroup> groups(LoadBalancer balancer, Listener listener) {
        return listener.targetGroups().stream()
                .flatMap(key -> snapshot.find(TargetGroup.class, balancer.scope(), key).stream())
                .toList();
    }

    /** Each target as often as its group's weight asks for. */
    private static List<Balanced.Target> weighed(List<List<Balanced.Target>> groups, List<Integer> weights) {
        long least = groups.stream().mapToLong(List::size).reduce(1, Balancing::commonMultiple);
        long places = weights.stream().mapToLong(weight -> weight * least).sum();
        List<Balanced.Target> all = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Balanced.Target> group = groups.get(i);
            long each = weights.get(i) * least / group.size();
            long fitting = places <= PLACES_MAX ? each : Math.max(1, each * PLACES_MAX / places);
            for (Balanced.Target target : group) {
                for (long place = 0; place < fitting; place++) {
                    all.add(target);
                }
            }
        }
        return all;
    }

    private static long commonMultiple(long one, long other) {
        return one / BigInteger.valueOf(one).gcd(BigInteger.valueOf(other)).longValueExact() * other;
    }

    private List<Balanced.Target> targets(LoadBalancer balancer, LoadBalancer.Node node, TargetGroup group) {
        Balanced.Told told = new Balanced.Told(group.tellsClient(), group.protocol() == Transport.TLS);
        boolean reached = group.family() == Family.IPV4 || balancer.ipAddressType() == IpAddressType.DUALSTACK;
        return BalancedTargets.of(snapshot, health, balancer, node, group).stream()
                .filter(_ -> reached)
                .map(target -> new Balanced.Target(
                        target.place().address(), target.registration().target().port(), group.preservesClient(), told))
                .toList();
    }
}
