package dev.postern.dataplane.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Sends back what it gets, on one connection, in some namespace. */
final class Echo implements AutoCloseable {
    private static final int LIMIT_MS = 700;
    private static final int PATIENT_MS = 8000;

    private final ServerSocketChannel server;

    Echo(Namespace namespace, int port) throws Exception {
        server = namespace.call(() -> {
            ServerSocketChannel listening = ServerSocketChannel.open();
            listening.bind(new InetSocketAddress(port));
            return listening;
        });
        Thread.ofVirtual().start(() -> {
            try (SocketChannel accepted = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(1);
                while (accepted.read(buffer.clear()) == 1) {
                    accepted.write(buffer.flip());
                }
            } catch (IOException e) {
                return;
            }
        });
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    boolean answers(SocketChannel client) {
        return answers(client, PATIENT_MS);
    }

    /** Whether it is told that there is no such connection. */
    static boolean isReset(SocketChannel client) {
        try {
            client.socket().setSoTimeout(PATIENT_MS);
            client.socket().getOutputStream().write('x');
            client.socket().getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    boolean isSilent(SocketChannel client) {
        return !answers(client, LIMIT_MS);
    }

    private static boolean answers(SocketChannel client, int limitMs) {
        try {
            client.socket().setSoTimeout(limitMs);
            client.socket().getOutputStream().write('x');
            return client.socket().getInputStream().read() == 'x';
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
