package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;

/** What answers at the addresses that every VPC has, asked by an instance without a way out. */
@Tag("conformance")
class GuestServicesTest {
    private static final String TIME = """
            import socket, struct, time
            clock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            clock.settimeout(5)
            clock.connect(("169.254.169.123", 123))
            clock.send(bytes([0x23]) + bytes(47))
            answer = clock.recv(1024)
            ahead = struct.unpack("!I", answer[40:44])[0] - 2208988800 - time.time()
            print(len(answer), answer[1], abs(ahead) < 2)
            """;

    /** The same socket asks both addresses, so that only the source of an answer tells which one it is. */
    private static final String NAMES = """
            import socket, struct
            question = struct.pack("!6H", 7, 0x100, 1, 0, 0, 0) + b"\\x0cip-10-0-1-10\\x03ec2\\x08internal\\x00\\x00\\x01\\x00\\x01"
            def told(answer):
                return socket.inet_ntoa(answer[-4:])
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.settimeout(5)
            for resolver in "10.0.0.2", "169.254.169.253", "10.0.0.2":
                datagrams.sendto(question, (resolver, 53))
                answer, source = datagrams.recvfrom(1024)
                print("udp", source, told(answer))
            for resolver in "10.0.0.2", "169.254.169.253":
                stream = socket.create_connection((resolver, 53), 5)
                stream.sendall(struct.pack("!H", len(question)) + question)
                length, = struct.unpack("!H", stream.recv(2, socket.MSG_WAITALL))
                print("tcp", stream.getpeername(), told(stream.recv(length, socket.MSG_WAITALL)))
            for closed in ("169.254.169.253", 80), ("169.254.169.253", 443), ("10.0.0.2", 80), ("169.254.169.254", 53):
                try:
                    socket.create_connection(closed, 0.3)
                    print("open", closed)
                except socket.timeout:
                    print("closed", closed)
            """;

    /** Tells of an address what the gateway says to who has it, and to who would like another one. */
    private static final String RENEWAL = """
            import socket
            def asked(own, wanted):
                fixed = bytes([1, 1, 6, 0, 1, 2, 3, 4]) + bytes(4) + socket.inet_aton(own) + bytes(12) + bytes([2] * 6) + bytes(202)
                return fixed + bytes([99, 130, 83, 99, 53, 1, 3, 50, 4]) + socket.inet_aton(wanted) + bytes([255])
            client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            client.settimeout(5)
            client.bind(("0.0.0.0", 68))
            for wanted in "10.0.1.10", "10.0.1.11":
                client.sendto(asked("10.0.1.10", wanted), ("10.0.1.1", 67))
                answer, source = client.recvfrom(2048)
                print(source, socket.inet_ntoa(answer[16:20]), answer[242])
            for closed in ("10.0.1.1", 53), ("169.254.169.254", 67), ("10.0.1.11", 67):
                client.settimeout(0.3)
                client.sendto(asked("10.0.1.10", "10.0.1.10"), closed)
                try:
                    print("open", client.recvfrom(2048))
                except socket.timeout:
                    print("closed", closed)
            """;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path directory = Path.of("");

    private static TestingCloud cloud;
    private static SmallNetwork network;

    @BeforeAll
    static void start() throws IOException {
        cloud = TestingCloud.start(directory.resolve("host"));
        network = SmallNetwork.make(cloud.root());
    }

    @AfterAll
    static void close() throws IOException {
        cloud.close();
    }

    @Test
    void timeComesFromTheLinkLocalAddress() {
        assertThat(python(TIME)).isEqualTo("48 3 True\n");
    }

    @Test
    void namesAreAnsweredFromTheAddressThatWasAskedAndNothingElseIsOpenThere() {
        assertThat(python(NAMES)).isEqualTo("""
                udp ('10.0.0.2', 53) 10.0.1.10
                udp ('169.254.169.253', 53) 10.0.1.10
                udp ('10.0.0.2', 53) 10.0.1.10
                tcp ('10.0.0.2', 53) 10.0.1.10
                tcp ('169.254.169.253', 53) 10.0.1.10
                closed ('169.254.169.253', 80)
                closed ('169.254.169.253', 443)
                closed ('10.0.0.2', 80)
                closed ('169.254.169.254', 53)
                """);
    }

    /** A thousand VPCs must fit into the descriptors that a process may have. */
    @Test
    void aVpcTakesEightSockets() {
        Path router = cloud.data().resolve("run/netns").resolve(network.vpc());

        Finished sockets = Finished.run(Map.of(), directory, List.of("nsenter", "--net=" + router, "ss", "-Hlntu"));

        assertThat(sockets.succeeded().lines()).hasSize(8);
    }

    /** The second instance starts anew with options of its own, and with none; the first, which runs on, has the Region's. */
    @Test
    void namesAreAskedOfWhomTheDhcpOptionsSay() {
        var ec2 = cloud.root().ec2();
        String second = network.instances().get(1);
        awaitNameServers(network.instances().getFirst(), "search ec2.internal\nnameserver 10.0.0.2\n");
        String options = ec2.createDhcpOptions(create -> create.dhcpConfigurations(
                        option("domain-name", "corp.example"),
                        option("domain-name-servers", "10.0.1.53", "AmazonProvidedDNS")))
                .dhcpOptions()
                .dhcpOptionsId();
        ec2.associateDhcpOptions(associate -> associate.vpcId(network.vpc()).dhcpOptionsId(options));
        startAnew(second);
        awaitNameServers(second, "search corp.example\nnameserver 10.0.1.53\nnameserver 10.0.0.2\n");
        ec2.associateDhcpOptions(associate -> associate.vpcId(network.vpc()).dhcpOptionsId("default"));
        startAnew(second);
        awaitNameServers(second, "");
        assertThat(cloud.printed("why", Map.of("from", second, "what", "s3.us-east-1.amazonaws.com:443")))
                .contains("DHCP options", "name no server");
    }

    /** By a client as Linux distributions have it: one that changes nothing of the instance, and one as it comes. */
    @Test
    void aClientIsToldItsAddressAndTheOptionsOfTheVpcAsTheyAreNow() {
        Requirements.unless(Files.isExecutable(Path.of("/usr/sbin/dhclient")), "dhclient is not installed");
        var ec2 = cloud.root().ec2();
        String options = ec2.createDhcpOptions(create -> create.dhcpConfigurations(
                        option("domain-name", "corp.example"),
                        option("domain-name-servers", "AmazonProvidedDNS", "10.0.1.53"),
                        option("ntp-servers", "10.0.1.123")))
                .dhcpOptions()
                .dhcpOptionsId();
        ec2.associateDhcpOptions(associate -> associate.vpcId(network.vpc()).dhcpOptionsId(options));
        assertThat(lease(0, "/bin/true"))
                .contains(
                        "fixed-address 10.0.1.10;",
                        "option subnet-mask 255.255.255.0;",
                        "option routers 10.0.1.1;",
                        "option dhcp-server-identifier 10.0.1.1;",
                        "option dhcp-lease-time 3600;",
                        "option interface-mtu 9001;",
                        "option broadcast-address 10.0.1.255;",
                        "option host-name \"ip-10-0-1-10\";",
                        "option domain-name \"corp.example\";",
                        "option domain-name-servers 10.0.0.2,10.0.1.53;",
                        "option ntp-servers 10.0.1.123;");
        assertThat(lease(1, "/sbin/dhclient-script"))
                .contains("fixed-address 10.0.1.11;", "option host-name \"ip-10-0-1-11\";");
        awaitNameServers(
                network.instances().get(1),
                "domain corp.example\nsearch corp.example\nnameserver 10.0.0.2\nnameserver 10.0.1.53\n");

        ec2.associateDhcpOptions(associate -> associate.vpcId(network.vpc()).dhcpOptionsId("default"));

        assertThat(lease(0, "/bin/true"))
                .contains("fixed-address 10.0.1.10;")
                .doesNotContain("domain-name", "ntp-servers");
    }

    /**
     * Of one who comes anew, with nothing remembered. The client calls the script before it writes the lease, and says
     * that it is bound after that.
     *
     * @param script what the client calls to change the instance
     */
    private static String lease(int index, String script) {
        Finished asked = TestingCloud.exec(
                cloud.instance(network.instances().get(index)), directory, "/bin/sh", "-c", """
                cd $(mktemp -d) && mkfifo said
                echo 'also request interface-mtu, ntp-servers;' >conf
                timeout 60 dhclient -d -cf $PWD/conf -sf %s -lf $PWD/lease -pf $PWD/pid 2>said &
                grep -q '^bound to' said
                kill $!
                cat lease""".formatted(script));
        return asked.succeeded();
    }

    @Test
    void theGatewayRenewsTheAddressAndNoOther() {
        assertThat(python(cloud.instance(network.instances().getFirst()), RENEWAL))
                .isEqualTo("""
                ('10.0.1.1', 67) 10.0.1.10 5
                ('10.0.1.1', 67) 0.0.0.0 6
                closed ('10.0.1.1', 53)
                closed ('169.254.169.254', 67)
                closed ('10.0.1.11', 67)
                """);
        assertThat(cloud.printed("why", Map.of("from", network.instances().getFirst(), "what", "10.0.1.1:67/udp")))
                .contains("the VPC's own dhcp server");
        assertThat(cloud.printed("why", Map.of("from", network.instances().getFirst(), "what", "10.0.1.1:53/udp")))
                .contains("no running instance has 10.0.1.1");
    }

    private static NewDhcpConfiguration option(String key, String... values) {
        return NewDhcpConfiguration.builder().key(key).values(values).build();
    }

    private static void startAnew(String instance) {
        var ec2 = cloud.root().ec2();
        ec2.stopInstances(stop -> stop.instanceIds(instance));
        Clients.waiter(ec2).waitUntilInstanceStopped(describe -> describe.instanceIds(instance));
        ec2.startInstances(start -> start.instanceIds(instance));
        Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(instance));
    }

    /** Its own file, which its start writes. */
    private static void awaitNameServers(String id, String expected) {
        JsonNode told = cloud.instance(id);
        Await.until("names are asked as follows: " + expected, LIMIT, () -> {
            Finished seen = TestingCloud.exec(told, directory, "/bin/cat", "/etc/resolv.conf");
            return seen.exitCode() == 0 && seen.output().equals(expected);
        });
    }

    private String python(String program) {
        return python(cloud.status().path("instances").get(0), program);
    }

    private static String python(JsonNode instance, String program) {
        Finished asked = TestingCloud.exec(instance, directory, "/usr/bin/python3", "-c", program);
        assertThat(asked.errors()).isEmpty();
        return asked.output();
    }
}
