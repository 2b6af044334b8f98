package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.NamespaceName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kernel's settings for the network namespace that the calling thread is in: what is below {@code /proc/sys/net}.
 *
 * <p>Each namespace has a directory {@code ipv4} of its own there. The kernel keeps those of all namespaces in one chain, along
 * which it goes whenever the path is named: with a thousand namespaces that is what takes the time. So the directory is opened
 * once, and what is in it is named from there.
 */
final class Settings implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Settings.class.getName());
    private static final Path IPV4 = Path.of("/proc/sys/net/ipv4");
    private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");
    private static final Path NETFILTER = Path.of("/proc/sys/net/netfilter");

    /**
     * How a NAT gateway keeps connections: each may be idle for 350 s, and what belongs to none does not begin one.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html">Troubleshoot NAT gateways</a>
     */
    private static final Map<String, String> OF_NAT = Map.of(
            "nf_conntrack_tcp_timeout_established", "350",
            "nf_conntrack_udp_timeout", "350",
            "nf_conntrack_udp_timeout_stream", "350",
            "nf_conntrack_icmp_timeout", "350",
            "nf_conntrack_tcp_loose", "0",
            // A packet out of the window is no reason to reset the connection.
            "nf_conntrack_tcp_be_liberal", "1");

    /**
     * At an endpoint's interface, and at a balancer's node where its rules do not say otherwise: of an endpoint the node tells how long a
     * connection may be idle, so the endpoint remembers as long as any listener may.
     *
     * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html">Update the TCP idle
     *     timeout</a>
     */
    private static final Map<String, String> OF_MANAGED = Map.of(
            "nf_conntrack_tcp_timeout_established", "6000",
            "nf_conntrack_udp_timeout", "120",
            "nf_conntrack_udp_timeout_stream", "120",
            "nf_conntrack_tcp_loose", "0",
            "nf_conntrack_tcp_be_liberal", "1");

    /**
     * How long a VPC's router remembers a connection that is idle, in seconds, where its interfaces do not say otherwise.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html#connection-tracking-timeouts">Connection
     *     tracking timeouts</a>
     */
    private static final Map<String, String> OF_VPC = Map.of(
            "nf_conntrack_tcp_timeout_established", "432000",
            "nf_conntrack_udp_timeout", "30",
            "nf_conntrack_udp_timeout_stream", "180",
            "nf_conntrack_generic_timeout", "600");

    private static final List<String> SCOPES = List.of("all", "default");
    private static final int VALUE_BYTES = 64;

    private final SecureDirectoryStream<Path> directory;

    private Settings(SecureDirectoryStream<Path> directory) {
        this.directory = directory;
    }

    /**
     * Sets what is not as it must be. Done whenever a namespace is looked at: it is cheap, and a killed process may have left some.
     *
     * @return what was not so
     */
    static List<String> restore(String namespace) throws KernelException {
        List<String> changed = new ArrayList<>();
        boolean internet = namespace.equals(NamespaceName.INTERNET);
        boolean nat = NamespaceName.isNat(namespace);
        boolean managed = NamespaceName.managed(namespace).isPresent();
        boolean router =
                internet || nat || managed || NamespaceName.vpc(namespace).isPresent();
        try {
            if (Libc.setLoopbackUp()) {
                changed.add("lo is down");
            }
            changed.addAll(ipv6(router));
            try (Settings ipv4 = open(IPV4)) {
                changed.addAll(ipv4.put(everywhere("rp_filter", internet ? "1" : "0")));
                if (router) {
                    changed.addAll(ipv4.forward());
                    if (NamespaceName.vpc(namespace).isPresent()) {
                        // A packet for a service here may have to pass an appliance first: one that is known to be for
                        // a socket is not sent
                        // on.
                        changed.addAll(ipv4.put(Map.of("ip_early_demux", "0")));
                    }
                } else {
                    // Else the kernel would take other addresses of a subnet along with the one that came first.
                    changed.addAll(ipv4.put(everywhere("promote_secondaries", "1")));
                    ipv4.allowPing();
                }
            }
            if (router && !internet) {
                try (Settings connections = open(NETFILTER)) {
                    changed.addAll(connections.put(nat ? OF_NAT : managed ? OF_MANAGED : OF_VPC));
                }
            }
        } catch (IOException e) {
            throw new KernelException("cannot set what " + namespace + " needs: " + e.getMessage(), e);
        }
        return changed;
    }

    /**
     * Nobody configures himself by what he hears: addresses, routes and neighbours are given. A router's links have no addresses of
     * their own, so that nothing is said there that nobody asked for.
     */
    private static List<String> ipv6(boolean router) throws IOException {
        Map<String, String> settings = new TreeMap<>(everywhere("disable_ipv6", "0"));
        settings.putAll(everywhere("accept_ra", "0"));
        // Who has which address is settled. With nothing to send the kernel would wait all the same, for up to a second
        // in which a client of DHCPv6 can use no address of its link.
        settings.putAll(everywhere("accept_dad", "0"));
        settings.putAll(everywhere("dad_transmits", "0"));
        if (router) {
            settings.putAll(everywhere("addr_gen_mode", "1"));
            settings.putAll(everywhere("forwarding", "1"));
        }
        try (Settings ipv6 = open(IPV6)) {
            return ipv6.put(settings);
        } catch (NoSuchFileException e) {
            return List.of(); // this kernel has none
        }
    }

    /** A router answers ARP requests for the hosts behind it; by default it would wait for up to 0.8 s before. */
    static void answerAtOnce(String link) throws KernelException {
        try (Settings ipv4 = open(IPV4)) {
            ipv4.put(Map.of("neigh/" + link + "/proxy_delay", "0"));
        } catch (IOException e) {
            throw new KernelException("cannot set how " + link + " answers: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("StreamResourceLeak") // it is closed with what is returned
    private static Settings open(Path directory) throws IOException {
        DirectoryStream<Path> opened = Files.newDirectoryStream(directory);
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return new Settings(secure);
        }
        opened.close();
        throw new IOException(directory + " cannot be held open on this system");
    }

    private static Map<String, String> everywhere(String setting, String value) {
        Map<String, String> settings = new TreeMap<>();
        SCOPES.forEach(scope -> settings.put("conf/" + scope + "/" + setting, value));
        return settings;
    }

    /** What makes a router of it, and each of its links one of a router's. */
    private List<String> forward() throws IOException {
        Map<String, String> settings = new TreeMap<>(everywhere("send_redirects", "0"));
        settings.put("ip_forward", "1");
        settings.put("conf/all/accept_local", "1");
        // The way back is looked up by the same rules as the way there.
        settings.put("conf/all/src_valid_mark", "1");
        settings.put("conf/all/proxy_arp", "1");
        List<String> changed = new ArrayList<>(put(settings));
        Map<String, String> ofLinks = new TreeMap<>();
        try (DirectoryStream<Path> links = directory.newDirectoryStream(Path.of("conf"))) {
            links.forEach(link -> ofLinks.put("conf/" + link.getFileName() + "/forwarding", "1"));
        }
        changed.addAll(put(ofLinks));
        return changed;
    }

    /** Everybody may ping in an instance, as distributions have it; where groups are not all mapped, root still may. */
    private void allowPing() {
        try {
            put(Map.of("ping_group_range", "0\t2147483647"));
        } catch (IOException e) {
            LOG.log(Level.TRACE, "ping is left to root", e);
        }
    }

    /** Writes what is not so yet, and says what that was. */
    private List<String> put(Map<String, String> settings) throws IOException {
        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            Path path = Path.of(setting.getKey());
            try {
                if (!read(path).equals(setting.getValue())) {
                    write(path, setting.getValue());
                    changed.add(setting.getKey());
                }
            } catch (NoSuchFileException e) {
                LOG.log(Level.TRACE, "the link is gone", e);
            }
        }
        return changed;
    }

    private String read(Path setting) throws IOException {
        try (SeekableByteChannel file = directory.newByteChannel(setting, Set.of(StandardOpenOption.READ))) {
            ByteBuffer text = ByteBuffer.allocate(VALUE_BYTES);
            int length = Math.max(0, file.read(text));
            return new String(text.array(), 0, length, StandardCharsets.US_ASCII).strip();
        }
    }

    private void write(Path setting, String value) throws IOException {
        try (SeekableByteChannel file = directory.newByteChannel(setting, Set.of(StandardOpenOption.WRITE))) {
            file.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
