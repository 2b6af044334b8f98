package dev.postern.dataplane.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Somebody behind a Gateway Load Balancer, who gives back what comes in GENEVE, and remembers it. */
final class Appliance implements AutoCloseable {
    private static final int PORT = 6081;

    private final Namespace inside;
    private final UnaryOperator<ByteBuffer> treatment;
    private final DatagramChannel taking;
    private final Map<Integer, DatagramChannel> giving = new HashMap<>();
    private final List<ByteBuffer> seen = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    /** One that changes nothing. */
    static Appliance in(Namespace inside) throws Exception {
        return new Appliance(inside, packet -> packet);
    }

    /**
     * Opens one.
     *
     * @param treatment what it gives back for what it gets, from the header of GENEVE on; nothing of that is left for what it keeps
     */
    Appliance(Namespace inside, UnaryOperator<ByteBuffer> treatment) throws Exception {
        this.inside = inside;
        this.treatment = treatment;
        this.taking = open(PORT);
        this.thread = Thread.ofPlatform().name("appliance").daemon().start(this::run);
    }

    private DatagramChannel open(int port) throws Exception {
        return inside.call(() -> {
            DatagramChannel channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
            return channel.bind(new InetSocketAddress(port));
        });
    }

    private void run() {
        ByteBuffer packet = ByteBuffer.allocateDirect(65_536);
        try {
            while (true) {
                packet.clear();
                InetSocketAddress node = (InetSocketAddress) taking.receive(packet);
                packet.flip();
                ByteBuffer copy =
                        ByteBuffer.allocate(packet.remaining()).put(packet).flip();
                seen.add(copy.duplicate());
                ByteBuffer back = treatment.apply(copy);
                if (back.hasRemaining()) {
                    DatagramChannel from = giving.get(node.getPort());
                    if (from == null) {
                        from = open(node.getPort());
                        giving.put(node.getPort(), from);
                    }
                    from.send(back, new InetSocketAddress(node.getAddress(), PORT));
                }
            }
        } catch (ClosedChannelException e) {
            // It was told to end.
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What came, from the header of GENEVE on. */
    List<ByteBuffer> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    @Override
    public void close() throws IOException {
        taking.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (DatagramChannel channel : giving.values()) {
            channel.close();
        }
    }
}
