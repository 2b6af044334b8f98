package dev.postern.guest.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.DhcpOptionsId;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class DhcpServerTest {
    private static final int DISCOVER = 1;
    private static final int REQUEST = 3;
    private static final int DECLINE = 4;
    private static final int RELEASE = 7;
    private static final int INFORM = 8;
    private static final String SUBNET_AND_ROUTER = "1=ffffff00 3=0a000101 ";

    private static final Lease LEASE = new Lease(
            Ip.of("10.0.1.10"),
            Cidr.of("10.0.1.0/24"),
            Ip.of("10.0.1.1"),
            "ip-10-0-1-10",
            new NameServers("ec2.internal", List.of(Ip.of("10.0.0.2"))),
            Optional.empty());

    @Test
    void offersTheAddressThatTheInterfaceHas() {
        byte[] offer = answer(message(DISCOVER)).orElseThrow();

        assertThat(offer[0]).as("a reply").isEqualTo((byte) 2);
        assertThat(Arrays.copyOfRange(offer, 1, 8))
                .as("transaction")
                .isEqualTo(Arrays.copyOfRange(message(DISCOVER), 1, 8));
        assertThat(Arrays.copyOfRange(offer, 28, 34)).as("hardware address").containsExactly(2, 1, 2, 3, 4, 5);
        assertThat(address(offer, 16)).isEqualTo("0a00010a");
        assertThat(told(offer))
                .isEqualTo("53=02 54=0a000101 51=00000e10 " + SUBNET_AND_ROUTER
                        + "28=0a0001ff 26=2329 12=69702d31302d302d312d3130 15=6563322e696e7465726e616c 6=0a000002 ");
    }

    @Test
    void tellsWhatTheClientAsksFor() {
        byte[] offer = answer(message(DISCOVER, 55, "0103ff")).orElseThrow();

        assertThat(told(offer)).isEqualTo("53=02 54=0a000101 51=00000e10 " + SUBNET_AND_ROUTER);
    }

    @Test
    void tellsTheOptionsOfTheVpc() {
        TreeMap<String, List<String>> values = new TreeMap<>();
        values.put("domain-name", List.of("corp.example"));
        values.put("ntp-servers", List.of("10.0.0.123", "fd00::123", "10.0.0.124"));
        values.put("netbios-name-servers", List.of("10.0.0.3"));
        values.put("netbios-node-type", List.of("2"));
        DhcpOptions options = new DhcpOptions(
                new Scope(new AccountId("000000000000"), Region.US_EAST_1),
                new DhcpOptionsId("dopt-00000000000000001"),
                values,
                Tags.NONE);
        NameServers names = new NameServers("corp.example", List.of(Ip.of("10.0.1.53"), Ip.of("fd00:ec2::253")));
        Lease lease = new Lease(
                LEASE.address(), LEASE.subnet(), LEASE.router(), LEASE.hostName(), names, Optional.of(options));

        byte[] offer = DhcpServer.answer(message(DISCOVER, 55, "06 0f 2a 2c 2e"), lease)
                .orElseThrow();

        assertThat(told(offer))
                .isEqualTo("53=02 54=0a000101 51=00000e10 15=636f72702e6578616d706c65 6=0a000135 "
                        + "42=0a00007b0a00007c 44=0a000003 46=02 ");
    }

    @Test
    void acknowledgesWhatItOffered() {
        byte[] chosen = answer(message(REQUEST, 54, "0a000101", 50, "0a00010a")).orElseThrow();
        byte[] rememberedFromBefore = answer(message(REQUEST, 50, "0a00010a")).orElseThrow();
        byte[] renewed = answer(withOwnAddress(message(REQUEST), "10.0.1.10")).orElseThrow();

        assertThat(List.of(chosen, rememberedFromBefore, renewed)).allSatisfy(answer -> {
            assertThat(told(answer)).startsWith("53=05 54=0a000101 51=00000e10 " + SUBNET_AND_ROUTER);
            assertThat(address(answer, 16)).isEqualTo("0a00010a");
        });
        assertThat(address(renewed, 12)).as("its own").isEqualTo("0a00010a");
    }

    @Test
    void refusesAnotherAddress() {
        byte[] chosen = answer(message(REQUEST, 54, "0a000101", 50, "0a00010b")).orElseThrow();
        byte[] renewed = answer(withOwnAddress(message(REQUEST), "192.168.0.7")).orElseThrow();
        byte[] none = answer(message(REQUEST)).orElseThrow();

        assertThat(List.of(chosen, renewed, none)).allSatisfy(answer -> {
            assertThat(told(answer)).isEqualTo("53=06 54=0a000101 ");
            assertThat(address(answer, 12)).isEqualTo("00000000");
            assertThat(address(answer, 16)).isEqualTo("00000000");
        });
    }

    @Test
    void informsWhoHasAnAddressAlready() {
        byte[] answer = answer(withOwnAddress(message(INFORM), "10.0.1.10")).orElseThrow();

        assertThat(told(answer)).startsWith("53=05 54=0a000101 " + SUBNET_AND_ROUTER);
        assertThat(address(answer, 16)).isEqualTo("00000000");
    }

    @Test
    void saysNothingToWhatIsNoQuestion() {
        Map<String, byte[]> messages = Map.of(
                "nothing", new byte[0],
                "half a message", Arrays.copyOf(message(DISCOVER), 239),
                "an answer", with(message(DISCOVER), 0, 2),
                "no Ethernet", with(message(DISCOVER), 2, 16),
                "no DHCP", with(message(DISCOVER), 236, 0),
                "of a relay", with(message(DISCOVER), 27, 9),
                "an option without an end", Arrays.copyOf(message(DISCOVER, 12, "616263"), 246),
                "given back", message(RELEASE),
                "not taken", message(DECLINE),
                "for another server", message(REQUEST, 54, "0a000201", 50, "0a00010a"));

        messages.forEach((what, message) -> assertThat(answer(message)).as(what).isEmpty());
    }

    @Test
    @Tag("fuzz")
    void anyBytesAreAnsweredByAMessageOrNotAtAll() {
        List<byte[]> messages = List.of(
                message(DISCOVER),
                message(DISCOVER, 55, "010306"),
                message(REQUEST, 54, "0a000101", 50, "0a00010a"),
                withOwnAddress(message(REQUEST), "10.0.1.10"),
                message(INFORM));
        Seeds.each(Fuzz.cases(40_000), random -> {
            byte[] message = Fuzz.spoil(messages.get(random.nextInt(messages.size())), messages, random);
            answer(message).ifPresent(answer -> {
                assertThat(answer[0]).isEqualTo((byte) 2);
                assertThat(Arrays.copyOfRange(answer, 4, 8)).isEqualTo(Arrays.copyOfRange(message, 4, 8));
                assertThat(told(answer)).matches("53=0[256] 54=0a000101 .*");
            });
        });
    }

    private static Optional<byte[]> answer(byte[] message) {
        return DhcpServer.answer(message, LEASE);
    }

    /**
     * A client's message.
     *
     * @param options codes, each with its value in hex
     */
    private static byte[] message(int type, Object... options) {
        ByteBuffer bytes = ByteBuffer.allocate(576);
        bytes.put(new byte[] {1, 1, 6, 0, 0x11, 0x22, 0x33, 0x44});
        bytes.put(28, new byte[] {2, 1, 2, 3, 4, 5});
        bytes.position(236).putInt(0x63825363).put(new byte[] {53, 1, (byte) type});
        for (int i = 0; i < options.length; i += 2) {
            byte[] value = HexFormat.of().parseHex(options[i + 1].toString().replace(" ", ""));
            bytes.put((byte) (int) options[i]).put((byte) value.length).put(value);
        }
        return Arrays.copyOf(bytes.put((byte) 255).array(), Math.max(300, bytes.position()));
    }

    private static byte[] with(byte[] message, int at, int value) {
        message[at] = (byte) value;
        return message;
    }

    private static byte[] withOwnAddress(byte[] message, String address) {
        return ByteBuffer.wrap(message).put(12, Ip.of(address).bytes()).array();
    }

    private static String address(byte[] message, int at) {
        return HexFormat.of().formatHex(message, at, at + 4);
    }

    /** The options of a message, in their order. */
    private static String told(byte[] message) {
        List<String> options = new ArrayList<>();
        int at = 240;
        while (Byte.toUnsignedInt(message[at]) != 255) {
            int length = Byte.toUnsignedInt(message[at + 1]);
            options.add(Byte.toUnsignedInt(message[at]) + "="
                    + HexFormat.of().formatHex(message, at + 2, at + 2 + length) + " ");
            at += 2 + length;
        }
        return String.join("", options);
    }
}
