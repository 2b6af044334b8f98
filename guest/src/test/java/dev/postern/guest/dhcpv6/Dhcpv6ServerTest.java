package dev.postern.guest.dhcpv6;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.DhcpOptionsId;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class Dhcpv6ServerTest {
    private static final String SOLICIT = "01";
    private static final String REQUEST = "03";
    private static final String CONFIRM = "04";
    private static final String RENEW = "05";
    private static final String REBIND = "06";
    private static final String RELEASE = "08";
    private static final String DECLINE = "09";
    private static final String INFORMATION_REQUEST = "0b";

    private static final String OWN = "20010db8800000000000000000000010";
    private static final String SECOND = "20010db8800000000000000000000011";
    private static final String OTHERS = "20010db8800000000000000000000099";
    private static final String NO_TIMES = "00000000 00000000";
    /** 70 and 112 s. */
    private static final String TIMES = "00000046 00000070";
    /** 140 and 450 s. */
    private static final String LIFE = "0000008c 000001c2";

    private static final String CLIENT = option(1, "0001000129ab00000201020304ff");
    private static final String SERVER = option(2, "0004" + "b5c2ae3a9c4e3c1f8b3e6a0c1f8d2e47");
    private static final String RAPID = option(14, "");
    private static final String NAMES = option(23, "fd000ec2000000000000000000000253");
    private static final String DOMAIN = option(24, "0365633208696e7465726e616c00");
    private static final String TOLD = NAMES + DOMAIN;

    private static final Ipv6Lease LEASE = lease(List.of("2001:db8:8000::10", "2001:db8:8000::11"), List.of());
    private static final String GIVEN = option(5, OWN + LIFE) + option(5, SECOND + LIFE);
    private static final String ADDRESSES = option(3, "00000007" + TIMES + GIVEN);

    /** As the server calls itself in its answers. */
    private final String server = HexFormat.of().formatHex(serverOf(LEASE));

    @Test
    void advertisesTheAddressesThatTheInterfaceHas() {
        assertThat(answer(SOLICIT, CLIENT, option(8, "0000"), wanted())).isEqualTo(reply("02", ADDRESSES, TOLD));
        assertThat(answer(SOLICIT, CLIENT)).as("nothing is asked for").isEqualTo(reply("02", TOLD));
    }

    @Test
    void givesAtOnceWhoWouldHaveItAtOnce() {
        assertThat(answer(SOLICIT, CLIENT, RAPID, wanted())).isEqualTo(reply("07", RAPID, ADDRESSES, TOLD));
    }

    @Test
    void givesWhatWasAdvertised() {
        assertThat(answer(REQUEST, CLIENT, me(), wanted(OWN, SECOND))).isEqualTo(reply("07", ADDRESSES, TOLD));
        assertThat(answer(REQUEST, CLIENT, me(), wanted(OWN))).isEqualTo(reply("07", ADDRESSES, TOLD));
    }

    @Test
    void nobodyGetsAnothersAddress() {
        assertThat(answer(SOLICIT, CLIENT, wanted(OTHERS))).as("a wish").isEqualTo(reply("02", ADDRESSES, TOLD));
        assertThat(answer(REQUEST, CLIENT, me(), wanted(OTHERS)))
                .isEqualTo(reply("07", option(3, "00000007" + NO_TIMES + status(4)), TOLD));
        String over = option(5, OTHERS + NO_TIMES);
        for (String again :
                List.of(answer(RENEW, CLIENT, me(), wanted(OTHERS)), answer(REBIND, CLIENT, wanted(OTHERS)))) {
            assertThat(again).isEqualTo(reply("07", option(3, "00000007" + TIMES + GIVEN + over), TOLD));
        }
        assertThat(answer(CONFIRM, CLIENT, wanted(OWN, OTHERS))).isEqualTo(reply("07", status(4)));
    }

    @Test
    void renewsAndConfirmsWhatTheInterfaceHas() {
        assertThat(answer(RENEW, CLIENT, me(), wanted(OWN, SECOND))).isEqualTo(reply("07", ADDRESSES, TOLD));
        assertThat(answer(REBIND, CLIENT, wanted(OWN))).isEqualTo(reply("07", ADDRESSES, TOLD));
        assertThat(answer(CONFIRM, CLIENT, wanted(OWN))).isEqualTo(reply("07", status(0)));
        assertThat(answer(RELEASE, CLIENT, me(), wanted(OWN))).isEqualTo(reply("07", status(0)));
        assertThat(answer(DECLINE, CLIENT, me(), wanted(OWN))).isEqualTo(reply("07", status(0)));
    }

    @Test
    void informsWhoAsksForNoAddress() {
        assertThat(answer(INFORMATION_REQUEST, CLIENT)).isEqualTo(reply("07", TOLD));
        assertThat(answer(INFORMATION_REQUEST, CLIENT, option(6, "0018"))).isEqualTo(reply("07", DOMAIN));
        assertThat(answer(INFORMATION_REQUEST))
                .as("nor says who he is")
                .isEqualTo("07aabbcc" + option(2, server) + TOLD);
    }

    @Test
    void whatThereIsNotIsToldByAStatus() {
        Ipv6Lease prefixes = lease(List.of(), List.of("2001:db8:8000:0:1::/80"));
        String prefix = option(26, LIFE + "50" + "20010db8800000000001000000000000");
        String delegation = option(25, "00000009" + NO_TIMES);
        String temporary = option(4, "00000008");

        assertThat(answer(LEASE, SOLICIT, CLIENT, wanted(), delegation, temporary, option(3, "0000000a" + NO_TIMES)))
                .isEqualTo(reply(
                        "02",
                        ADDRESSES,
                        option(25, "00000009" + NO_TIMES + status(6)),
                        option(4, "00000008" + status(2)),
                        option(3, "0000000a" + NO_TIMES + status(2)),
                        TOLD));
        assertThat(answer(prefixes, SOLICIT, CLIENT, wanted(), delegation))
                .isEqualTo(reply(
                        "02",
                        option(3, "00000007" + NO_TIMES + status(2)),
                        option(25, "00000009" + TIMES + prefix),
                        TOLD));
        assertThat(answer(prefixes, RENEW, CLIENT, me(), wanted(OWN)))
                .isEqualTo(reply("07", option(3, "00000007" + NO_TIMES + option(5, OWN + NO_TIMES) + status(3)), TOLD));
    }

    @Test
    void tellsTheOptionsOfTheVpc() {
        TreeMap<String, List<String>> values = new TreeMap<>();
        values.put("ntp-servers", List.of("10.0.0.123", "fd00::123"));
        values.put("ipv6-address-preferred-lease-time", List.of("2147483647"));
        DhcpOptions options = new DhcpOptions(
                new Scope(new AccountId("000000000000"), Region.US_EAST_1),
                new DhcpOptionsId("dopt-00000000000000001"),
                values,
                Tags.NONE);
        NameServers names =
                new NameServers("a.b. " + "x".repeat(64) + " .c", List.of(Ip.of("10.0.1.53"), Ip.of("fd00::53")));
        Ipv6Lease lease = new Ipv6Lease(LEASE.vpc(), LEASE.addresses(), List.of(), names, Optional.of(options));

        assertThat(answer(lease, SOLICIT, CLIENT, wanted()))
                .isEqualTo(reply(
                        "02",
                        option(
                                3,
                                "00000007" + "3fffffff" + "66666665" + option(5, OWN + "7fffffff80000135")
                                        + option(5, SECOND + "7fffffff80000135")),
                        option(23, "fd000000000000000000000000000053"),
                        option(24, "0161016200"),
                        option(31, "fd000000000000000000000000000123"),
                        option(56, option(1, "fd000000000000000000000000000123"))));
    }

    @Test
    void saysNothingToWhatIsNoQuestion() {
        Map<String, String> messages = new TreeMap<>();
        messages.put("nothing", "");
        messages.put("half a head", "0100aa");
        messages.put("an answer", "07aabbcc" + CLIENT);
        messages.put("of a relay", "0c00" + "00".repeat(32) + option(9, SOLICIT + "aabbcc" + CLIENT));
        messages.put("from nobody", SOLICIT + "aabbcc" + wanted());
        messages.put("from somebody without a name", SOLICIT + "aabbcc" + option(1, ""));
        messages.put("from somebody with a long name", SOLICIT + "aabbcc" + option(1, "00".repeat(131)));
        messages.put("an option without an end", SOLICIT + "aabbcc" + CLIENT + "0003ffff00");
        messages.put("half an option", SOLICIT + "aabbcc" + CLIENT + "000300");
        messages.put("half an association", SOLICIT + "aabbcc" + CLIENT + option(3, "00000007"));
        messages.put(
                "half an address", SOLICIT + "aabbcc" + CLIENT + option(3, "00000007" + NO_TIMES + option(5, OWN)));
        messages.put(
                "a prefix of 129 bits",
                SOLICIT + "aabbcc" + CLIENT + option(25, "00000007" + NO_TIMES + option(26, LIFE + "81" + OWN)));
        messages.put("to a server, though to all", SOLICIT + "aabbcc" + CLIENT + me() + wanted());
        messages.put("to another server", REQUEST + "aabbcc" + CLIENT + SERVER + wanted());
        messages.put("to no server", RENEW + "aabbcc" + CLIENT + wanted(OWN));
        messages.put("confirms nothing", CONFIRM + "aabbcc" + CLIENT + wanted());
        messages.put("informs itself of an address", INFORMATION_REQUEST + "aabbcc" + CLIENT + wanted());
        messages.put("informs itself elsewhere", INFORMATION_REQUEST + "aabbcc" + CLIENT + SERVER);

        messages.forEach((what, message) ->
                assertThat(Dhcpv6Server.answer(bytes(message), LEASE)).as(what).isEmpty());
    }

    @Test
    void aHugeMessageIsAnsweredLikeASmallOne() {
        String unknown = option(15, "00".repeat(60_000));

        assertThat(answer(SOLICIT, CLIENT, unknown, wanted())).isEqualTo(reply("02", ADDRESSES, TOLD));
    }

    @Test
    @Tag("fuzz")
    void anyBytesAreAnsweredByAMessageOrNotAtAll() {
        List<byte[]> messages = List.of(
                bytes(SOLICIT + "aabbcc" + CLIENT + RAPID + wanted()),
                bytes(REQUEST + "aabbcc" + CLIENT + me() + wanted(OWN, OTHERS)),
                bytes(RENEW + "aabbcc" + CLIENT + me() + wanted(OTHERS)),
                bytes(SOLICIT + "aabbcc" + CLIENT + option(25, "00000007" + NO_TIMES + option(26, LIFE + "50" + OWN))),
                bytes(INFORMATION_REQUEST + "aabbcc" + CLIENT + option(6, "00170018")));
        Seeds.each(Fuzz.cases(40_000), random -> {
            byte[] message = Fuzz.spoil(messages.get(random.nextInt(messages.size())), messages, random);
            Dhcpv6Server.answer(message, LEASE).ifPresent(answer -> {
                assertThat(answer[0]).isIn((byte) 2, (byte) 7);
                assertThat(Arrays.copyOfRange(answer, 1, 4)).isEqualTo(Arrays.copyOfRange(message, 1, 4));
                assertThat(Option.read(answer, 4)).isPresent();
            });
        });
    }

    private static Ipv6Lease lease(List<String> addresses, List<String> prefixes) {
        return new Ipv6Lease(
                new VpcId("vpc-00000000000000001"),
                addresses.stream().map(Ip::of).toList(),
                prefixes.stream().map(Cidr::of).toList(),
                new NameServers("ec2.internal", List.of(Ip.of("fd00:ec2::253"))),
                Optional.empty());
    }

    private static byte[] serverOf(Ipv6Lease lease) {
        byte[] answer = Dhcpv6Server.answer(bytes(INFORMATION_REQUEST + "aabbcc"), lease)
                .orElseThrow();
        return Option.read(answer, 4).orElseThrow().getFirst().value();
    }

    /** The option that says that this server is meant. */
    private String me() {
        return option(2, server);
    }

    private String reply(String type, String... options) {
        return (type + "aabbcc" + CLIENT + me() + String.join("", options)).replace(" ", "");
    }

    private static String wanted(String... addresses) {
        String members = String.join(
                "",
                Arrays.stream(addresses)
                        .map(address -> option(5, address + LIFE))
                        .toList());
        return option(3, "00000007" + NO_TIMES + members);
    }

    private static String status(int code) {
        return option(13, "%04x".formatted(code));
    }

    private static String option(int code, String value) {
        String hex = value.replace(" ", "");
        return "%04x%04x%s".formatted(code, hex.length() / 2, hex);
    }

    private static String answer(String type, String... options) {
        return answer(LEASE, type, options);
    }

    private static String answer(Ipv6Lease lease, String type, String... options) {
        return HexFormat.of()
                .formatHex(Dhcpv6Server.answer(bytes(type + "aabbcc" + String.join("", options)), lease)
                        .orElseThrow());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
