package dev.postern.dataplane.linux;

import dev.postern.dataplane.Dropped;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.Balanced;
import dev.postern.network.Compilation;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A topology on the real data plane, with something listening everywhere. Closing it removes all of it. */
final class Network implements AutoCloseable {
    static final List<Integer> INSTANCE_PORTS = List.of(22, 80, 81, 8080);
    static final List<Integer> SERVICE_PORTS = List.of(22, 80);

    private static final int TIMEOUT_MS = 400;
    private static final int PATIENT_MS = 8000;

    private final LinuxDataPlane dataPlane;
    private final Path namespaces;
    private final Map<Path, List<ServerSocketChannel>> listeners = new TreeMap<>();
    /** Who answers in a namespace: an id may be somebody else's in the next topology. */
    private final Map<Path, String> names = new ConcurrentHashMap<>();

    /** Of the namespaces in which those listen. */
    private final Map<Path, Object> numbers = new TreeMap<>();

    private final Set<Namespace> taking = new HashSet<>();
    private Compilation compilation = Compilation.NONE;

    Network(Path directory) {
        dataPlane = Alone.dataPlane(directory);
        namespaces = directory.resolve("netns");
    }

    private Namespace namespaceOf(Holder holder) {
        return new Namespace(namespaces.resolve(
                switch (holder) {
                    case Holder.EndpointHolder endpoint ->
                        endpoint.networkInterface().value();
                    case Holder.BalancerHolder node -> node.networkInterface().value();
                    case Holder.InspectionHolder endpoint ->
                        endpoint.networkInterface().value();
                    case Holder.InspectorHolder node -> node.networkInterface().value();
                    case Holder.InstanceHolder _, Holder.NatHolder _ -> holder.name();
                }));
    }

    /** Where a NAT gateway translates. */
    Namespace namespaceOf(NatGatewayId nat) {
        return new Namespace(namespaces.resolve(nat.value()));
    }

    /** Applies the topology as it is now. */
    NetworkIntent apply(Topology topology) throws Exception {
        return apply(topology.snapshot());
    }

    NetworkIntent apply(Snapshot snapshot) throws Exception {
        return carry(NetworkCompiler.compile(snapshot, compilation));
    }

    /** The same once probes have found something else. */
    NetworkIntent apply(Snapshot snapshot, TargetHealth health) throws Exception {
        return carry(NetworkCompiler.compile(snapshot, health, compilation));
    }

    private NetworkIntent carry(Compilation next) throws Exception {
        compilation = next;
        NetworkIntent intent = compilation.intent();
        var observed = dataPlane.apply(intent);
        if (!observed.complete()) {
            throw new AssertionError(observed.problems());
        }
        listen("internet", dataPlane.internet(), SERVICE_PORTS);
        for (VpcIntent vpc : intent.vpcs().values()) {
            listen(vpc.id().value(), dataPlane.router(vpc.id()), List.of(22, 53, 80));
            for (InterfacePort plugged : vpc.interfaces().values()) {
                // In a NAT gateway, too: nobody must get there.
                listen(plugged.holder().name(), namespaceOf(plugged.holder()), INSTANCE_PORTS);
            }
        }
        return intent;
    }

    LinuxDataPlane dataPlane() {
        return dataPlane;
    }

    Namespace namespaceOf(NetworkInterfaceId eni) {
        return dataPlane.instance(instanceOf(eni));
    }

    /** Instances answer at any address that a detour brings them. */
    void takeWhatever() throws Exception {
        for (VpcIntent vpc : compilation.intent().vpcs().values()) {
            for (var plugged : vpc.interfaces().values()) {
                if (plugged.holder().instance().isEmpty()) {
                    continue;
                }
                Namespace instance = namespaceOf(plugged.id());
                if (taking.add(instance)) {
                    run(
                            instance,
                            "nft",
                            "table ip detours { chain taken { type nat hook prerouting priority dstnat;"
                                    + " iifname \"ens5\" redirect; }; };"
                                    + " table ip6 detours { chain taken { type nat hook prerouting priority dstnat;"
                                    + " iifname \"ens5\" redirect; }; }");
                }
            }
        }
    }

    /** What the routers have noted of their drops. */
    List<Dropped> dropped() throws IOException {
        List<Dropped> dropped = new ArrayList<>();
        for (VpcIntent vpc : compilation.intent().vpcs().values()) {
            dropped.addAll(dataPlane.dropped(compilation.intent(), vpc, Instant.now()));
        }
        return dropped;
    }

    Namespace vpc(VpcId vpc) {
        return dataPlane.router(vpc);
    }

    InstanceId instanceOf(NetworkInterfaceId eni) {
        return compilation.intent().vpcs().values().stream()
                .flatMap(vpc -> vpc.interfaces().values().stream())
                .filter(plugged -> plugged.id().equals(eni))
                .findFirst()
                .flatMap(plugged -> plugged.holder().instance())
                .orElseThrow();
    }

    /** The VPC of the instance whose namespace it is. */
    VpcId routerOf(Namespace instance) {
        String name = String.valueOf(instance.path().getFileName());
        return compilation.intent().vpcs().values().stream()
                .filter(vpc -> vpc.interfaces().values().stream()
                        .anyMatch(plugged -> plugged.holder().name().equals(name)))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Who will answer, and whom he will see: {@code namespace peer-address}, or {@code nobody}. */
    String foretold(Trace trace, Namespace from) {
        return switch (trace.outcome()) {
            case Outcome.Stopped _ -> "nobody";
            case Outcome.Delivered(Outcome.ToInterface(var _, var holder), Packet arrived) ->
                holder.name() + " " + arrived.source();
            case Outcome.Delivered(Outcome.ToDoor _, Packet arrived) -> routerOf(from) + " " + arrived.source();
            case Outcome.Delivered(Outcome.ToOutside _, Packet arrived) -> "outside " + arrived.source();
            case Outcome.Delivered(Outcome.ToInternet _, Packet arrived) -> "internet " + arrived.source();
        };
    }

    /** Where a packet is sent from. */
    Namespace senderOf(Packet packet) throws IOException {
        return packet.origin() instanceof Packet.FromInterface(var eni) ? namespaceOf(eni) : dataPlane.internet();
    }

    /**
     * Connects, and reads who answers; waits for long, as the machine may be busy.
     *
     * @return {@code namespace peer-address}, or empty when nobody answers
     */
    static Optional<String> connect(Namespace from, Ip destination, int port) throws Exception {
        return connect(from, destination, port, PATIENT_MS);
    }

    /** The same, when nobody is expected to answer. */
    static Optional<String> tryToConnect(Namespace from, Ip destination, int port) throws Exception {
        return connect(from, destination, port, TIMEOUT_MS);
    }

    private static Optional<String> connect(Namespace from, Ip destination, int port, int limitMs) throws Exception {
        try (SocketChannel channel = from.call(() -> SocketChannel.open(family(destination)))) {
            channel.socket().connect(new InetSocketAddress(destination.toInetAddress(), port), limitMs);
            channel.socket().setSoTimeout(PATIENT_MS);
            byte[] answer = channel.socket().getInputStream().readAllBytes();
            return Optional.of(new String(answer, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static StandardProtocolFamily family(Ip destination) {
        return destination.family() == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** Opens a connection and leaves it open. */
    static SocketChannel open(Namespace from, Ip destination, int port) throws Exception {
        return from.call(() -> SocketChannel.open(new InetSocketAddress(destination.toInetAddress(), port)));
    }

    /** Whether an echo request is answered, when it is expected to be or not. */
    static boolean ping(Namespace from, Ip destination, boolean expected) throws Exception {
        return startPing(from, destination, expected).waitFor() == 0;
    }

    /** The same, without waiting for the answer: the process ends with 0 if there is one. */
    static Process startPing(Namespace from, Ip destination, boolean expected) throws Exception {
        String limit = expected ? "8" : "0.4";
        return from.call(() -> new ProcessBuilder("ping", "-c", "1", "-W", limit, destination.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    static String run(Namespace in, String... command) throws Exception {
        return in.call(() -> Tool.output(List.of(command), ""));
    }

    private void listen(String name, Namespace namespace, List<Integer> ports) throws Exception {
        names.put(namespace.path(), name);
        // One that went and came again has nobody listening in it.
        Object number = Files.getAttribute(namespace.path(), "unix:ino");
        if (number.equals(numbers.put(namespace.path(), number))) {
            return;
        }
        close(listeners.getOrDefault(namespace.path(), List.of()));
        List<ServerSocketChannel> opened = new ArrayList<>();
        for (int port : ports) {
            ServerSocketChannel server = namespace.call(() -> {
                ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET6);
                channel.bind(new InetSocketAddress("::", port));
                return channel;
            });
            opened.add(server);
            Thread.ofVirtual().start(() -> answer(namespace, server));
        }
        listeners.put(namespace.path(), opened);
    }

    private void answer(Namespace namespace, ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel accepted = server.accept();
                String name = names.getOrDefault(namespace.path(), "nobody");
                Thread.ofVirtual().start(() -> serve(name, namespace, accepted));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** At a balancer's node, what the server has to join it joins. */
    private void serve(String name, Namespace namespace, SocketChannel accepted) {
        try {
            for (Joining joining : joining(namespace).stream().toList()) {
                Optional<Balanced.Target> target = joining.target(accepted);
                if (target.isPresent()) {
                    joining.join(accepted, target.get());
                    return;
                }
            }
        } catch (Exception e) {
            throw new AssertionError(name, e);
        }
        serve(name, accepted);
    }

    private Optional<Joining> joining(Namespace namespace) {
        return compilation.intent().vpcs().values().stream()
                .flatMap(vpc -> vpc.interfaces().values().stream())
                .flatMap(plugged -> plugged.holder() instanceof Holder.BalancerHolder node
                                && namespaceOf(node).equals(namespace)
                        ? Stream.of(new Joining(namespace, node))
                        : Stream.empty())
                .findFirst();
    }

    /** Says who it is and whom it sees, then waits until the client closes. */
    private static void serve(String name, SocketChannel accepted) {
        try (accepted) {
            InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
            String answer = name + " " + Ip.of(peer.getAddress());
            Channels.newOutputStream(accepted).write(answer.getBytes(StandardCharsets.UTF_8));
            accepted.shutdownOutput();
            Channels.newInputStream(accepted).readAllBytes();
        } catch (IOException e) {
            // The client went away, as some do on purpose.
            return;
        }
    }

    void stopListening() throws IOException {
        for (List<ServerSocketChannel> channels : listeners.values()) {
            close(channels);
        }
        listeners.clear();
        numbers.clear();
    }

    private static void close(List<ServerSocketChannel> channels) throws IOException {
        for (ServerSocketChannel channel : channels) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        stopListening();
        dataPlane.destroyAll();
    }
}
