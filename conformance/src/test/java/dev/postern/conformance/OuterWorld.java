package dev.postern.conformance;

import com.sun.net.httpserver.HttpServer;
import dev.postern.dataplane.linux.Namespace;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A host for a cloud, and an internet around it: two namespaces with a link between them, so that nothing of it touches this machine's
 * network. They end with the processes that hold them, and those with this process.
 *
 * <pre>
 * host:     192.168.7.2, fd00:7::2, and of everybody's addresses 5.5.5.2, 5.5.6.2/24 and 2a00:5:5:6::2/64; resolver 9.9.9.53
 * internet: 8.8.4.4, 9.9.9.53, 2600::1; 192.168.7.1 and 10.9.0.1 (private), 203.0.113.5, 198.18.128.1, 169.254.1.1,
 *           168.63.129.16; on the host's link 5.5.6.1 and 2a00:5:5:6::1, and, where only a route of the host says so, 5.5.7.1
 *           and 2a00:5:5:7::1; each answers, so what is not reached was refused
 * </pre>
 */
final class OuterWorld implements AutoCloseable {
    static final String SITE = "8.8.4.4";
    static final String SITE_IPV6 = "2600::1";
    static final String LAN_IPV6 = "fd00:7::1";
    static final String HOST_IPV6 = "2a00:5:5:6:0:0:0:2";
    static final String HOST = "5.5.5.2";
    static final String HOST_PRIVATE = "192.168.7.2";
    static final String LAN = "192.168.7.1";
    static final String OTHER_LAN = "10.9.0.1";

    /** Networks of everybody's addresses that the host's link is in, and who else is there. */
    static final String LINK = "5.5.6.0/24";

    static final String LINK_IPV6 = "2a00:5:5:6::/64";
    static final String NEIGHBOUR = "5.5.6.1";
    static final String NEIGHBOUR_IPV6 = "2a00:5:5:6::1";

    /** Networks on the host's link that none of its addresses is in, and who is there. */
    static final String ROUTED = "5.5.7.0/24";

    static final String ROUTED_IPV6 = "2a00:5:5:7::/64";
    static final String NEIGHBOUR_BY_ROUTE = "5.5.7.1";
    static final String NEIGHBOUR_BY_ROUTE_IPV6 = "2a00:5:5:7::1";

    /** What nobody may reach, and who tries would: the cloud's own, link-local, a virtual machine's host. */
    static final String CLOUDS_OWN = "198.18.128.1";

    static final String LINK_LOCAL = "169.254.1.1";
    static final String VIRTUAL_HOST = "168.63.129.16";

    static final int COUNTING = 7000;
    static final int ECHO = 7001;
    static final int PRIVATE_PORT = 8080;
    static final int BIG_BYTES = 20_000_000;

    private static final String RESOLVER = "9.9.9.53";
    private static final Map<String, String> NAMES =
            Map.of("www.outer.example.", SITE, "rebinding.outer.example.", "127.0.0.1", "lan.outer.example.", LAN);

    private final Path directory;
    private final List<Closeable> open = new ArrayList<>();
    private final Process internet;
    private final Process host;
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    OuterWorld(Path directory) throws Exception {
        this.directory = directory;
        Path resolvers = Files.writeString(directory.resolve("resolv.conf"), "nameserver " + RESOLVER + "\n");
        internet = hold("unshare", "--net", "sh", "-c", "echo ready; exec cat");
        host = hold(
                "unshare",
                "--net",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + resolvers + " \"$(readlink -f /etc/resolv.conf)\"; echo ready; exec cat");
        link();
        serve();
    }

    /** A process in namespaces of its own that ends when nobody holds its input any more. */
    private static Process hold(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            throw new IOException("ended at once: " + String.join(" ", command));
        }
        return process;
    }

    private void link() {
        String inInternet = "nsenter -n -t " + internet.pid() + " ip ";
        String onHost = "nsenter -n -t " + host.pid() + " ip ";
        List<String> lines = new ArrayList<>(List.of(
                inInternet + "link add w0 type veth peer name h0 netns " + host.pid(), inInternet + "link set lo up"));
        for (String address : List.of(SITE, RESOLVER, "203.0.113.5", OTHER_LAN, CLOUDS_OWN, LINK_LOCAL, VIRTUAL_HOST)) {
            lines.add(inInternet + "address add " + address + "/32 dev lo");
        }
        lines.add(inInternet + "address add " + SITE_IPV6 + "/128 dev lo nodad");
        lines.add(inInternet + "address add " + LAN + "/24 dev w0");
        lines.add(inInternet + "address add fd00:7::1/64 dev w0 nodad");
        lines.add(inInternet + "address add " + NEIGHBOUR + "/24 dev w0");
        lines.add(inInternet + "address add " + NEIGHBOUR_IPV6 + "/64 dev w0 nodad");
        lines.add(inInternet + "address add " + NEIGHBOUR_BY_ROUTE + "/24 dev w0");
        lines.add(inInternet + "address add " + NEIGHBOUR_BY_ROUTE_IPV6 + "/64 dev w0 nodad");
        lines.add(inInternet + "link set w0 up");
        lines.add(onHost + "link set lo up");
        lines.add(onHost + "address add " + HOST_PRIVATE + "/24 dev h0");
        lines.add(onHost + "address add " + HOST + "/32 dev h0");
        lines.add(onHost + "address add fd00:7::2/64 dev h0 nodad");
        lines.add(onHost + "address add 5.5.6.2/24 dev h0");
        lines.add(onHost + "address add 2a00:5:5:6::2/64 dev h0 nodad");
        lines.add(onHost + "address add 2a00:5:5:7::2/128 dev h0 nodad preferred_lft 0"); // as by DHCPv6
        lines.add(onHost + "link set h0 up");
        lines.add(onHost + "route add " + ROUTED + " dev h0");
        lines.add(onHost + "-6 route add " + ROUTED_IPV6 + " dev h0");
        lines.add(onHost + "route add default via " + LAN);
        lines.add(onHost + "-6 route add default via fd00:7::1");
        lines.add(inInternet + "route add " + HOST + "/32 via " + HOST_PRIVATE);
        Finished.run(Map.of(), directory, "sh", "-ec", String.join("\n", lines)).succeeded();
    }

    private void serve() throws Exception {
        web(internetSide(() -> HttpServer.create(new InetSocketAddress(80), 0)));
        web(onHost(() -> HttpServer.create(new InetSocketAddress(PRIVATE_PORT), 0)));
        for (int port : List.of(HostedCloud.API, HostedCloud.SOCKS)) { // the cloud has them at loopback only
            web(onHost(() -> HttpServer.create(new InetSocketAddress(HOST, port), 0)));
        }
        ServerSocket counting = internetSide(() -> new ServerSocket(COUNTING));
        open.add(counting);
        loop("counting", () -> count(counting.accept()));
        for (String address : List.of(SITE, LAN, NEIGHBOUR)) {
            DatagramSocket echo = internetSide(() -> new DatagramSocket(ECHO, InetAddress.ofLiteral(address)));
            open.add(echo);
            loop("echo", () -> answer(echo, content -> content));
        }
        DatagramSocket names = internetSide(() -> new DatagramSocket(53, InetAddress.ofLiteral(RESOLVER)));
        open.add(names);
        loop("names", () -> answer(names, this::resolve));
    }

    private void web(HttpServer server) {
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().equals("/big")
                    ? big()
                    : exchange.getRemoteAddress().getAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        open.add(() -> server.stop(0));
    }

    /** Bytes that repeat after no power of two. */
    static byte[] big() {
        byte[] bytes = new byte[BIG_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    /** Says how much came only when nothing more does: the answer needs the half of a connection that is still open. */
    private static void count(Socket socket) {
        Thread.ofVirtual().start(() -> {
            try (socket;
                    InputStream in = socket.getInputStream()) {
                long bytes = in.transferTo(OutputStream.nullOutputStream());
                socket.getOutputStream().write(Long.toString(bytes).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private interface Answering {
        byte[] to(byte[] question) throws IOException;
    }

    private static void answer(DatagramSocket socket, Answering answering) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        byte[] answer = answering.to(Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    }

    private byte[] resolve(byte[] question) throws IOException {
        Message query = new Message(question);
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        String name = query.getQuestion().getName().toString();
        asked.add(name);
        String address = NAMES.get(name);
        if (address == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (query.getQuestion().getType() == Type.A) {
            answer.addRecord(
                    new ARecord(query.getQuestion().getName(), DClass.IN, 60, InetAddress.ofLiteral(address)),
                    Section.ANSWER);
        }
        return answer.toWire();
    }

    private interface Turn {
        void take() throws IOException;
    }

    private static void loop(String name, Turn turn) {
        Thread.ofVirtual().name(name).start(() -> {
            while (true) {
                try {
                    turn.take();
                } catch (SocketException e) {
                    return; // closed
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** The names that the resolver of this internet was asked for. */
    Set<String> asked() {
        return asked;
    }

    /** Makes a socket in the internet. */
    private <T> T internetSide(Callable<T> socket) throws Exception {
        return new Namespace(Path.of("/proc/" + internet.pid() + "/ns/net")).call(socket);
    }

    /** Makes a socket on the host. */
    <T> T onHost(Callable<T> socket) throws Exception {
        return new Namespace(Path.of("/proc/" + host.pid() + "/ns/net")).call(socket);
    }

    /** A command that runs on the host. */
    List<String> onHost(List<String> command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "-n", "-m", "-t", Long.toString(host.pid())));
        words.addAll(command);
        return words;
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
        host.destroy();
        internet.destroy();
        host.onExit().join();
        internet.onExit().join();
    }
}
