package dev.postern.dataplane.linux;

import dev.postern.model.net.Ip;
import dev.postern.network.Balanced;
import dev.postern.network.Holder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Stands in for the server at a balancer's node: where the kernel hands a connection to it, it is joined with one to the first target. */
record Joining(Namespace node, Holder.BalancerHolder balancer) {
    private static final int TIMEOUT_MS = 400;

    /** Empty where the kernel should have sent the connection on itself. */
    Optional<Balanced.Target> target(SocketChannel accepted) throws IOException {
        Ip client = Ip.of(((InetSocketAddress) accepted.getRemoteAddress()).getAddress());
        int port = ((InetSocketAddress) accepted.getLocalAddress()).getPort();
        return balancer.joined(client.family())
                .filter(listener -> listener.port() == port)
                .flatMap(listener -> listener.targets(client.family()).stream())
                .findFirst();
    }

    /** Hands on what the target says, or ends as the connection to it did. */
    void join(SocketChannel accepted, Balanced.Target target) throws Exception {
        try (accepted;
                SocketChannel far = node.call(() -> SocketChannel.open(Network.family(target.address())))) {
            try {
                far.socket()
                        .connect(new InetSocketAddress(target.address().toInetAddress(), target.port()), TIMEOUT_MS);
                Channels.newInputStream(far).transferTo(Channels.newOutputStream(accepted));
                accepted.shutdownOutput();
                Channels.newInputStream(accepted).readAllBytes();
            } catch (IOException e) {
                accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        }
    }
}
