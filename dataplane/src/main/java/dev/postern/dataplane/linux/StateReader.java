package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.InterfaceAddress;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.KernelRoute;
import dev.postern.dataplane.namespaces.Link;
import dev.postern.dataplane.namespaces.NamespaceName;
import dev.postern.dataplane.namespaces.NamespaceState;
import dev.postern.dataplane.namespaces.Neighbour;
import dev.postern.dataplane.namespaces.PacketProgram;
import dev.postern.dataplane.namespaces.RoutingRule;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkMessage;
import dev.postern.linux.NetlinkMessage.Attributes;
import dev.postern.linux.PacketPrograms;
import dev.postern.linux.PacketPrograms.Direction;
import dev.postern.linux.SystemCallException;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads what is in the calling thread's namespace. At a start there may be thousands of namespaces to look at, so the kernel is asked
 * directly: numbers as in {@code linux/rtnetlink.h} and {@code linux/fib_rules.h}.
 */
final class StateReader {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final int GET_LINK = 18;
    private static final int LINK_HEADER_BYTES = 16;
    private static final int LINK_NAME = 3;
    private static final int GET_ADDRESS = 22;
    private static final int ADDRESS_HEADER_BYTES = 8;
    private static final int ADDRESS_METRIC = 9;
    private static final int GET_ROUTE = 26;
    private static final int ROUTE_HEADER_BYTES = 12;
    private static final int GET_NEIGHBOUR = 30;
    private static final int NEIGHBOUR_HEADER_BYTES = 12;
    private static final int GET_RULE = 34;
    private static final int RULE_HEADER_BYTES = 12;

    private static final int IFF_UP = 1;
    private static final int MAC_BYTES = 6;
    private static final int NUD_PERMANENT = 0x80;
    private static final int WHOLE_MARK = -1;
    /** What the kernel gives to links by itself. */
    private static final List<Cidr> OWN_ADDRESSES =
            List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1/128"), Cidr.of("fe80::/10"));

    private final TreeMap<String, Link> links = new TreeMap<>();
    private final TreeMap<String, String> programs = new TreeMap<>();
    private final TreeSet<InterfaceAddress> addresses = new TreeSet<>();
    private final TreeSet<KernelRoute> routes = new TreeSet<>();
    private final TreeSet<RoutingRule> rules = new TreeSet<>();
    private final TreeSet<Neighbour> neighbours = new TreeSet<>();
    private final Map<Integer, String> names = new HashMap<>();

    private StateReader() {}

    static NamespaceState read() throws KernelException {
        StateReader reader = new StateReader();
        try (Netlink kernel = Netlink.open(Netlink.ROUTE)) {
            for (NetlinkMessage link : kernel.dump(GET_LINK, new byte[LINK_HEADER_BYTES], LINK_HEADER_BYTES)) {
                reader.link(link);
            }
            reader.programs();
            for (Family family : Family.values()) {
                reader.read(kernel, family);
            }
            LoadedRules loaded = LoadedRules.read();
            return new NamespaceState(
                    reader.links,
                    reader.addresses,
                    reader.neighbours,
                    reader.rules,
                    reader.routes,
                    loaded.generation(),
                    loaded.translations(),
                    reader.programs);
        } catch (IOException | IllegalArgumentException e) {
            throw new KernelException("cannot read the namespace: " + e.getMessage(), e);
        }
    }

    private void read(Netlink kernel, Family family) throws IOException {
        for (NetlinkMessage address : ask(kernel, family, GET_ADDRESS, ADDRESS_HEADER_BYTES)) {
            address(address);
        }
        for (NetlinkMessage route : ask(kernel, family, GET_ROUTE, ROUTE_HEADER_BYTES)) {
            route(route, family);
        }
        for (NetlinkMessage rule : ask(kernel, family, GET_RULE, RULE_HEADER_BYTES)) {
            rule(rule, family);
        }
        for (NetlinkMessage neighbour : ask(kernel, family, GET_NEIGHBOUR, NEIGHBOUR_HEADER_BYTES)) {
            neighbour(neighbour);
        }
    }

    /** The number of a link. */
    static int number(String link) throws IOException {
        try (Netlink kernel = Netlink.open(Netlink.ROUTE)) {
            return number(kernel, link);
        }
    }

    static int number(Netlink kernel, String link) throws IOException {
        return ask(kernel, link).stream()
                .mapToInt(message -> message.headerInt(4))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no link " + link));
    }

    /** Asks for one link: the kernel first sees to it that what it tells of it is so. */
    static List<NetlinkMessage> ask(String link) throws IOException {
        try (Netlink kernel = Netlink.open(Netlink.ROUTE)) {
            return ask(kernel, link);
        }
    }

    private static List<NetlinkMessage> ask(Netlink kernel, String link) throws IOException {
        byte[] name = NetlinkMessage.attribute(LINK_NAME, link);
        byte[] body = ByteBuffer.allocate(LINK_HEADER_BYTES + name.length)
                .put(LINK_HEADER_BYTES, name)
                .array();
        return kernel.ask(GET_LINK, body, LINK_HEADER_BYTES);
    }

    private static List<NetlinkMessage> ask(Netlink kernel, Family family, int type, int headerBytes)
            throws IOException {
        byte[] header = new byte[headerBytes];
        header[0] = number(family);
        return kernel.dump(type, header, headerBytes);
    }

    private static byte number(Family family) {
        return (byte) (family == Family.IPV4 ? AF_INET : AF_INET6);
    }

    private static boolean isFamily(int number) {
        return number == AF_INET || number == AF_INET6;
    }

    /** Whether the kernel gives an address to links by itself. */
    static boolean isKernels(Ip address) {
        return OWN_ADDRESSES.stream().anyMatch(block -> block.contains(address));
    }

    /** struct ifinfomsg. */
    private void link(NetlinkMessage message) throws IOException {
        Attributes attributes = message.attributes();
        String name = attributes.text(LINK_NAME).orElse("");
        names.put(message.headerInt(4), name);
        byte[] mac = attributes.bytes(1).orElse(new byte[0]);
        if (!name.equals("lo") && mac.length == MAC_BYTES) {
            boolean up = (message.headerInt(8) & IFF_UP) != 0;
            links.put(name, new Link(name, mac(mac), attributes.number(4).orElse(0), up));
        }
    }

    /** Nobody else's link has any that are ours. */
    private static boolean hasProgram(String link) {
        return link.equals(NamespaceName.NAT_LINK)
                || NamespaceName.isOfInterface(link)
                || NamespaceName.isOfInspection(link);
    }

    /** The numbers of the links whose programs share what they remember. */
    static List<Integer> inspectionLinks() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Netlink kernel = Netlink.open(Netlink.ROUTE)) {
            for (NetlinkMessage link : kernel.dump(GET_LINK, new byte[LINK_HEADER_BYTES], LINK_HEADER_BYTES)) {
                if (NamespaceName.isOfInspection(
                        link.attributes().text(LINK_NAME).orElse(""))) {
                    numbers.add(link.headerInt(4));
                }
            }
        }
        return numbers;
    }

    private void programs() throws IOException {
        for (Map.Entry<Integer, String> link : names.entrySet()) {
            if (hasProgram(link.getValue())) {
                programs(link.getValue(), link.getKey());
            }
        }
    }

    /** A program that sends packets to another link is told of by that link's name, for as long as it has the number. */
    private String told(String program) {
        int out = PacketProgram.out(program);
        return out == 0 ? program : PacketProgram.name(program, device(out));
    }

    private void programs(String link, int number) throws IOException {
        try {
            List<String> running = PacketPrograms.names(number, direction(link));
            if (!running.isEmpty()) {
                programs.put(link, running.stream().map(this::told).collect(Collectors.joining(" ")));
            }
        } catch (SystemCallException e) {
            if (e.errno() == SystemCallException.EINVAL) {
                programs.put(link, NamespaceState.IMPOSSIBLE);
            } else if (e.errno() != SystemCallException.ENODEV) { // the link is gone meanwhile
                throw e;
            }
        }
    }

    /** For which packets a link of ours has a program. */
    static Direction direction(String link) {
        return link.equals(NamespaceName.NAT_LINK) ? Direction.LEAVING : Direction.INCOMING;
    }

    /** struct ifaddrmsg. */
    private void address(NetlinkMessage message) {
        String device = device(message.headerInt(4));
        local(message)
                .filter(address -> !isKernels(address))
                .ifPresent(address -> addresses.add(new InterfaceAddress(
                        device,
                        address,
                        message.header(1),
                        message.attributes().number(ADDRESS_METRIC).orElse(0) == InterfaceAddress.GIVEN_METRIC)));
    }

    /** IPv6 has no other end to tell from this one. */
    static Optional<Ip> local(NetlinkMessage message) {
        return isFamily(message.header(0))
                ? ip(message.attributes(), 2).or(() -> ip(message.attributes(), 1))
                : Optional.empty();
    }

    /** struct rtmsg. */
    private void route(NetlinkMessage message, Family family) {
        if (message.header(0) != number(family) || message.header(5) == KernelRoute.KERNEL_PROTOCOL) {
            return;
        }
        Attributes attributes = message.attributes();
        for (KernelRoute.Type type : KernelRoute.Type.values()) {
            if (type.number() == message.header(7)) {
                routes.add(new KernelRoute(
                        attributes.number(15).orElse(message.header(4)),
                        type,
                        new Cidr(ip(attributes, 1).orElse(Cidr.all(family).address()), message.header(1)),
                        ip(attributes, 5),
                        // To IPv6 what leads nowhere leads to the loopback.
                        attributes.number(4).stream()
                                .filter(_ -> type == KernelRoute.Type.UNICAST || type == KernelRoute.Type.LOCAL)
                                .mapToObj(this::device)
                                .findFirst(),
                        ip(attributes, 7),
                        message.header(5)));
            }
        }
    }

    /** struct fib_rule_hdr. */
    private void rule(NetlinkMessage message, Family family) {
        Attributes attributes = message.attributes();
        rules.add(new RoutingRule(
                family,
                attributes.number(6).orElse(0),
                attributes
                        .text(3)
                        .map(name -> "iif " + name)
                        .or(() -> mark(attributes))
                        .orElse(""),
                attributes.number(15).orElse(message.header(4))));
    }

    private static Optional<String> mark(Attributes attributes) {
        int mask = attributes.number(16).orElse(WHOLE_MARK);
        return attributes.number(10).stream()
                .mapToObj(mark -> "fwmark 0x" + Integer.toHexString(mark)
                        + (mask == WHOLE_MARK ? "" : "/0x" + Integer.toHexString(mask)))
                .findFirst();
    }

    /** struct ndmsg. */
    private void neighbour(NetlinkMessage message) {
        Optional<Ip> address = ip(message.attributes(), 1);
        byte[] mac = message.attributes().bytes(2).orElse(new byte[0]);
        boolean permanent = (message.header(8) & NUD_PERMANENT) != 0;
        if (permanent && isFamily(message.header(0)) && address.isPresent() && mac.length == MAC_BYTES) {
            neighbours.add(new Neighbour(device(message.headerInt(4)), address.get(), mac(mac)));
        }
    }

    private String device(int index) {
        return names.getOrDefault(index, "");
    }

    private static Mac mac(byte[] bytes) {
        return new Mac(HexFormat.ofDelimiter(":").formatHex(bytes));
    }

    private static Optional<Ip> ip(Attributes attributes, int number) {
        return attributes.bytes(number).map(StateReader::ip);
    }

    /** An address in network order. */
    static Ip ip(byte[] bytes) {
        try {
            return Ip.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no address", e);
        }
    }
}
