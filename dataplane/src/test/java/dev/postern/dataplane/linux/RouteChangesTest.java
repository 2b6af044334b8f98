package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.dataplane.namespaces.InterfaceAddress;
import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.KernelRoute;
import dev.postern.dataplane.namespaces.Link;
import dev.postern.dataplane.namespaces.Neighbour;
import dev.postern.dataplane.namespaces.RoutingRule;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.linux.Mounts;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to the kernel leaves what {@code ip} leaves that is told the same, in a namespace beside it. */
@PacketTest
final class RouteChangesTest {
    private static final String LINK = "e00000000000001";
    private static final Mac NEAR = new Mac("02:00:00:00:00:01");
    private static final Mac FAR = new Mac("02:00:00:00:00:02");
    private static final Veth VETH =
            new Veth(new Link(LINK, NEAR, 9001, true), "far", new Link("ens5", FAR, 8500, true));

    private static final List<InterfaceAddress> ADDRESSES = List.of(
            new InterfaceAddress("lo", Ip.of("127.9.9.9"), 32, false),
            new InterfaceAddress("lo", Ip.of("198.51.100.7"), 32, false),
            new InterfaceAddress(LINK, Ip.of("10.0.0.1"), 24, true),
            new InterfaceAddress(LINK, Ip.of("169.254.0.1"), 32, false),
            new InterfaceAddress(LINK, Ip.of("2001:db8::1"), 64, true),
            new InterfaceAddress(LINK, Ip.of("2001:db8::2"), 128, false));

    private static final List<Neighbour> NEIGHBOURS =
            List.of(new Neighbour(LINK, Ip.of("10.0.0.9"), FAR), new Neighbour(LINK, Ip.of("2001:db8::9"), FAR));

    @TempDir
    private Path directory = Path.of("");

    private Namespace said;
    private Namespace told;

    @BeforeEach
    void create() throws IOException {
        said = namespace(directory.resolve("a b"));
        told = namespace(directory.resolve("told"));
    }

    private static Namespace namespace(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : List.of("near", "far")) {
            Namespace.create(Files.createFile(directory.resolve(name)));
        }
        return new Namespace(directory.resolve("near"));
    }

    @AfterEach
    void remove() throws IOException {
        for (Namespace namespace : List.of(said, told)) {
            Mounts.detach(namespace.path());
            Mounts.detach(namespace.path().resolveSibling("far"));
        }
    }

    @Test
    void everyKindOfChangeIsWhatItIsToIp() throws Exception {
        List<IpCommand> made = new ArrayList<>(
                List.of(new IpCommand.AddVeth(VETH), new IpCommand.SetUp("lo"), new IpCommand.SetUp(LINK)));
        ADDRESSES.forEach(address -> made.add(new IpCommand.PutAddress(address)));
        NEIGHBOURS.forEach(neighbour -> made.add(new IpCommand.PutNeighbour(neighbour)));
        rules().forEach(rule -> made.add(new IpCommand.AddRule(rule)));
        routes().forEach(route -> made.add(new IpCommand.PutRoute(route)));
        both(made);
        assertThat(state(said)).contains(" 8500 ", "10.0.0.9", "fwmark 0x1001/0xff01", "198.18.0.0/15", "metric 512");
        assertSame();
        for (IpCommand gone : removals()) {
            both(List.of(gone));
            assertSame();
        }
        assertThat(state(said)).doesNotContain(LINK, "198.18.0.0/15", "fwmark", "198.51.100.7");
    }

    @Test
    void whatIsThereIsReplaced() throws Exception {
        both(List.of(new IpCommand.AddVeth(VETH), new IpCommand.SetUp("lo"), new IpCommand.SetUp(LINK)));
        Cidr block = Cidr.of("10.7.0.0/16");
        both(List.of(
                new IpCommand.PutNeighbour(NEIGHBOURS.getFirst()),
                new IpCommand.PutNeighbour(new Neighbour(LINK, Ip.of("10.0.0.9"), NEAR)),
                new IpCommand.PutAddress(new InterfaceAddress(LINK, Ip.of("10.0.0.1"), 24, false)),
                new IpCommand.PutAddress(new InterfaceAddress(LINK, Ip.of("10.0.0.1"), 24, true)),
                new IpCommand.PutRoute(
                        route(4096, KernelRoute.Type.BLACKHOLE, block, Optional.empty(), Optional.empty())),
                new IpCommand.PutRoute(
                        route(4096, KernelRoute.Type.THROW, block, Optional.empty(), Optional.empty()))));
        assertSame();
        assertThat(state(said))
                .contains(KernelRoute.Type.THROW.number() + " 10.7.0.0/16")
                .doesNotContain(KernelRoute.Type.BLACKHOLE.number() + " 10.7.0.0/16");
    }

    /** All are tried, and each that failed is told. */
    @Test
    void whatFailsKeepsNothingElseFromBeingDone() {
        List<IpCommand> commands = List.of(
                new IpCommand.DeleteLink("nothing"),
                new IpCommand.DeleteRoute(routes().getFirst()),
                new IpCommand.SetUp("nobody"),
                new IpCommand.AddVeth(new Veth(VETH.near(), "nowhere", VETH.far())),
                new IpCommand.AddVeth(VETH),
                new IpCommand.AddVeth(VETH),
                new IpCommand.SetUp(LINK));
        assertThatThrownBy(() -> say(commands))
                .isInstanceOf(KernelException.class)
                .hasMessageContainingAll("nobody", "nowhere", "exists")
                .hasMessageNotContainingAny("nothing", "DeleteRoute");
        assertThat(state(said)).contains(LINK, ",UP>");
    }

    private static List<RoutingRule> rules() {
        List<RoutingRule> rules = new ArrayList<>();
        for (Family family : Family.values()) {
            rules.add(new RoutingRule(family, 10, "iif lo", 250));
            rules.add(new RoutingRule(family, 100, "fwmark 0x80001001", 0x1001));
            rules.add(new RoutingRule(family, 200, "fwmark 0x1001/0xff01", 4097));
            rules.add(new RoutingRule(family, 300, "", 0));
        }
        return rules;
    }

    private static List<KernelRoute> routes() {
        List<KernelRoute> routes = new ArrayList<>();
        for (String block : List.of("198.18.0.0/15", "2001:db8:7::/48")) {
            boolean ipv4 = block.startsWith("1");
            Ip via = Ip.of(ipv4 ? "169.254.0.9" : "fe80::9");
            int table = 0x1001;
            for (KernelRoute.Type type : List.of(
                    KernelRoute.Type.BLACKHOLE,
                    KernelRoute.Type.UNREACHABLE,
                    KernelRoute.Type.PROHIBIT,
                    KernelRoute.Type.THROW)) {
                routes.add(route(table++, type, Cidr.of(block), Optional.empty(), Optional.empty()));
            }
            routes.add(route(table++, KernelRoute.Type.LOCAL, Cidr.of(block), Optional.empty(), Optional.of("lo")));
            routes.add(route(table++, KernelRoute.Type.UNICAST, Cidr.of(block), Optional.empty(), Optional.of(LINK)));
            routes.add(route(table, KernelRoute.Type.UNICAST, Cidr.of(block), Optional.of(via), Optional.of(LINK)));
            routes.add(route(
                    254,
                    KernelRoute.Type.UNICAST,
                    Cidr.of(ipv4 ? "0.0.0.0/0" : "::/0"),
                    Optional.of(via),
                    Optional.of(LINK)));
            routes.add(new KernelRoute(
                    200,
                    KernelRoute.Type.UNICAST,
                    Cidr.of(block),
                    Optional.empty(),
                    Optional.of(LINK),
                    Optional.of(Ip.of(ipv4 ? "10.0.0.1" : "2001:db8::1")),
                    KernelRoute.PROTOCOL));
        }
        return routes;
    }

    private static KernelRoute route(
            int table, KernelRoute.Type type, Cidr to, Optional<Ip> via, Optional<String> device) {
        return new KernelRoute(table, type, to, via, device, Optional.empty(), KernelRoute.PROTOCOL);
    }

    private static List<IpCommand> removals() {
        List<IpCommand> gone = new ArrayList<>();
        routes().forEach(route -> gone.add(new IpCommand.DeleteRoute(route)));
        rules().forEach(rule -> gone.add(new IpCommand.DeleteRule(rule)));
        gone.add(new IpCommand.DeleteRule(new RoutingRule(Family.IPV4, 32767, "", 253)));
        gone.add(new IpCommand.DeleteRule(new RoutingRule(Family.IPV6, 0, "", 255)));
        NEIGHBOURS.forEach(neighbour -> gone.add(new IpCommand.DeleteNeighbour(neighbour)));
        ADDRESSES.forEach(address -> gone.add(new IpCommand.DeleteAddress(address)));
        gone.add(new IpCommand.DeleteLink(LINK));
        return gone;
    }

    private void both(List<IpCommand> commands) throws Exception {
        say(commands);
        for (IpCommand command : commands) {
            Tool.output(told.entering(List.of("sh", "-c", "ip " + words(command))), "");
        }
    }

    private void say(List<IpCommand> commands) throws Exception {
        Path pins = said.path().resolveSibling("x");
        said.call(() -> {
            new RouteChanges(commands, pins::resolveSibling).run(_ -> {});
            return true;
        });
    }

    private String words(IpCommand command) {
        return switch (command) {
            case IpCommand.AddVeth(Veth veth) ->
                "link add " + veth.near().name() + " address " + veth.near().mac() + " mtu "
                        + veth.near().mtu() + " type veth peer name "
                        + veth.far().name() + " address "
                        + veth.far().mac() + " mtu " + veth.far().mtu() + " netns "
                        + told.path().resolveSibling(veth.peerNamespace());
            case IpCommand.DeleteLink(String name) -> "link delete " + name;
            case IpCommand.SetUp(String name) -> "link set " + name + " up";
            case IpCommand.PutAddress(var address) -> "address replace " + address;
            case IpCommand.DeleteAddress(var address) -> "address delete " + address;
            case IpCommand.PutNeighbour(var neighbour) -> "neighbour replace " + neighbour;
            case IpCommand.DeleteNeighbour(var neighbour) ->
                "neighbour delete " + neighbour.address() + " dev " + neighbour.device();
            case IpCommand.AddRule(var rule) -> family(rule) + "rule add " + rule;
            case IpCommand.DeleteRule(var rule) -> family(rule) + "rule delete " + rule;
            case IpCommand.PutRoute(var route) -> "route replace " + route;
            case IpCommand.DeleteRoute(var route) -> "route delete " + route;
        };
    }

    private static String family(RoutingRule rule) {
        return rule.family() == Family.IPV4 ? "-4 " : "-6 ";
    }

    private void assertSame() {
        assertThat(state(said)).isEqualTo(state(told));
    }

    /** All that {@code ip} tells of it and of the other end, but for the numbers of links and namespaces, and for how long. */
    private static String state(Namespace namespace) {
        StringBuilder text = new StringBuilder();
        try {
            for (String family : List.of("-4", "-6")) {
                for (String what : List.of("rule show", "route show table all", "neighbour show nud permanent")) {
                    text.append(shown(namespace, "ip -d -N " + family + " " + what));
                }
            }
            text.append(shown(namespace, "ip -d -N address show"));
            text.append(shown(new Namespace(namespace.path().resolveSibling("far")), "ip -d -N link show"));
        } catch (KernelException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private static String shown(Namespace namespace, String command) throws KernelException {
        return Tool.output(namespace.entering(List.of("sh", "-c", command)), "")
                .replaceAll("(?m)^\\d+: ", "")
                .replaceAll("@if\\d+", "")
                .replaceAll("link-netns(id)? \\S+", "");
    }
}
