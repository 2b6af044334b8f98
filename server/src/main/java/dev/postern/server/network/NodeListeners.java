package dev.postern.server.network;

import dev.postern.dataplane.Place;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.Balanced;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import dev.postern.server.balancing.Joints;
import dev.postern.server.http.Door;
import dev.postern.server.http.Listener;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The listeners at the nodes of balancers, at those ports where bytes, or families, change on the way. They follow what the network leads to the server.
 * Connections end with their node: else it would live on as long as they do.
 */
final class NodeListeners {
    private final EventLoopGroup loops;
    private final Doors doors;
    private final Joints joints;
    private final Map<NetworkInterfaceId, Node> nodes = new TreeMap<>();

    NodeListeners(EventLoopGroup loops, Doors doors, Joints joints) {
        this.loops = loops;
        this.doors = doors;
        this.joints = joints;
    }

    /** A node that is there. */
    private static final class Node {
        private final Place place;
        private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        private SortedSet<Integer> ports = Collections.emptySortedSet();
        private @Nullable VpcIntent seen;

        private Node(Place place) {
            this.place = place;
        }
    }

    synchronized void appeared(NetworkInterfaceId eni, Place place) {
        disappearing(eni);
        nodes.put(eni, new Node(place));
    }

    synchronized void disappearing(NetworkInterfaceId eni) {
        Node node = nodes.remove(eni);
        if (node != null) {
            node.ports.forEach(port -> doors.close(door(eni, port)));
            var _ = node.connections.close();
            joints.end(eni);
        }
    }

    /** Opens and closes what has changed. A VPC that nobody touched is the same object. */
    @SuppressWarnings("ReferenceEquality")
    synchronized void follow(NetworkIntent network) {
        nodes.forEach((eni, node) -> network.vpcOf(eni)
                .filter(vpc -> vpc != node.seen)
                .ifPresent(vpc -> {
                    node.seen = vpc;
                    InterfacePort one = vpc.interfaceOf(eni);
                    if (one.holder() instanceof Holder.BalancerHolder balancer) {
                        bring(eni, node, ports(one, balancer));
                        joints.sever(eni, balancer);
                    }
                }));
    }

    private void bring(NetworkInterfaceId eni, Node node, SortedSet<Integer> wanted) {
        for (int port : node.ports) {
            if (!wanted.contains(port)) {
                doors.close(door(eni, port));
            }
        }
        for (int port : wanted) {
            if (!node.ports.contains(port)) {
                doors.open(door(eni, port), open -> open.add(listen(eni, node, port)));
            }
        }
        node.ports = wanted;
    }

    private static SortedSet<Integer> ports(InterfacePort node, Holder.BalancerHolder balancer) {
        return node.families().stream()
                .flatMap(balancer::joined)
                .map(Balanced::port)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String door(NetworkInterfaceId eni, int port) {
        return eni + ":" + port;
    }

    private Door listen(NetworkInterfaceId eni, Node node, int port) throws IOException {
        EpollServerSocketChannel socket = VpcListeners.inside(node.place, ListeningSockets::streams);
        return Listener.open(loops, socket, new InetSocketAddress("::", port), near -> {
            node.connections.add(near);
            joints.join(near, eni, node.place);
        });
    }
}
