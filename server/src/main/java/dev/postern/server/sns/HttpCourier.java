package dev.postern.server.sns;

import dev.postern.dataplane.Places;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.server.network.PublicSide;
import dev.postern.server.outside.Beyond;
import dev.postern.services.sns.Parcel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Posts by HTTP/1.1. It goes where the internet's side of the cloud leads: to public addresses of the cloud by a socket there, and beyond
 * it only where the internet is open, by the same rules as what instances send. The networks of this machine are not reached.
 */
final class HttpCourier {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int STATUS_LINE_BYTES_MAX = 1024;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** What connections by TLS are made with; asked for when there is one. */
    @FunctionalInterface
    interface Tls {
        SSLContext context() throws IOException;
    }

    private final Places places;
    private final PublicSide side;
    private final Optional<Beyond> beyond;
    private final Tls tls;

    /**
     * A courier.
     *
     * @param beyond the world outside, where it is open
     * @param tls who is trusted as an addressee of HTTPS
     */
    public HttpCourier(Places places, PublicSide side, Optional<Beyond> beyond, Tls tls) {
        this.places = places;
        this.side = side;
        this.beyond = beyond;
        this.tls = tls;
    }

    /** The status that was answered. */
    int deliver(Parcel parcel) throws IOException {
        URI url = URI.create(parcel.url());
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() > 0 ? url.getPort() : secure ? HTTPS : HTTP;
        String host = url.getHost();
        Ip address = address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        try (SocketChannel channel = channel(address, port)) {
            Socket plain = channel.socket();
            plain.setSoTimeout((int) PATIENCE.toMillis());
            plain.connect(new InetSocketAddress(address.toInetAddress(), port), (int) PATIENCE.toMillis());
            if (!secure) {
                return exchange(plain, url, parcel);
            }
            try (SSLSocket socket =
                    (SSLSocket) tls.context().getSocketFactory().createSocket(plain, host, port, false)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                return exchange(socket, url, parcel);
            }
        }
    }

    private Ip address(String host) throws IOException {
        return Ip.find(host)
                .or(() -> side.address(host))
                .or(() -> elsewhere(host))
                .orElseThrow(() -> new IOException("nobody knows " + host));
    }

    /** As this machine's resolvers say, where the internet is open: they are not asked for names that are AWS's own. */
    private Optional<Ip> elsewhere(String host) {
        return beyond.flatMap(world -> side.unknown(host)
                .flatMap(name -> world.resolvers().ofServices().address(name)));
    }

    /** A socket that is not connected yet, where the address can be reached from. */
    private SocketChannel channel(Ip address, int port) throws IOException {
        StandardProtocolFamily family =
                address.family() == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        if (AddressPlan.isPublic(address)) {
            try {
                return places.internet().call(() -> SocketChannel.open(family));
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
        boolean open = beyond.isPresent() && beyond.get().refusal(address, port).isEmpty();
        if (!open) {
            throw new IOException(address + " is no public address of this cloud, and nothing else is reached");
        }
        return SocketChannel.open(family);
    }

    private static int exchange(Socket socket, URI url, Parcel parcel) throws IOException {
        byte[] body = parcel.body().getBytes(StandardCharsets.UTF_8);
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder("POST " + path);
        if (url.getRawQuery() != null) {
            head.append('?').append(url.getRawQuery());
        }
        head.append(" HTTP/1.1\r\n");
        parcel.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
        head.append("Connection: close\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        return status(new BufferedInputStream(socket.getInputStream()));
    }

    /** The status of an answer; the rest of it says nothing here. */
    private static int status(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < STATUS_LINE_BYTES_MAX; c = in.read()) {
            line.append((char) c);
        }
        String[] words = line.toString().strip().split(" ", 3);
        if (words.length < 2
                || !words[0].toUpperCase(Locale.ROOT).startsWith("HTTP/1.")
                || !words[1].matches("[1-9][0-9]{2}")) {
            throw new IOException("the answer is not one of HTTP/1");
        }
        return Integer.parseInt(words[1]);
    }
}
