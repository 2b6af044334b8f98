package dev.postern.server.balancing;

import dev.postern.dataplane.Place;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.network.Balanced;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPolicy;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import dev.postern.server.outside.Shares;
import dev.postern.server.relay.Relay;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Joins connections to the listeners of balancers at which bytes, or families, change with others to targets. Of how many there may be at once, each
 * node has a share.
 */
public final class Joints {
    private static final System.Logger LOG = System.getLogger(Joints.class.getName());
    private static final int JOINED_MAX = 2048;

    /** Fibonacci hashing: neighbours get different targets. */
    private static final int SPREAD = 0x9e37_79b9;

    private final Supplier<NetworkIntent> intent;
    private final BalancerTls tls;
    private final Shares<NetworkInterfaceId> shares = new Shares<>(JOINED_MAX);
    private final Map<NetworkInterfaceId, Set<Joint>> open = new ConcurrentHashMap<>();

    /**
     * Joins nothing yet.
     *
     * @param intent the network that the kernel carries
     * @param cloud who has which certificates
     */
    public Joints(Supplier<NetworkIntent> intent, Supplier<Snapshot> cloud) {
        this.intent = intent;
        this.tls = new BalancerTls(cloud);
    }

    /**
     * Takes a connection that has come to a node.
     *
     * @param near accepted, and nothing of it is read yet; on its event loop
     * @param place the node's
     */
    public void join(SocketChannel near, NetworkInterfaceId eni, Place place) {
        InetSocketAddress asked = near.localAddress();
        InetSocketAddress peer = near.remoteAddress();
        if (asked == null || peer == null) {
            var _ = near.close(); // gone already
            return;
        }
        NetworkIntent network = intent.get();
        Optional<VpcIntent> vpc = network.vpcOf(eni);
        Optional<Balanced> listener = vpc.flatMap(in -> listener(in.interfaceOf(eni), plain(peer), asked.getPort()));
        if (listener.isEmpty()) {
            Relay.reset(near);
            return;
        }
        InterfacePort node = vpc.orElseThrow().interfaceOf(eni);
        Optional<Caller> caller = Caller.of(network, node, plain(peer), plain(asked));
        Optional<Balanced.Target> target = caller.map(who -> target(listener.get(), who))
                // A node that is its own target would join connections with itself without end.
                .filter(one -> !node.has(one.address()));
        Optional<Shares.Place> share = target.flatMap(_ -> shares.take(eni));
        if (share.isEmpty()) {
            Relay.reset(near);
            return;
        }
        Thread.ofVirtual().name("joint").start(() -> {
            try {
                EpollSocketChannel far = place.call(EpollSocketChannel::new);
                near.closeFuture().addListener(_ -> let(far, share.get()));
                Joint joint = new Joint(vpc.get().scope(), near, far, caller.get(), listener.get(), target.get(), tls);
                Set<Joint> here = open.computeIfAbsent(eni, _ -> ConcurrentHashMap.newKeySet());
                here.add(joint);
                near.closeFuture().addListener(_ -> here.remove(joint));
                near.eventLoop().execute(joint::begin);
            } catch (Exception e) { // the node is gone, or no descriptor is left
                LOG.log(System.Logger.Level.DEBUG, "no way from a node", e);
                share.get().leave();
                Relay.reset(near);
            }
        });
    }

    /** Ends the connections that a node is not to have any more. */
    public void sever(NetworkInterfaceId eni, Holder.BalancerHolder node) {
        Set<Joint> here = open.getOrDefault(eni, Set.of());
        if (!here.isEmpty()) {
            node.listeners().forEach(listener -> here.forEach(joint -> joint.endIfSevered(listener)));
        }
    }

    /** Ends all connections of a node that goes: its namespace would live on as long as they do. */
    public void end(NetworkInterfaceId eni) {
        Set<Joint> here = open.remove(eni);
        if (here != null) {
            here.forEach(Joint::end);
        }
    }

    /** After the near end; the far one may stay longer, with what came last. */
    private static void let(EpollSocketChannel far, Shares.Place share) {
        if (far.isRegistered()) {
            far.closeFuture().addListener(_ -> share.leave());
        } else {
            far.unsafe().closeForcibly(); // no event loop would
            share.leave();
        }
    }

    private static Optional<Balanced> listener(InterfacePort node, InetSocketAddress peer, int port) {
        return node.holder() instanceof Holder.BalancerHolder balancer
                ? balancer.joined(Ip.of(peer.getAddress()).family())
                        .filter(one -> one.port() == port)
                        .findFirst()
                : Optional.empty();
    }

    private static Balanced.Target target(Balanced listener, Caller caller) {
        List<Balanced.Target> targets =
                listener.targets(Ip.of(caller.client().getAddress()).family());
        int turn = listener.sticky()
                ? Math.floorMod((caller.client().getAddress().hashCode() * SPREAD) >>> 8, targets.size())
                : ThreadLocalRandom.current().nextInt(targets.size());
        return targets.get(turn);
    }

    /** A socket for both families has IPv4 addresses in the form of IPv6 ones. */
    private static InetSocketAddress plain(InetSocketAddress address) {
        return new InetSocketAddress(
                InternetPolicy.plain(Ip.of(address.getAddress())).toInetAddress(), address.getPort());
    }
}
