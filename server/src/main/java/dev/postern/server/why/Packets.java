package dev.postern.server.why;

import dev.postern.dataplane.Dropped;
import dev.postern.explain.Door;
import dev.postern.explain.Explanation;
import dev.postern.explain.Fix;
import dev.postern.explain.Question;
import dev.postern.explain.Step;
import dev.postern.explain.TraceSteps;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.Compilation;
import dev.postern.network.GatewayService;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import dev.postern.network.Packet;
import dev.postern.network.PublicIps;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.server.network.Names;
import dev.postern.server.outside.Beyond;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Follows packets through the newest state, without sending them. */
public final class Packets {
    static final String INTERNET = "internet";

    private final Names names;
    private final Optional<Beyond> beyond;
    private final Supplier<TargetHealth> health;
    private Compilation compilation;

    /** Of a cloud beyond which nothing is reached. */
    public Packets(Names names) {
        this(names, Outside.CLOSED, Optional.empty(), () -> TargetHealth.NONE);
    }

    /**
     * Of a cloud.
     *
     * @param outside what is reached beyond it
     * @param beyond who is asked of names that nobody in the cloud knows, and of what only this machine knows of addresses
     * @param health what is found of the targets of load balancers
     */
    public Packets(Names names, Outside outside, Optional<Beyond> beyond, Supplier<TargetHealth> health) {
        this.names = names;
        this.health = health;
        this.beyond = beyond;
        this.compilation = Compilation.none(outside);
    }

    /**
     * A packet from an instance or from the internet.
     *
     * @throws CannotAnswer when the question names what is not there
     */
    public Answer answer(Snapshot snapshot, Asked asked) {
        Target target = Target.parse(asked.what());
        if (asked.resource().isPresent()) {
            throw new CannotAnswer(
                    "a packet has no resource: leave " + asked.resource().get() + " out");
        }
        return asked.from().equals(INTERNET)
                ? fromInternet(snapshot, target)
                : fromInstance(snapshot, Asker.find(snapshot, asked.from()), target);
    }

    /** Compiled from the newest state, also where the kernel is not that far yet; it costs what differs from the last one. */
    synchronized NetworkIntent intent(Snapshot snapshot) {
        compilation = NetworkCompiler.compile(snapshot, health.get(), compilation);
        return compilation.intent();
    }

    private Answer fromInstance(Snapshot snapshot, Asker asker, Target target) {
        List<Step> steps = new ArrayList<>();
        Optional<Ip> destination = target.address();
        if (destination.isEmpty()) {
            NameLookup lookup = lookUp(snapshot, asker, target.host());
            steps.add(lookup.step());
            destination = lookup.address();
        }
        Question question = question(asker.name(), target, destination);
        if (destination.isEmpty()) {
            return new Answer(
                    new Explanation(question, steps, Optional.empty(), Optional.empty()),
                    new Sending.Nothing("there is no address to send a packet to"),
                    snapshot.sequence());
        }
        Packet packet = Packet.first(
                new Packet.FromInterface(asker.primary().id()),
                asker.address(destination.get().family()),
                destination.get(),
                target.protocol(),
                target.port());
        return followed(
                snapshot, question, steps, packet, Optional.of(asker.instance().id()));
    }

    private NameLookup lookUp(Snapshot snapshot, Asker asker, String host) {
        VpcId vpc = asker.instance().vpcId();
        NameLookup said = NameLookup.in(snapshot, asker, names.view(vpc), host);
        return said.address().isPresent()
                ? said
                : Asker.meant(snapshot, host)
                        .map(meant -> NameLookup.instance(host, meant, meant.addressFor(snapshot, asker)))
                        .orElseGet(() ->
                                said.orElsewhere(beyond.map(b -> b.resolvers().of(vpc)), vpc));
    }

    /** With what only this machine knows of an address. */
    private NetworkIntent seenFromHere(NetworkIntent intent, Ip destination) {
        return intent.outside() instanceof Outside.Open(var policy, var _) && beyond.isPresent()
                ? intent.with(new Outside.Open(
                        policy, Map.of(destination, beyond.get().nearness(destination))))
                : intent;
    }

    private Answer fromInternet(Snapshot snapshot, Target target) {
        Optional<Ip> destination = target.address();
        if (destination.isEmpty()) {
            Asker receiver = Asker.find(snapshot, target.host());
            destination = receiver.addressOnInternet(snapshot);
            if (destination.isEmpty()) {
                Step nowhere = Step.stopped(
                        Step.Part.NAMES,
                        "address",
                        receiver.instance().id().value(),
                        "it has no public address, so nobody on the internet can reach it",
                        List.of(new Fix(
                                "give it an Elastic IP address",
                                List.of(
                                        "EIP=$(aws ec2 allocate-address --query AllocationId --output text)",
                                        "aws ec2 associate-address --allocation-id $EIP --network-interface-id "
                                                + receiver.primary().id()))));
                return new Answer(
                        new Explanation(
                                question(INTERNET, target, Optional.empty()),
                                List.of(nowhere),
                                Optional.empty(),
                                Optional.empty()),
                        new Sending.Nothing("there is no address to send a packet to"),
                        snapshot.sequence());
            }
        }
        Packet packet = Packet.first(
                new Packet.FromInternet(),
                AddressPlan.internetClient(destination.get().family()),
                destination.get(),
                target.protocol(),
                target.port());
        return followed(snapshot, question(INTERNET, target, destination), List.of(), packet, Optional.empty());
    }

    /** Why a packet was dropped, by its trace; what the kernel says is told where that says something else, or nothing any more. */
    Explanation explain(Snapshot snapshot, Dropped dropped) {
        Packet packet = sent(snapshot, dropped.packet());
        Question question = new Question(
                Question.Form.PACKET,
                sender(snapshot, packet),
                Optional.empty(),
                packet.protocol().toString(),
                packet.destination() + (packet.protocol().hasPorts() ? ":" + packet.key() : ""),
                Optional.empty());
        Explanation story = followed(snapshot, question, List.of(), packet, Optional.empty())
                .explanation();
        String stage = dropped.stage().label();
        if (story.stop().filter(stop -> stop.stage().equals(stage)).isPresent()) {
            return story;
        }
        List<Step> steps = new ArrayList<>(story.steps());
        steps.add(
                story.allowed()
                        ? Step.stopped(
                                Step.Part.THERE,
                                stage,
                                "",
                                "the network dropped it here; as things are now it would go on",
                                List.of())
                        : Step.noted(Step.Part.THERE, stage, "", "the network dropped it here"));
        return new Explanation(question, steps, Optional.empty(), Optional.empty());
    }

    /** What comes from another network's public address was sent there. */
    private static Packet sent(Snapshot snapshot, Packet packet) {
        return packet.origin() instanceof Packet.FromInternet
                ? PublicIps.interfaceBehind(snapshot, packet.source())
                        .map(eni -> Packet.like(
                                new Packet.FromInterface(eni.id()),
                                eni.primaryIp(),
                                packet.destination(),
                                packet.protocol(),
                                packet.key()))
                        .orElse(packet)
                : packet;
    }

    private static String sender(Snapshot snapshot, Packet packet) {
        return switch (packet.origin()) {
            case Packet.FromInterface(var eni) ->
                owner(snapshot, eni).map(Asker::name).orElse(eni.value());
            case Packet.FromInternet() -> INTERNET;
        };
    }

    /** The instance that an interface is plugged into. */
    private static Optional<Asker> owner(Snapshot snapshot, NetworkInterfaceId eni) {
        return snapshot.by(Indexes.INTERFACES_BY_ID, eni).values().stream()
                .flatMap(there -> there.attachment().stream()
                        .flatMap(a -> snapshot
                                .find(
                                        Instance.class,
                                        there.scope(),
                                        a.instanceId().value())
                                .stream())
                        .map(instance -> new Asker(instance, there)))
                .findFirst();
    }

    private static Question question(String from, Target target, Optional<Ip> destination) {
        String shown = destination.map(target::shown).orElse(target.host() + ":" + target.port());
        boolean named = destination.isPresent() && target.address().isEmpty();
        return new Question(
                Question.Form.PACKET,
                from,
                Optional.empty(),
                target.protocol().toString(),
                named ? shown + " (" + target.host() + ")" : shown,
                Optional.empty());
    }

    private Answer followed(
            Snapshot snapshot, Question question, List<Step> before, Packet packet, Optional<InstanceId> from) {
        Trace trace = PacketWalker.trace(snapshot, seenFromHere(intent(snapshot), packet.destination()), packet);
        List<Step> steps = new ArrayList<>(before);
        steps.addAll(TraceSteps.of(trace));
        Optional<Door> door = trace.outcome() instanceof Outcome.Delivered(Outcome.Receiver to, Packet arrived)
                ? Optional.of(door(to, arrived))
                : Optional.empty();
        boolean instance = door.filter(d -> d.kind().equals("instance")).isPresent();
        boolean outside = door.filter(d -> d.kind().equals("outside")).isPresent();
        Optional<String> answer = Optional.of("The network lets it through; whether a program listens there is "
                        + (outside ? "the internet's" : "the instance's") + " own business.")
                .filter(_ -> instance || outside);
        int port = packet.protocol().hasPorts() ? packet.key() : 0;
        return new Answer(
                new Explanation(question, steps, door, answer),
                new Sending.OfPacket(
                        from,
                        packet.source(),
                        packet.protocol(),
                        packet.destination(),
                        port,
                        door.isPresent() && !instance && !outside),
                Passage.on(trace),
                snapshot.sequence());
    }

    /** The door at which a packet arrives. */
    static Door door(Outcome.Receiver to, Packet arrived) {
        return switch (to) {
            case Outcome.ToInterface(var id, var holder) ->
                switch (holder) {
                    case Holder.InstanceHolder(var instance, int _) ->
                        new Door("instance", id.value(), "the interface " + id + " of " + instance);
                    case Holder.NatHolder(var nat, var _) ->
                        new Door("nat-gateway", nat.value(), "the NAT gateway " + nat);
                    case Holder.BalancerHolder node ->
                        new Door("load-balancer", node.balancer(), "the load balancer " + node.balancer());
                    case Holder.InspectorHolder node ->
                        new Door("load-balancer", node.balancer(), "the load balancer " + node.balancer());
                    case Holder.InspectionHolder endpoint ->
                        new Door("gateway-load-balancer-endpoint", endpoint.id().value(), "the endpoint " + endpoint);
                    case Holder.EndpointHolder endpoint ->
                        new Door("interface-endpoint", endpoint.id().value(), "the interface endpoint " + endpoint);
                };
            case Outcome.ToDoor(GatewayService service) ->
                new Door("gateway-endpoint", service.endpoint().value(), "the gateway endpoint " + service);
            case Outcome.ToDoor(GuestService guest) ->
                new Door(
                        "vpc-service",
                        arrived.destination().toString(),
                        "the VPC's own "
                                + guest.kind()
                                        .toString()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '));
            case Outcome.ToInternet(boolean service) ->
                new Door(
                        service ? "public" : "internet",
                        arrived.source().toString(),
                        (service ? "the service's public front door, which sees " : "the internet, which sees ")
                                + arrived.source());
            case Outcome.ToOutside() ->
                new Door(
                        "outside",
                        arrived.source().toString(),
                        "what this machine reaches, where it comes from an address of this machine");
        };
    }
}
