package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;

/** An instance asks for its IPv6 addresses as on EC2: by DHCPv6, of whoever is there. */
@Tag("conformance")
final class Dhcpv6Test {
    /** What is answered to whom, from where, a line for each question: a type, and the addresses that are told. */
    private static final String BY_HAND = """
            import socket, struct, sys
            OTHERS, OWN = sys.argv[1:3]
            MAC = bytes.fromhex(open("/sys/class/net/ens5/address").read().strip().replace(":", ""))
            LINK = bytes.fromhex("fe80000000000000") + bytes([MAC[0] ^ 2]) + MAC[1:3] + bytes.fromhex("fffe") + MAC[3:]
            def packed(text):
                return socket.inet_pton(socket.AF_INET6, text)
            def option(code, value):
                return struct.pack("!HH", code, len(value)) + value
            def question(wanted):
                named = option(1, bytes([0, 3, 0, 1]) + MAC) + option(14, b"")
                return bytes([1, 1, 2, 3]) + named + option(3, bytes(12) + (option(5, packed(wanted) + bytes(8)) if wanted else b""))
            def frame(payload, source=LINK, to="ff02::1:2", mac=MAC):
                udp = struct.pack("!HHHH", 546, 547, 8 + len(payload), 0) + payload
                pseudo = source + packed(to) + struct.pack("!II", len(udp), 17)
                words = pseudo + udp + bytes(len(udp) % 2)
                total = sum(struct.unpack("!%dH" % (len(words) // 2), words))
                while total >> 16:
                    total = (total & 0xffff) + (total >> 16)
                udp = udp[:6] + struct.pack("!H", (0xffff - total) or 0xffff) + udp[8:]
                header = struct.pack("!IHBB", 0x60000000, len(udp), 17, 1) + source + packed(to)
                return (b"\\x33\\x33" + packed(to)[12:]) + mac + b"\\x86\\xdd" + header + udp
            link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x86dd))
            link.bind(("ens5", 0x86dd))
            client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            client.bind(("::", 546))
            def told(name, asked):
                client.settimeout(0.5 if name in SILENT else 20)
                link.send(asked)
                try:
                    answer, source = client.recvfrom(4096)
                except socket.timeout:
                    return name + ": silence"
                found = [socket.inet_ntop(socket.AF_INET6, answer[i + 4:i + 20])
                         for i in range(len(answer) - 27) if answer[i:i + 4] == bytes([0, 5, 0, 24])]
                return "%s: %s %d, %d %s" % (name, source[0].split("%")[0], source[1], answer[0], " ".join(found))
            SILENT = {"as another", "as nobody's MAC", "as the address", "directly", "of the gateway", "broken"}
            OTHER_LINK = LINK[:15] + bytes([LINK[15] ^ 1])
            for name, asked in (
                    ("asked", frame(question(""))),
                    ("for another's", frame(question(OTHERS))),
                    ("as another", frame(question(""), source=OTHER_LINK)),
                    ("as nobody's MAC", frame(question(""), mac=MAC[:5] + bytes([MAC[5] ^ 1]))),
                    ("as the address", frame(question(""), source=packed(OWN))),
                    ("directly", frame(question(""), source=packed(OWN), to="fd00:ec2::254")),
                    ("of the gateway", frame(question(""), to="fe80::1")),
                    ("broken", frame(question("")[:-3])),
                    ("asked again", frame(question("")))):
                print(told(name, asked))
            """;

    @TempDir
    private static Path directory = Path.of("");

    private static TestingCloud cloud;
    private static SmallNetwork network;
    private static String prefix = "";

    @BeforeAll
    static void start() throws IOException {
        cloud = TestingCloud.start(directory.resolve("host"));
        network = SmallNetwork.make(cloud.root());
        prefix = network.giveIpv6(cloud.root().ec2()).replace("::/64", "::");
        assign(0, prefix + "10", prefix + "11");
        assign(1, prefix + "20");
    }

    @AfterAll
    static void close() throws IOException {
        cloud.close();
    }

    private static void assign(int index, String... addresses) {
        var ec2 = cloud.root().ec2();
        String instance = network.instances().get(index);
        String eni = ec2.describeInstances(describe -> describe.instanceIds(instance))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .networkInterfaces()
                .getFirst()
                .networkInterfaceId();
        ec2.assignIpv6Addresses(assign -> assign.networkInterfaceId(eni).ipv6Addresses(addresses));
        Await.until(
                instance + " has its addresses",
                Duration.ofMinutes(1),
                () -> run(index, "ip", "-6", "address").contains(addresses[0] + "/128"));
    }

    /** By a client as Linux distributions have it, which is told by the advertisement of a router to ask, or by its user. */
    @Test
    void aClientIsToldItsAddressesAndTheOptionsOfTheVpcAsTheyAreNow() {
        Requirements.unless(Files.isExecutable(Path.of("/usr/sbin/dhclient")), "dhclient is not installed");
        var ec2 = cloud.root().ec2();
        assertThat(lease(0))
                .contains(
                        "iaaddr " + prefix + "10 {",
                        "iaaddr " + prefix + "11 {",
                        "renew 70;",
                        "rebind 112;",
                        "preferred-life 140;",
                        "max-life 450;",
                        "option dhcp6.name-servers fd00:ec2::253;",
                        "option dhcp6.domain-search \"ec2.internal.\";")
                .doesNotContain(prefix + "20");
        assertThat(lease(1)).contains("iaaddr " + prefix + "20 {").doesNotContain(prefix + "10 ", prefix + "11 ");

        String options = ec2.createDhcpOptions(create -> create.dhcpConfigurations(
                        option("domain-name", "corp.example"),
                        option("domain-name-servers", "fd00::53", "10.0.1.53"),
                        option("ntp-servers", "fd00:ec2::123"),
                        option("ipv6-address-preferred-lease-time", "1000")))
                .dhcpOptions()
                .dhcpOptionsId();
        ec2.associateDhcpOptions(associate -> associate.vpcId(network.vpc()).dhcpOptionsId(options));

        assertThat(lease(0))
                .contains(
                        "preferred-life 1000;",
                        "max-life 1310;",
                        "option dhcp6.name-servers fd00::53;",
                        "option dhcp6.domain-search \"corp.example.\";",
                        "option dhcp6.sntp-servers fd00:ec2::123;");
        assertThat(information(0))
                .contains("new_dhcp6_name_servers=fd00::53\n", "new_dhcp6_domain_search=corp.example.\n")
                .doesNotContain(prefix);
    }

    @Test
    void nobodyGetsAnothersAddressesWhoeverHeSaysHeIs() {
        String own = "fe80::1 547, 7 " + prefix + "10 " + prefix + "11\n";

        assertThat(run(0, "/usr/bin/python3", "-c", BY_HAND, prefix + "20", prefix + "10"))
                .isEqualTo("asked: " + own + "for another's: " + own + """
                        as another: silence
                        as nobody's MAC: silence
                        as the address: silence
                        directly: silence
                        of the gateway: silence
                        broken: silence
                        """ + "asked again: " + own.strip());
        assertThat(cloud.printed("why", Map.of("from", network.instances().getFirst(), "what", "[ff02::1:2]:547/udp")))
                .contains("the VPC's own dhcp server");
    }

    /** Of one who comes anew, with nothing remembered; the client says that it is bound before it writes the lease. */
    private static String lease(int index) {
        return run(index, "/bin/sh", "-c", """
                cd $(mktemp -d) && mkfifo lines && touch lease
                echo 'also request dhcp6.sntp-servers;' >conf
                timeout 60 dhclient -6 -d -cf $PWD/conf -sf /bin/true -lf $PWD/lease -pf $PWD/pid ens5 2>said &
                client=$!
                tail -n +1 -f --pid=$client lease >lines &
                grep -q '^}' lines
                kill $client
                cat lease said""");
    }

    /** What is told to one who wants no address, as the client's script gets it. */
    private static String information(int index) {
        return run(index, "/bin/sh", "-c", """
                cd $(mktemp -d)
                printf '#!/bin/sh\\nenv\\n' >script && chmod +x script
                timeout 60 dhclient -6 -S -d -sf $PWD/script -lf $PWD/lease -pf $PWD/pid ens5 2>&1""");
    }

    private static NewDhcpConfiguration option(String key, String... values) {
        return NewDhcpConfiguration.builder().key(key).values(values).build();
    }

    private static String run(int index, String... command) {
        return TestingCloud.exec(cloud.instance(network.instances().get(index)), directory, command)
                .succeeded();
    }
}
