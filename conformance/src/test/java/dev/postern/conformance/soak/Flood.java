package dev.postern.conformance.soak;

import dev.postern.conformance.soak.Playground.Place;
import dev.postern.dataplane.linux.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Idle connections to the API's port from the host, or to the metadata service from an instance, held while a new call is made.
 *
 * @param connections how many
 */
record Flood(Api api, Optional<Place> from, InetSocketAddress target, Path data, int connections, Journal journal)
        implements Disturbance {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONNECT_MS = 2000;

    @Override
    public String name() {
        return connections + " idle connections from " + from.map(Place::name).orElse("the host") + " to " + target;
    }

    @Override
    public boolean disturbsPackets() {
        return false;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public void inflict(Random random) throws Exception {
        List<SocketChannel> held = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = open();
                held.add(channel);
                try {
                    channel.socket().connect(target, CONNECT_MS);
                } catch (IOException e) {
                    break; // refused or left waiting: the bound
                }
            }
            journal.note("held " + held.size());
            api.ec2().describeVpcs();
        } catch (SdkException e) {
            journal.violation("a call was not answered while there were " + held.size() + " idle connections: " + e);
        } finally {
            for (SocketChannel channel : held) {
                channel.close();
            }
        }
    }

    private SocketChannel open() throws Exception {
        return from.isEmpty()
                ? SocketChannel.open(StandardProtocolFamily.INET)
                : new Namespace(from.get().pin(data)).call(() -> SocketChannel.open(StandardProtocolFamily.INET));
    }

    @Override
    public Optional<String> damage() {
        return Optional.empty();
    }
}
