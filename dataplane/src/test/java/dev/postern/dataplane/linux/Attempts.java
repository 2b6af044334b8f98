package dev.postern.dataplane.linux;

import dev.postern.network.Packet;
import dev.postern.network.trace.Trace;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections that are tried all at once, and whether they end as it was foretold. Those that must be refused are begun first: when
 * the others have come about, the kernel has judged them as well, and only then is it looked who got through.
 */
final class Attempts {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Network network;
    private final List<Attempt> attempts = new ArrayList<>();

    /**
     * A connection that was begun.
     *
     * @param channel empty if the kernel refused at once, as it knew no way
     */
    private record Attempt(Trace trace, Namespace from, Optional<SocketChannel> channel) {}

    private Attempts(Network network) {
        this.network = network;
    }

    /** Tries TCP packets, and tells which end otherwise than their traces say. */
    static List<String> surprises(Network network, List<Trace> traces) throws Exception {
        Attempts attempts = new Attempts(network);
        attempts.begin(traces.stream().filter(trace -> !trace.delivered()).toList());
        attempts.begin(traces.stream().filter(Trace::delivered).toList());
        return attempts.end();
    }

    private void begin(List<Trace> traces) throws Exception {
        Map<String, List<Trace>> bySender = new TreeMap<>();
        traces.forEach(
                trace -> bySender.computeIfAbsent(trace.packet().origin().toString(), origin -> new ArrayList<>())
                        .add(trace));
        for (List<Trace> its : bySender.values()) {
            Namespace from = network.senderOf(its.getFirst().packet());
            from.call(() -> {
                for (Trace trace : its) {
                    attempts.add(new Attempt(trace, from, open(trace.packet())));
                }
                return true;
            });
        }
    }

    private static Optional<SocketChannel> open(Packet packet) throws IOException {
        SocketChannel channel = SocketChannel.open(Network.family(packet.destination()));
        try {
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(packet.destination().toInetAddress(), packet.key()));
            return Optional.of(channel);
        } catch (IOException e) {
            channel.close();
            return Optional.empty();
        }
    }

    private List<String> end() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        List<String> surprises = new ArrayList<>();
        for (Attempt attempt :
                attempts.stream().filter(a -> a.trace().delivered()).toList()) {
            String happened = answer(attempt, deadline);
            String foretold = foretold(attempt);
            if (!happened.equals(foretold)) {
                surprises.add("foretold " + foretold + ", happened " + happened + ": " + attempt.trace());
            }
        }
        LockSupport.parkNanos(LAST_LOOK_NANOS);
        for (Attempt attempt :
                attempts.stream().filter(a -> !a.trace().delivered()).toList()) {
            if (gotThrough(attempt)) {
                surprises.add("foretold nobody, happened somebody: " + attempt.trace());
            }
        }
        return surprises;
    }

    /** Who answered, and whom he saw. */
    private static String answer(Attempt attempt, long deadline) {
        if (attempt.channel().isEmpty()) {
            return "no way";
        }
        ByteBuffer answer = ByteBuffer.allocate(200);
        try (SocketChannel channel = attempt.channel().get()) {
            while (System.nanoTime() < deadline) {
                if (channel.finishConnect() && channel.read(answer) < 0) {
                    return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
                }
                LockSupport.parkNanos(MOMENT_NANOS);
            }
            return "nobody";
        } catch (IOException e) {
            return "nobody, " + e.getMessage();
        }
    }

    private static boolean gotThrough(Attempt attempt) throws IOException {
        if (attempt.channel().isEmpty()) {
            return false;
        }
        try (SocketChannel channel = attempt.channel().get()) {
            return channel.finishConnect();
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false; // there was no way at all
        }
    }

    private String foretold(Attempt attempt) {
        return network.foretold(attempt.trace(), attempt.from());
    }
}
