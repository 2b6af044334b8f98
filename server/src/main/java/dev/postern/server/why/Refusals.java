package dev.postern.server.why;

import dev.postern.explain.Door;
import dev.postern.explain.Explanation;
import dev.postern.explain.PolicySteps;
import dev.postern.explain.Question;
import dev.postern.explain.Step;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.Role;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.Bucket;
import dev.postern.network.Packet;
import dev.postern.network.PrivateIps;
import dev.postern.network.PublicIps;
import dev.postern.policy.Decision;
import dev.postern.server.history.History;
import dev.postern.server.history.Refused;
import dev.postern.server.history.RefusedPacket;
import dev.postern.server.history.RefusedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells of requests and packets that were really refused, from the event history. */
public final class Refusals {
    private static final String S3_ARN = "arn:aws:s3:::";
    private static final String ROLE = "role/";

    /** How often who waits for a refusal looks for dropped packets. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Supplier<Snapshot> newest;
    private final History history;
    private final Packets packets;
    private final DroppedPackets dropped;

    public Refusals(Supplier<Snapshot> newest, History history, Packets packets, DroppedPackets dropped) {
        this.newest = newest;
        this.history = history;
        this.packets = packets;
        this.dropped = dropped;
    }

    /**
     * A refusal.
     *
     * @param number see {@link RefusedRequest}
     */
    public record Told(long number, Instant at, Explanation explanation) {}

    /**
     * The last one.
     *
     * @param instance of which, by its id or Name tag; empty for anybody's
     * @throws CannotAnswer when there was none, or no such instance
     */
    public Told last(Optional<String> instance) {
        Snapshot snapshot = newest.get();
        Optional<InstanceId> wanted =
                instance.map(text -> Asker.instance(snapshot, text).id());
        dropped.collect();
        return history.last(one -> wanted.isEmpty() || instances(snapshot, one).contains(wanted.get()))
                .map(one -> told(snapshot, one))
                .orElseThrow(() -> new CannotAnswer(
                        "nothing" + instance.map(i -> " of " + i).orElse("")
                                + " was refused lately; what was refused is forgotten when the cloud restarts"));
    }

    /** Those after a number; waits for one if there is none. */
    public List<Told> after(long number, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Refused> found;
        do {
            dropped.collect(); // nobody tells of packets: they are looked for
            long left = Math.max(0, end - System.nanoTime());
            found = history.after(number, left < LOOK.toNanos() ? Duration.ofNanos(left) : LOOK);
        } while (found.isEmpty() && System.nanoTime() < end);
        Snapshot snapshot = newest.get();
        return found.stream().map(one -> told(snapshot, one)).toList();
    }

    /** The number of the newest one. */
    public long newest() {
        return history.newest();
    }

    private Told told(Snapshot snapshot, Refused one) {
        return switch (one) {
            case RefusedRequest request -> told(snapshot, request);
            case RefusedPacket packet ->
                new Told(packet.number(), packet.at(), packets.explain(snapshot, packet.dropped()));
        };
    }

    private static Told told(Snapshot snapshot, RefusedRequest one) {
        RequestContext context = one.context();
        Connection connection = context.connection();
        String from = instance(snapshot, one)
                .map(InstanceId::value)
                .orElse(isHost(connection) ? "host" : connection.sourceAddress().toString());
        Door door = door(connection);
        List<Step> steps = new ArrayList<>();
        steps.add(Step.passed(Step.Part.THERE, "door", "", door.text()));
        if (one.sequence() != snapshot.sequence()) {
            steps.add(Step.noted(
                    Step.Part.REQUEST,
                    "since then",
                    "",
                    "the cloud has changed; who decided is as it was, texts and remedies are as things are now"));
        }
        String resource = one.decision().map(d -> d.request().resource()).orElse("*");
        if (one.decision().isPresent()) {
            Decision decision = one.decision().get();
            steps.addAll(PolicySteps.of(
                    decision,
                    snapshot,
                    context.caller(),
                    connection,
                    bucket(snapshot, resource),
                    role(snapshot, decision)));
        } else {
            steps.add(Step.stopped(Step.Part.REQUEST, "service", "", one.error() + ": " + one.text(), List.of()));
        }
        Question question = new Question(
                Question.Form.REQUEST,
                from,
                Optional.of(context.caller().arn()),
                one.decision().map(d -> d.request().action()).orElse(one.action()),
                resource,
                Optional.of(context.region().name()));
        return new Told(
                one.number(), one.at(), new Explanation(question, steps, Optional.of(door), Optional.of(one.error())));
    }

    private static Door door(Connection connection) {
        return switch (connection) {
            case Connection.ThroughEndpoint through ->
                new Door(
                        switch (through.kind()) {
                            case GATEWAY -> "gateway-endpoint";
                            case INTERFACE -> "interface-endpoint";
                        },
                        through.endpoint().value(),
                        "the endpoint " + through.endpoint() + ", from " + through.sourceAddress());
            case Connection.Public open ->
                isHost(open)
                        ? new Door(
                                "api-port",
                                open.sourceAddress().toString(),
                                "the API port of this machine, which sees " + open.sourceAddress())
                        : new Door(
                                "public",
                                open.sourceAddress().toString(),
                                "the service's public front door, which sees " + open.sourceAddress());
        };
    }

    private static boolean isHost(Connection connection) {
        return connection.sourceAddress().toInetAddress().isLoopbackAddress();
    }

    /** Whose it is: the sender's, and of a packet the receiver's, too. */
    private static Set<InstanceId> instances(Snapshot snapshot, Refused one) {
        return switch (one) {
            case RefusedRequest request -> instance(snapshot, request).stream().collect(Collectors.toSet());
            case RefusedPacket(var _, var vpc, var dropped) ->
                ends(snapshot, vpc, dropped.packet())
                        .flatMap(eni -> eni.attachment().stream())
                        .map(NetworkInterface.Attachment::instanceId)
                        .collect(Collectors.toSet());
        };
    }

    /** The interfaces that sent a packet and would have got it. */
    private static Stream<NetworkInterface> ends(Snapshot snapshot, VpcId vpc, Packet packet) {
        Stream<NetworkInterface> sender = switch (packet.origin()) {
            case Packet.FromInterface(var eni) -> snapshot.by(Indexes.INTERFACES_BY_ID, eni).values().stream();
            case Packet.FromInternet() -> PublicIps.interfaceBehind(snapshot, packet.source()).stream();
        };
        Optional<NetworkInterface> receiver = PrivateIps.holder(snapshot, vpc, packet.destination())
                .or(() -> PublicIps.interfaceBehind(snapshot, packet.destination()));
        return Stream.concat(sender, receiver.stream());
    }

    private static Optional<InstanceId> instance(Snapshot snapshot, RefusedRequest one) {
        Optional<NetworkInterface> from = switch (one.context().connection()) {
            case Connection.ThroughEndpoint through ->
                through.networkInterface()
                        .flatMap(eni -> snapshot.find(NetworkInterface.class, through.vpcScope(), eni.value()));
            case Connection.Public open -> PublicIps.interfaceBehind(snapshot, open.sourceAddress());
        };
        return from.flatMap(NetworkInterface::attachment).map(NetworkInterface.Attachment::instanceId);
    }

    private static Optional<Bucket> bucket(Snapshot snapshot, String resource) {
        return resource.startsWith(S3_ARN)
                ? snapshot.find(
                        Bucket.class,
                        Scope.GLOBAL,
                        resource.substring(S3_ARN.length()).split("/", 2)[0])
                : Optional.empty();
    }

    private static Optional<Role> role(Snapshot snapshot, Decision decision) {
        if (!decision.request().action().equals("sts:AssumeRole")) {
            return Optional.empty();
        }
        return Arn.parse(decision.request().resource())
                .filter(arn -> arn.resource().startsWith(ROLE) && AccountId.isValid(arn.account()))
                .flatMap(arn -> snapshot.find(
                        Role.class,
                        Scope.ofAccount(new AccountId(arn.account())),
                        arn.resource().substring(arn.resource().lastIndexOf('/') + 1)));
    }
}
