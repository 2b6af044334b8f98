package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Reconciler;
import dev.postern.dataplane.Repair;
import dev.postern.dataplane.namespaces.Scenario;
import dev.postern.linux.IdRange;
import dev.postern.linux.Mounts;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import dev.postern.network.VpcIntent;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else changes the network in every way that people's tools offer: it is put back at once, and told. */
@PacketTest
@Tag("hostile")
final class DriftTest {
    /** The promise is 2 seconds; a busy machine gets more. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<Repair> repairs = new CopyOnWriteArrayList<>();
    private final Topology topology = Scenario.NETWORK_ACLS.topology();
    private final Map<String, Long> milliseconds = new TreeMap<>();
    private LinuxDataPlane dataPlane;
    private LinuxKernel witness;
    private Reconciler reconciler;
    private String vpc = "";
    private String instance = "";
    private String link = "";

    @BeforeEach
    void start() throws Exception {
        dataPlane = Alone.dataPlane(directory);
        witness = new LinuxKernel(
                directory.resolve("netns"), directory.resolve("userns"), instance -> new IdRange(0x7000_0000L));
        reconciler = new Reconciler(dataPlane, Outside.CLOSED, (_, observed) -> repairs.addAll(observed.repairs()));
        NetworkIntent intent = NetworkCompiler.compile(topology.snapshot());
        VpcIntent first = intent.vpcs().firstEntry().getValue();
        InterfacePort plugged = first.interfaces().firstEntry().getValue();
        vpc = first.id().value();
        instance = plugged.holder().name();
        submit();
        link = witness.observe(vpc).links().firstKey();
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        reconciler.close();
        dataPlane.destroyAll();
        assertThat(directory.resolve("netns")).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }

    @Test
    void everyChangeOfARouterIsPutBack() throws Exception {
        for (String disturbance : ofRouter()) {
            disturbAndAwait(vpc, disturbance);
        }
        disturbAndAwait("internet", "nft flush ruleset");
        disturbAndAwait("internet", "ip route flush proto 80");
        disturbAndAwait(
                "internet",
                "ip link delete " + witness.observe("internet").links().firstKey());
        disturbAndAwait("internet", "sysctl -q -w net.ipv4.conf.all.rp_filter=0");
        assertThat(repairs).extracting(repair -> repair.found().where()).contains(vpc, "internet");
    }

    @Test
    void everyChangeOfAnInstancesNetworkIsPutBackOrItsOwn() throws Exception {
        Namespace inside = new Namespace(directory.resolve("netns").resolve(instance));
        Network.run(inside, "ip", "link", "set", "ens5", "mtu", "1400");
        Network.run(inside, "ip", "link", "add", "docker0", "type", "veth", "peer", "name", "docker1");
        Network.run(inside, "ip", "address", "add", "172.17.0.1/16", "dev", "docker0");
        for (String disturbance : List.of(
                "ip link set ens5 down",
                "ip address flush dev ens5",
                "ip link delete ens5",
                "ip route delete default")) {
            disturbAndAwait(instance, disturbance);
        }
        assertThat(Network.run(inside, "ip", "address")).contains("docker0", "172.17.0.1");
    }

    @Test
    void namespacesThatWereLetGoOfAreMadeAgain() throws Exception {
        for (String namespace : List.of(instance, vpc, "internet")) {
            int before = repairs.size();
            Mounts.detach(directory.resolve("netns").resolve(namespace));
            awaitRepair("umount", List.of(namespace), before);
            assertThat(repairs.getLast().found().text()).isNotEmpty();
        }
        submit();
        assertThat(witness.observe(vpc).links()).isNotEmpty();
    }

    @Test
    void networkOfARunningInstanceIsFoundAgain() throws Exception {
        Path pin = directory.resolve("netns").resolve(instance);
        Process process = new ProcessBuilder(
                        "nsenter",
                        "--user=" + directory.resolve("userns").resolve(instance),
                        "--net=" + pin,
                        "--",
                        "sleep",
                        "600")
                .inheritIO()
                .start();
        try {
            Await.until(
                    "it is inside",
                    LIMIT,
                    () -> process.info().command().orElse("").endsWith("sleep"));
            Object before = Files.getAttribute(pin, "unix:ino");
            int repaired = repairs.size();
            Mounts.detach(pin);
            awaitRepair("umount", List.of(instance), repaired);
            submit();
            assertThat(Files.getAttribute(pin, "unix:ino")).isEqualTo(before);
            assertThat(witness.observe(instance).links()).containsKey("ens5");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aBusyCloudMendsToo() throws Exception {
        SecurityGroupId busy = topology.securityGroup(
                NetworkCompiler.compile(topology.snapshot()).vpcs().firstKey());
        AtomicBoolean end = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> {
            for (int port = 1; !end.get(); port = port % 60_000 + 1) {
                topology.allowIn(busy, Protocol.TCP, PortRange.of(port), "10.0.0.0/8");
                reconciler.submit(topology.snapshot());
                Await.until(
                        "it is applied",
                        LIMIT,
                        () -> reconciler.intent().sequence()
                                == topology.snapshot().sequence());
            }
        });
        try {
            for (String disturbance : List.of(
                    "nft flush ruleset",
                    "ip link delete " + link,
                    "nft delete table ip postern",
                    "ip route flush table 100")) {
                disturb(vpc, disturbance);
            }
        } finally {
            end.set(true);
            load.join();
        }
    }

    private List<String> ofRouter() throws Exception {
        List<String> disturbances = new ArrayList<>(List.of(
                "nft flush ruleset",
                "nft delete table arp postern",
                "nft flush chain ip postern forward",
                "nft add element ip postern guest { 10.0.0.2 . tcp . 22 }",
                "nft add table ip other",
                "ip link delete " + link,
                "ip link set " + link + " down",
                "ip link set " + link + " address 02:00:00:00:99:99",
                "ip link set " + link + " mtu 1300",
                "ip link set " + link + " name other",
                "ip route flush table 100",
                "ip route add blackhole 10.0.0.200 table 100",
                "ip route add 203.0.113.0/24 dev " + link + " table 100",
                "ip rule add pref 5 lookup 100",
                "ip rule delete pref 300",
                "ip address add 10.0.0.250/32 dev lo",
                "ip address flush dev lo",
                "ip neighbour flush dev " + link + " nud permanent",
                "ip link add foreign type veth peer name foreign2",
                "ip link set lo down",
                "sysctl -q -w net.ipv4.ip_forward=0",
                "sysctl -q -w net.ipv4.conf.all.rp_filter=1",
                "sysctl -q -w net.ipv4.conf.all.proxy_arp=0",
                "sysctl -q -w net.ipv4.conf." + link + ".forwarding=0"));
        Network.run(
                        new Namespace(directory.resolve("netns").resolve(vpc)),
                        "nft",
                        "-a",
                        "list",
                        "chain",
                        "ip",
                        "postern",
                        "input")
                .lines()
                .filter(line -> line.contains("# handle") && !line.contains("chain "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .ifPresent(handle -> disturbances.addFirst("nft delete rule ip postern input handle " + handle));
        return disturbances;
    }

    /** The repair must be told, and a process that looks for itself must find nothing to do. */
    private void disturbAndAwait(String namespace, String disturbance) throws Exception {
        disturb(namespace, disturbance);
        submit();
        Observed second = Alone.dataPlane(directory).apply(NetworkCompiler.compile(topology.snapshot()));
        assertThat(second.steps()).as(disturbance).isZero();
    }

    private void disturb(String namespace, String disturbance) throws Exception {
        int before = repairs.size();
        Namespace inside = new Namespace(directory.resolve("netns").resolve(namespace));
        long start = System.nanoTime();
        Network.run(inside, "sh", "-c", disturbance);
        awaitRepair(disturbance, namespace.equals(instance) ? List.of(instance, vpc) : List.of(namespace), before);
        milliseconds.put(
                disturbance, Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private void awaitRepair(String disturbance, List<String> namespaces, int before) {
        Await.until(
                "a repair of " + namespaces + " after " + disturbance + "; so far " + milliseconds,
                LIMIT,
                () -> repairs.stream()
                        .skip(before)
                        .anyMatch(repair -> namespaces.contains(repair.found().where())));
    }

    private void submit() throws Exception {
        reconciler.submit(topology.snapshot());
        assertThat(reconciler.awaitApplied(topology.snapshot().sequence(), LIMIT))
                .isTrue();
    }
}
