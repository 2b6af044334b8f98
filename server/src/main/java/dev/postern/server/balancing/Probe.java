package dev.postern.server.balancing;

import dev.postern.dataplane.Place;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A question to a target whether it is well.
 *
 * @param from the address of the node that asks
 * @param address the target's
 * @param port at which it is asked
 * @param told whether it expects to be told who connects before anything else
 */
record Probe(Ip from, Ip address, int port, HealthCheck check, boolean told) {
    /** Version 2 of the PROXY protocol, for a connection that is the balancer's own. */
    private static final byte[] OWN = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

    private static final int LINE_MAX = 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
    private static final SSLContext ANY_CERTIFICATE = anyCertificate();

    /** Opens a socket where the node is. Nothing is sent yet. */
    SocketChannel open(Place place) throws Exception {
        return place.call(() -> {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(from.toInetAddress(), 0));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return channel;
        });
    }

    /** Sends it, and waits for the answer. There is none once the channel is closed, which whoever asks does when its time is over. */
    boolean isAnswered(SocketChannel channel) {
        try (channel) {
            channel.connect(new InetSocketAddress(address.toInetAddress(), port));
            if (told) {
                channel.write(ByteBuffer.wrap(OWN));
            }
            return switch (check.probe()) {
                case TCP -> true;
                case HTTP -> isWell(channel.socket());
                case HTTPS -> isWell(encrypted(channel.socket()));
            };
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isWell(Socket socket) throws IOException {
        String host = (address.family() == Family.IPV4 ? address : "[" + address + "]") + ":" + port;
        String request = "GET " + check.path().orElse("/") + " HTTP/1.1\r\nHost: " + host
                + "\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\nAccept-Encoding: gzip, compressed\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        Matcher status = STATUS.matcher(line(socket.getInputStream()));
        return status.matches() && check.accepts(Integer.parseInt(status.group(1)));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < LINE_MAX; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private SSLSocket encrypted(Socket socket) throws IOException {
        return (SSLSocket) ANY_CERTIFICATE.getSocketFactory().createSocket(socket, address.toString(), port, false);
    }

    /** A balancer does not look at the certificates of its targets. */
    private static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
