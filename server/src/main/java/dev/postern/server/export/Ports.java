package dev.postern.server.export;

import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Family;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** On which ports to ask: of all that the rules on the way tell apart one, and of a rule for who is asked both ends of its range. */
final class Ports {
    /** Where the search for a port that no rule names begins, downwards. */
    private static final int NOBODYS = 49151;

    private static final int LAST = 65535;
    private static final Span HTTPS = new Span(Protocol.TCP, PortRange.of(443));

    private final Snapshot snapshot;
    private final int nobodys;
    private final Map<Way, List<String>> known = new HashMap<>();

    Ports(Snapshot snapshot) {
        this.snapshot = snapshot;
        int port = NOBODYS;
        while (isNamed(port)) {
            port--;
        }
        this.nobodys = port;
    }

    private boolean isNamed(int port) {
        return port > 1
                && snapshot.all(SecurityGroup.class).stream()
                        .flatMap(group -> group.rules().stream())
                        .anyMatch(rule -> rule.ports().from() == port);
    }

    /** One end of the way of a packet. */
    private record End(Scope scope, List<SecurityGroupId> groups, SubnetId subnet, VpcId vpc) {
        static End of(NetworkInterface eni) {
            return new End(eni.scope(), eni.groups(), eni.subnetId(), eni.vpcId());
        }
    }

    /**
     * Of a packet.
     *
     * @param doors on which who is asked waits, whatever the rules say
     */
    private record Way(Optional<End> from, Optional<End> to, List<Span> doors, Family family) {
        Way {
            doors = List.copyOf(doors);
        }
    }

    /** What a rule says of ports. */
    private record Span(Protocol protocol, PortRange ports) {}

    /** The one that no rule names. */
    String nobodys() {
        return ":" + nobodys;
    }

    /** From an interface or the internet to another one, as {@code :443}, {@code :53/udp} or {@code /icmp}. */
    List<String> between(Optional<NetworkInterface> from, NetworkInterface to, Family family) {
        return known.computeIfAbsent(new Way(from.map(End::of), Optional.of(End.of(to)), doors(to), family), this::of);
    }

    /** From an interface to the internet. */
    List<String> outside(NetworkInterface from, Family family) {
        return known.computeIfAbsent(
                new Way(Optional.of(End.of(from)), Optional.empty(), List.of(HTTPS), family), this::of);
    }

    /** The ports of the listeners behind an interface of AWS's, or that of AWS's services. */
    private List<Span> doors(NetworkInterface eni) {
        return switch (eni.use()) {
            case NetworkInterface.OfLoadBalancer(String balancer, var _) -> listeners(balancer);
            case NetworkInterface.OfEndpoint(VpcEndpointId id, var _) -> {
                List<String> balancers = snapshot.by(Indexes.ENDPOINTS_BY_ID, id).values().stream()
                        .flatMap(endpoint -> balancers(endpoint.serviceName()))
                        .toList();
                yield balancers.isEmpty()
                        ? List.of(HTTPS)
                        : balancers.stream()
                                .flatMap(balancer -> listeners(balancer).stream())
                                .toList();
            }
            default -> List.of();
        };
    }

    /** Behind a customer's service, by their keys. */
    private Stream<String> balancers(String serviceName) {
        return snapshot.all(EndpointService.class).stream()
                .filter(service -> service.serviceName().equals(serviceName))
                .flatMap(service -> service.terms().networkLoadBalancerArns().stream())
                .map(LoadBalancer::keyOf);
    }

    private List<Span> listeners(String balancer) {
        return snapshot.by(Indexes.LISTENERS_BY_BALANCER, balancer).values().stream()
                .flatMap(one -> one.protocol().protocols().stream()
                        .map(protocol -> new Span(protocol, PortRange.of(one.port()))))
                .toList();
    }

    private List<String> of(Way way) {
        List<Span> asked = Stream.concat(way.doors().stream(), way.to().stream().flatMap(to -> rules(to, false)))
                .toList();
        List<Span> onTheWay = new ArrayList<>(asked);
        way.from().stream().flatMap(from -> rules(from, true)).forEach(onTheWay::add);
        boolean inside = way.from().map(End::subnet).equals(way.to().map(End::subnet));
        if (!inside) {
            way.from().stream().flatMap(from -> entries(from, true)).forEach(onTheWay::add);
            way.to().stream().flatMap(to -> entries(to, false)).forEach(onTheWay::add);
        }
        Protocol icmp = way.family() == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
        List<String> ports = new ArrayList<>();
        tell(Protocol.TCP, asked, onTheWay).forEach(port -> ports.add(":" + port));
        tell(Protocol.UDP, asked, onTheWay).forEach(port -> ports.add(":" + port + "/udp"));
        if (onTheWay.stream().anyMatch(span -> span.protocol().equals(icmp))) {
            ports.add("/icmp");
        }
        return ports;
    }

    /** Of UDP nothing is asked of which no rule speaks. */
    private Set<Integer> tell(Protocol protocol, List<Span> asked, List<Span> onTheWay) {
        List<PortRange> all = ranges(protocol, onTheWay);
        Set<Integer> told = new TreeSet<>();
        ranges(protocol, asked).forEach(range -> {
            told.add(Math.max(1, range.from()));
            told.add(range.to());
        });
        if (protocol.equals(Protocol.UDP) && all.isEmpty()) {
            return told;
        }
        Set<Integer> candidates = new LinkedHashSet<>(told);
        all.forEach(range -> candidates.add(range.from()));
        candidates.add(nobodys);
        all.forEach(range -> candidates.addAll(List.of(range.to() + 1, range.from() - 1)));
        Set<BitSet> covered = new LinkedHashSet<>();
        for (int port : candidates) {
            if (port >= 1 && port <= LAST && covered.add(covering(all, port))) {
                told.add(port);
            }
        }
        return told;
    }

    private static BitSet covering(List<PortRange> ranges, int port) {
        BitSet covering = new BitSet();
        for (int i = 0; i < ranges.size(); i++) {
            covering.set(i, ranges.get(i).contains(port));
        }
        return covering;
    }

    /** Those that do not speak of all ports. */
    private static List<PortRange> ranges(Protocol protocol, Collection<Span> spans) {
        return spans.stream()
                .filter(span -> span.protocol().equals(protocol))
                .map(Span::ports)
                .filter(range -> range.from() > 1 || range.to() < LAST)
                .distinct()
                .toList();
    }

    private Stream<Span> rules(End end, boolean egress) {
        return end.groups().stream()
                .flatMap(id -> snapshot.find(SecurityGroup.class, end.scope(), id.value()).stream())
                .flatMap(group -> group.rules().stream())
                .filter(rule -> rule.egress() == egress)
                .map(rule -> new Span(rule.protocol(), rule.ports()));
    }

    private Stream<Span> entries(End end, boolean egress) {
        return snapshot.by(Indexes.ACLS_BY_VPC, end.vpc()).values().stream()
                .filter(acl -> acl.associations().stream()
                        .anyMatch(with -> with.subnetId().equals(end.subnet())))
                .flatMap(acl -> acl.entries().stream())
                .filter(entry -> entry.egress() == egress)
                .map(entry -> new Span(entry.protocol(), entry.ports()));
    }

    /** Whether it can be asked what a rule says. */
    static boolean isAskable(SecurityGroupRule rule) {
        boolean echo = rule.ports().from() == -1
                || rule.ports().from() == 8
                || rule.ports().from() == 128;
        return rule.protocol().equals(Protocol.ALL)
                || rule.protocol().hasPorts()
                || (rule.protocol().isIcmp() && echo);
    }
}
