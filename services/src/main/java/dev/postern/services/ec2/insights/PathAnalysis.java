package dev.postern.services.ec2.insights;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsAnalysis.AclRule;
import dev.postern.model.ec2.NetworkInsightsAnalysis.GroupRule;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Header;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Part;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Reason;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.network.Door;
import dev.postern.network.GatewayService;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.PublicIps;
import dev.postern.network.trace.Component;
import dev.postern.network.trace.Hop;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Rule;
import dev.postern.network.trace.Ruling;
import dev.postern.network.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Reachability Analyzer says of a path: the trace of one packet, in AWS's components and codes.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html">Explanation codes</a>
 */
final class PathAnalysis {
    private static final int HTTPS = 443;

    private final Snapshot snapshot;
    private final NetworkInsightsPath path;
    private final NetworkIntent intent;

    /** What came of it. */
    record Result(boolean found, List<Part> forward, List<Part> back, List<Reason> reasons) {
        static Result refused(Reason reason) {
            return new Result(false, List.of(), List.of(), List.of(reason));
        }
    }

    private PathAnalysis(Snapshot snapshot, NetworkInsightsPath path) {
        this.snapshot = snapshot;
        this.path = path;
        this.intent = NetworkCompiler.compile(snapshot);
    }

    static Result of(Snapshot snapshot, NetworkInsightsPath path) {
        return new PathAnalysis(snapshot, path).result();
    }

    private Result result() {
        Optional<NetworkInterface> sender = interfaceOf(path.source());
        boolean inside = !path.source().startsWith(InternetGatewayId.PREFIX + "-");
        if (inside && sender.isEmpty()) {
            return Result.refused(Reasons.of("BAD_STATE", path.source()));
        }
        Optional<Ip> to = destination(inside);
        if (to.isEmpty()) {
            return Result.refused(Reasons.of("IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS", path.source()));
        }
        Packet.Origin origin = sender.<Packet.Origin>map(eni -> new Packet.FromInterface(eni.id()))
                .orElseGet(Packet.FromInternet::new);
        Ip from = path.sourceIp()
                .or(() -> sender.map(NetworkInterface::primaryIp))
                .orElse(AddressPlan.INTERNET_CLIENT);
        Result last = Result.refused(Reasons.of("NO_PATH", path.source()));
        for (int port : ports()) {
            Trace trace =
                    PacketWalker.trace(snapshot, intent, Packet.first(origin, from, to.get(), path.protocol(), port));
            last = result(trace);
            if (last.found()) {
                return last;
            }
        }
        return last;
    }

    /** The ports to try: that of the path, or where it leaves them open, those that the receiver's groups speak of. */
    private Set<Integer> ports() {
        if (path.destinationPort().isPresent()) {
            return Set.of(path.destinationPort().get());
        }
        Set<Integer> ports = new LinkedHashSet<>(List.of(HTTPS));
        path.destination()
                .flatMap(this::interfaceOf)
                .ifPresent(eni -> eni.groups().stream()
                        .flatMap(id -> snapshot.find(SecurityGroup.class, path.scope(), id.value()).stream())
                        .flatMap(group -> group.rules().stream())
                        .filter(rule -> !rule.egress() && rule.protocol().equals(path.protocol()))
                        .forEach(rule -> ports.add(rule.ports().from())));
        return ports;
    }

    private Optional<NetworkInterface> interfaceOf(String id) {
        if (id.startsWith(InstanceId.PREFIX + "-")) {
            return snapshot.find(Instance.class, path.scope(), id)
                    .flatMap(instance -> snapshot.find(
                            NetworkInterface.class,
                            path.scope(),
                            instance.primaryInterface().value()));
        }
        return snapshot.find(NetworkInterface.class, path.scope(), id);
    }

    /** The address that stands for the destination; empty where it has none that is reached from there. */
    private Optional<Ip> destination(boolean inside) {
        if (path.destinationIp().isPresent()) {
            return path.destinationIp();
        }
        String id = path.destination().orElseThrow();
        if (id.startsWith(InternetGatewayId.PREFIX + "-")) {
            return Optional.of(AddressPlan.INTERNET_CLIENT);
        }
        if (id.startsWith(VpcEndpointId.PREFIX + "-")) {
            return snapshot.find(VpcEndpoint.class, path.scope(), id)
                    .map(endpoint -> endpoint.serviceName()
                            .substring(endpoint.serviceName().lastIndexOf('.') + 1))
                    .map(service -> AddressPlan.address(service, path.scope().region()));
        }
        Optional<NetworkInterface> eni = interfaceOf(id);
        return inside
                ? eni.map(NetworkInterface::primaryIp)
                : eni.flatMap(found ->
                        Optional.ofNullable(PublicIps.of(snapshot, found).get(found.primaryIp())));
    }

    private Result result(Trace trace) {
        return switch (trace.outcome()) {
            case Outcome.Stopped(Hop first, boolean _) ->
                Result.refused(Reasons.of(snapshot, path.scope(), first, trace.packet()));
            case Outcome.Delivered(Outcome.Receiver receiver, Packet _) ->
                isMeant(receiver)
                        ? new Result(true, parts(trace.packet(), trace.there()), back(trace), List.of())
                        : Result.refused(
                                Reasons.of("NO_PATH", path.destination().orElse(path.source())));
        };
    }

    private boolean isMeant(Outcome.Receiver receiver) {
        if (path.destination().isEmpty()) {
            return true;
        }
        String id = path.destination().get();
        return switch (receiver) {
            case Outcome.ToInterface(var eni, var holder) -> id.equals(eni.value()) || id.equals(holder.name());
            case Outcome.ToDoor(Door door) ->
                switch (door) {
                    case GatewayService service -> id.equals(service.endpoint().value());
                    case GuestService _ -> false;
                };
            case Outcome.ToInternet _, Outcome.ToOutside _ -> id.startsWith(InternetGatewayId.PREFIX + "-");
        };
    }

    private List<Part> back(Trace trace) {
        Outcome.Delivered delivered = (Outcome.Delivered) trace.outcome();
        return parts(delivered.arrived().reply(delivered.arrived().origin()), trace.back());
    }

    private List<Part> parts(Packet first, List<Hop> hops) {
        List<Part> parts = new ArrayList<>();
        Packet packet = first;
        for (Hop hop : hops) {
            if (hop.ruling() instanceof Ruling.Translated(Rule _, Packet _, Packet after)) {
                packet = after;
            }
            for (Part part : parts(hop, packet, parts.isEmpty())) {
                if (parts.isEmpty() || !parts.getLast().id().equals(part.id())) {
                    parts.add(part);
                } else {
                    parts.set(parts.size() - 1, part);
                }
            }
        }
        return parts;
    }

    /** A sender is shown before its interface, a receiver after it. */
    private List<Part> parts(Hop hop, Packet packet, boolean first) {
        return switch (hop.at()) {
            case Component.Eni(NetworkInterfaceId id, Optional<Holder> holder) -> {
                Optional<InstanceId> instance = holder.flatMap(Holder::instance);
                Optional<NetworkInterface> eni = snapshot.find(NetworkInterface.class, path.scope(), id.value());
                Part shown = new Part(
                        id.value(),
                        Optional.empty(),
                        Optional.of(header(packet)),
                        eni.map(NetworkInterface::subnetId),
                        eni.map(NetworkInterface::vpcId),
                        instance);
                List<Part> both = new ArrayList<>(List.of(shown));
                instance.map(i -> plain(i.value())).ifPresent(i -> both.add(first ? 0 : 1, i));
                yield both;
            }
            case Component.Groups(var _, var groups) ->
                hop.ruling().rule() instanceof Rule.GroupRule(var rule, boolean egress, var _)
                        ? List.of(ruled(
                                rule.group().value(),
                                new GroupRule(
                                        rule.group(),
                                        egress,
                                        rule.peer(),
                                        rule.protocol(),
                                        new PortRange(
                                                rule.keys().from(), rule.keys().to()))))
                        : groups.groups().stream()
                                .map(id -> plain(id.value()))
                                .limit(1)
                                .toList();
            case Component.Acl(var id, var subnet) ->
                hop.ruling().rule() instanceof Rule.AclEntry(var _, boolean egress, var entry)
                        ? List.of(new Part(
                                id.value(),
                                Optional.of(new AclRule(
                                        entry.cidr(),
                                        egress,
                                        entry.protocol(),
                                        entry.ports(),
                                        entry.allow(),
                                        entry.number())),
                                Optional.empty(),
                                Optional.of(subnet),
                                Optional.empty(),
                                Optional.empty()))
                        : List.of(plain(id.value()));
            case Component.Table(var id, var _) ->
                hop.ruling().rule() instanceof Rule.RouteOf(var _, var chosen, var _)
                        ? List.of(ruled(id.value(), Reasons.route(id, chosen)))
                        : List.of(plain(id.value()));
            case Component.Gateway(var id, var vpc) -> List.of(headed(id.value(), packet, Optional.of(vpc)));
            case Component.EgressGateway(var id, var vpc) -> List.of(headed(id.value(), packet, Optional.of(vpc)));
            case Component.Peering(var id, var _, var _) -> List.of(headed(id.value(), packet, Optional.empty()));
            case Component.Endpoint(var id, var _) -> List.of(plain(id.value()));
            case Component.Nat(var id, var eni) -> List.of(at(id.value(), eni, packet));
            case Component.Balancer(String balancer, var eni) -> List.of(at(balancer, eni, packet));
            case Component.Internet _, Component.Listener _, Component.Vpc _ -> List.of();
        };
    }

    /** What sends on what it gets at its interface. */
    private Part at(String id, NetworkInterfaceId eni, Packet packet) {
        Optional<NetworkInterface> at = snapshot.find(NetworkInterface.class, path.scope(), eni.value());
        return new Part(
                id,
                Optional.empty(),
                Optional.of(header(packet)),
                at.map(NetworkInterface::subnetId),
                at.map(NetworkInterface::vpcId),
                Optional.empty());
    }

    private static Header header(Packet packet) {
        return new Header(packet.protocol(), packet.source(), packet.destination(), packet.sourceKey(), packet.key());
    }

    private static Part headed(String id, Packet packet, Optional<VpcId> vpc) {
        return new Part(id, Optional.empty(), Optional.of(header(packet)), Optional.empty(), vpc, Optional.empty());
    }

    private static Part plain(String id) {
        return new Part(id, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Part ruled(String id, NetworkInsightsAnalysis.Rule rule) {
        return new Part(id, Optional.of(rule), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
