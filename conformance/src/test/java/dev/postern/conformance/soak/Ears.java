package dev.postern.conformance.soak;

import dev.postern.conformance.soak.Playground.Pair;
import dev.postern.conformance.soak.Playground.Place;
import dev.postern.conformance.soak.Playground.Way;
import dev.postern.dataplane.linux.Namespace;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Listens in the instances' networks, on ports that are open and on ports that are shut. A datagram says which probe it is of, so that
 * what should not have arrived is known where it arrives.
 */
final class Ears implements AutoCloseable {
    private final Path data;
    private final Journal journal;
    private final Map<String, Pair> refused;
    private final Map<Place, Ear> open = new ConcurrentHashMap<>();

    /** The sockets in one namespace, which is known by its inode number. */
    private record Ear(long inode, List<Closeable> sockets) {
        void close() {
            for (Closeable socket : sockets) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    Ears(Path data, Journal journal, Collection<Pair> pairs) {
        this.data = data;
        this.journal = journal;
        this.refused = pairs.stream()
                .filter(pair -> pair.way() == Way.UDP && !pair.allowed())
                .collect(Collectors.toMap(Pair::toString, pair -> pair));
    }

    /** Listens where nobody listens yet: at first, and when an instance was given another namespace. */
    void open(Collection<Place> places) {
        for (Place place : places) {
            try {
                long inode = (Long) Files.getAttribute(place.pin(data), "unix:ino");
                Ear before = open.get(place);
                if (before == null || before.inode() != inode) {
                    List<Closeable> sockets = new Namespace(place.pin(data)).call(() -> listen(place));
                    open.put(place, new Ear(inode, sockets));
                    if (before != null) {
                        journal.note(place.name() + " has another namespace");
                        before.close();
                    }
                }
            } catch (Exception e) {
                // The namespace is not there at the moment: what has unpinned it will be mended.
            }
        }
    }

    private List<Closeable> listen(Place place) throws IOException {
        List<Closeable> sockets = new ArrayList<>();
        for (int port : List.of(Playground.OPEN_TCP, Playground.SHUT)) {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
            server.bind(new InetSocketAddress("0.0.0.0", port));
            sockets.add(server);
            Thread.ofVirtual().start(() -> accept(server));
        }
        for (int port : List.of(Playground.OPEN_UDP, Playground.SHUT)) {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.bind(new InetSocketAddress("0.0.0.0", port));
            sockets.add(channel);
            Thread.ofVirtual().start(() -> echo(place, channel));
        }
        return sockets;
    }

    private static void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try (SocketChannel accepted = server.accept()) {
                accepted.shutdownOutput();
            } catch (IOException e) {
                // The client went away, or the namespace did.
            }
        }
    }

    private void echo(Place place, DatagramChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(200);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress sender = channel.receive(buffer);
                String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
                if (refused.containsKey(text)) {
                    journal.violation("a refused datagram arrived at " + place.name() + ": " + text);
                }
                buffer.flip();
                channel.send(buffer, sender);
            } catch (IOException e) {
                // An answer that finds no way back.
            }
        }
    }

    @Override
    public void close() {
        open.values().forEach(Ear::close);
    }
}
