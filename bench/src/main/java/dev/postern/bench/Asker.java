package dev.postern.bench;

import dev.postern.dataplane.linux.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who asks for a page at an address, on a new connection each time.
 *
 * @param from where he is
 * @param host whom he asks for
 */
record Asker(Namespace from, String address, int port, String host) {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Seconds from the beginning of an action until the first byte of an answer; he asks again and again from before. */
    double untilAnswered(Runnable action) throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            Future<Long> answered = one.submit((Callable<Long>) () -> from.call(this::firstAnswer));
            long begin = System.nanoTime();
            action.run();
            return (answered.get() - begin) / 1e9;
        }
    }

    /** Comes back when he is not answered any more. */
    void untilSilent() throws Exception {
        while (from.call(this::answers)) {
            Thread.onSpinWait();
        }
    }

    /** Seconds of one request, from the connection's begin to the first byte of its answer. */
    double once() throws Exception {
        return from.call(() -> {
            long begin = System.nanoTime();
            if (!answers(1_000)) {
                throw new IllegalStateException(address + " did not answer");
            }
            return Main.seconds(begin);
        });
    }

    private long firstAnswer() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            if (answers()) {
                return System.nanoTime();
            }
        }
        throw new IllegalStateException("no answer from " + address);
    }

    private boolean answers() {
        return answers(5);
    }

    private boolean answers(int connectMillis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), connectMillis);
            socket.setSoTimeout(200);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
