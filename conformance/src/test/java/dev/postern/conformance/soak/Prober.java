package dev.postern.conformance.soak;

import dev.postern.conformance.soak.Playground.Pair;
import dev.postern.dataplane.linux.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends one probe after the other from the instances' networks, for each pair on a thread of its own. */
final class Prober implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int REFUSED_MS = 400;
    private static final int PATIENT_MS = 8000;
    private static final int DATAGRAM_MS = 500;

    private final Path data;
    private final Journal journal;
    private final Weather weather;
    private final Map<Pair, AtomicLong> lastPassed = new ConcurrentHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Prober(Path data, Journal journal, Weather weather) {
        this.data = data;
        this.journal = journal;
        this.weather = weather;
    }

    void start(List<Pair> pairs) {
        for (Pair pair : pairs) {
            lastPassed.put(pair, new AtomicLong());
            threads.add(Thread.ofPlatform().name("probe " + pair).start(() -> probe(pair)));
        }
    }

    /** How many probes were sent. */
    long sent() {
        return sent.get();
    }

    /** Those that must pass, and of which none passed that was sent after a time ({@link System#nanoTime}). */
    List<String> notPassedSince(long nanos) {
        return lastPassed.entrySet().stream()
                .filter(entry -> entry.getKey().allowed() && entry.getValue().get() - nanos < 0)
                .map(entry -> entry.getKey().toString())
                .sorted()
                .toList();
    }

    private void probe(Pair pair) {
        while (!closed) {
            long begun = System.nanoTime();
            boolean passed = passes(pair);
            sent.incrementAndGet();
            if (passed && pair.allowed()) {
                lastPassed.getOrDefault(pair, new AtomicLong()).set(begun);
            } else if (passed) {
                journal.violation("passed, but must be refused: " + pair);
            } else if (pair.allowed() && !closed && weather.wasFair(begun)) {
                journal.violation("did not pass in "
                        + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms, and nothing disturbed it: "
                        + pair);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean passes(Pair pair) {
        Namespace from = new Namespace(pair.from().pin(data));
        try {
            return switch (pair.way()) {
                case TCP -> connects(from, pair);
                case UDP -> echoes(from, pair);
                case ICMP -> pings(from, pair);
            };
        } catch (Exception e) {
            return false; // no route, or no namespace at the moment
        }
    }

    private static boolean connects(Namespace from, Pair pair) throws Exception {
        try (SocketChannel channel = from.call(() -> SocketChannel.open(StandardProtocolFamily.INET))) {
            channel.socket().connect(address(pair), pair.allowed() ? PATIENT_MS : REFUSED_MS);
            return true;
        }
    }

    private static boolean echoes(Namespace from, Pair pair) throws Exception {
        try (DatagramChannel channel = from.call(() -> DatagramChannel.open(StandardProtocolFamily.INET))) {
            channel.connect(address(pair));
            channel.socket().setSoTimeout(DATAGRAM_MS);
            int tries = pair.allowed() ? PATIENT_MS / DATAGRAM_MS : 1;
            byte[] answer = new byte[200];
            for (int i = 0; i < tries; i++) {
                try {
                    channel.write(ByteBuffer.wrap(pair.toString().getBytes(StandardCharsets.UTF_8)));
                    channel.socket().receive(new java.net.DatagramPacket(answer, answer.length));
                    return true;
                } catch (SocketTimeoutException e) {
                    // Lost, or refused: the next one tells.
                } catch (IOException e) {
                    // An ICMP error: nobody listens yet, or no route. The next one may find somebody.
                    LockSupport.parkNanos(Duration.ofMillis(DATAGRAM_MS).toNanos());
                }
            }
            return false;
        }
    }

    private static boolean pings(Namespace from, Pair pair) throws Exception {
        String limit = pair.allowed() ? "8" : "0.4";
        Process process = from.call(() -> new ProcessBuilder(
                        "ping", "-n", "-c", "1", "-W", limit, pair.to().address())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        return process.waitFor() == 0;
    }

    private static InetSocketAddress address(Pair pair) {
        return new InetSocketAddress(pair.to().address(), pair.port());
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
