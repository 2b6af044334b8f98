package dev.postern.dataplane.linux;

import dev.postern.dataplane.PacketSender;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** Sends packets from a namespace: the kernel decides. */
final class NamespaceSender implements PacketSender {
    private static final int ANSWER_BYTES_MAX = 2048;

    private final Namespace from;
    private final Ip source;
    private final Duration limit;

    NamespaceSender(Namespace from, Ip source, Duration limit) {
        this.from = from;
        this.source = source;
        this.limit = limit;
    }

    @Override
    public Answer connect(Ip destination, int port) throws IOException {
        try (SocketChannel channel = inside(() -> SocketChannel.open(family()))) {
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
            channel.socket().connect(new InetSocketAddress(destination.toInetAddress(), port), millis());
            return Answer.ANSWERED;
        } catch (SocketTimeoutException e) {
            return Answer.SILENCE;
        } catch (NoRouteToHostException e) {
            return Answer.UNREACHABLE;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused") ? Answer.REFUSED : Answer.UNREACHABLE;
        }
    }

    @Override
    public Answer send(Ip destination, int port, byte[] content) throws IOException {
        try (DatagramChannel channel = inside(() -> DatagramChannel.open(family()))) {
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
            channel.connect(new InetSocketAddress(destination.toInetAddress(), port));
            DatagramSocket socket = channel.socket();
            socket.setSoTimeout(millis());
            socket.send(new DatagramPacket(content, content.length));
            socket.receive(new DatagramPacket(new byte[ANSWER_BYTES_MAX], ANSWER_BYTES_MAX));
            return Answer.ANSWERED;
        } catch (SocketTimeoutException e) {
            return Answer.SILENCE;
        } catch (PortUnreachableException e) {
            return Answer.REFUSED;
        } catch (NoRouteToHostException | ConnectException e) {
            return Answer.UNREACHABLE;
        }
    }

    @Override
    public Answer echo(Ip destination) throws IOException {
        String seconds = Long.toString(Math.max(1, limit.toSeconds()));
        List<String> ping =
                List.of("ping", "-n", "-c", "1", "-w", seconds, "-I", source.toString(), destination.toString());
        Tool.Result result = run(from.entering(ping));
        return switch (result.code()) {
            case 0 -> Answer.ANSWERED;
            case 1 -> Answer.SILENCE;
            default -> throw new IOException((result.output() + result.errors()).strip());
        };
    }

    private static Tool.Result run(List<String> command) throws IOException {
        try {
            return Tool.run(command, "");
        } catch (KernelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private StandardProtocolFamily family() {
        return source.family() == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private int millis() {
        return Math.toIntExact(limit.toMillis());
    }

    private <T> T inside(Callable<T> task) throws IOException {
        try {
            return from.call(task);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
