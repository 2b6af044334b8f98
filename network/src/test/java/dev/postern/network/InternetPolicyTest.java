package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Seeds;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is only the host's, or nobody's, is reached only by name; the cloud's own addresses and ports never. */
final class InternetPolicyTest {
    private static final int API = 4566;
    private static final InternetPolicy PLAIN = InternetPolicy.of(List.of(), Set.of(API));

    /** As RFC 6890 and its registries have them, and what the cloud itself uses. */
    private static final List<String> REFUSED = List.of(
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24",
            "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32",
            "::/128 ::1/128 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 fc00::/7 fe80::/10 fec0::/10 ff00::/8",
            "2001:db8::/32 2001::/32 2001:2::/48 2001:10::/28 2001:20::/28 2002::/16 3fff::/20 5f00::/16 ::/96");

    private static final List<Ip> PUBLIC = List.of(
            Ip.of("8.8.4.4"),
            Ip.of("1.1.1.1"),
            Ip.of("9.255.255.255"),
            Ip.of("11.0.0.0"),
            Ip.of("100.63.255.255"),
            Ip.of("100.128.0.0"),
            Ip.of("126.255.255.255"),
            Ip.of("128.0.0.0"),
            Ip.of("172.15.255.255"),
            Ip.of("172.32.0.0"),
            Ip.of("192.169.0.0"),
            Ip.of("198.17.255.255"),
            Ip.of("198.20.0.0"),
            Ip.of("223.255.255.255"),
            Ip.of("2600::1"),
            Ip.of("2001:4860:4860::8888"),
            Ip.of("2a00:1450::1"));

    private static List<Cidr> refused() {
        return REFUSED.stream()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .map(Cidr::of)
                .toList();
    }

    @Test
    void noAddressOfASpecialBlockIsReachedInWhateverForm() {
        Seeds.each(200, random -> {
            for (Cidr block : refused()) {
                for (Ip address : List.of(block.first(), block.last(), within(block, random))) {
                    assertThat(PLAIN.refusal(address, 443, Nearness.ELSEWHERE))
                            .as("%s", address)
                            .isPresent();
                    if (address.family() == Family.IPV4) {
                        assertThat(PLAIN.refusal(mapped(address), 443, Nearness.ELSEWHERE))
                                .as("mapped %s", address)
                                .isPresent();
                    }
                }
            }
        });
    }

    @Test
    void whatIsEverybodysIsReachedUnlessItIsTheHosts() {
        for (Ip address : PUBLIC) {
            assertThat(PLAIN.refusal(address, 443, Nearness.ELSEWHERE))
                    .as("%s", address)
                    .isEmpty();
            assertThat(PLAIN.refusal(address, 443, Nearness.OWN))
                    .isPresent()
                    .get()
                    .satisfies(refusal -> assertThat(refusal.opener()).contains(address.asCidr()));
        }
        assertThat(PLAIN.refusal(mapped(Ip.of("8.8.4.4")), 443, Nearness.ELSEWHERE))
                .isEmpty();
    }

    @Test
    void theHostsNeighboursAreReachedByNameOnly() {
        Cidr subnet = Cidr.of("8.8.4.0/24");
        Ip neighbour = Ip.of("8.8.4.4");
        InternetPolicy.Refusal refusal =
                PLAIN.refusal(neighbour, 443, new Nearness.Neighbour(subnet)).orElseThrow();
        assertThat(refusal.text()).isEqualTo("8.8.4.4 is in a network of this machine's interfaces (8.8.4.0/24)");
        assertThat(refusal.opener()).contains(neighbour.asCidr());
        assertThat(PLAIN.refusal(neighbour, 443, Nearness.OWN).orElseThrow().text())
                .isEqualTo("8.8.4.4 is an address of this machine");
        InternetPolicy opened = InternetPolicy.of(List.of(neighbour.asCidr()), Set.of(API));
        assertThat(opened.refusal(neighbour, 443, new Nearness.Neighbour(subnet)))
                .isEmpty();
        assertThat(opened.refusal(neighbour, API, new Nearness.Neighbour(subnet)))
                .as("a neighbour's port is no port of this machine")
                .isEmpty();
        assertThat(opened.refusal(neighbour.plus(1), 443, new Nearness.Neighbour(subnet)))
                .isPresent();
    }

    @Test
    void tellsWhichNetworksOfTheHostAreClosedOnlyForBeingThat() {
        List<Cidr> networks = List.of(
                Cidr.of("fe80::/64"),
                Cidr.of("192.168.7.0/24"),
                Cidr.of("2a00:1450:1:2::/64"),
                Cidr.of("8.8.4.0/24"),
                Cidr.of("9.9.9.0/24"));
        assertThat(InternetPolicy.of(List.of(Cidr.of("9.9.0.0/16"), Cidr.of("8.8.4.4/32")), Set.of(API))
                        .closed(networks))
                .containsExactly(Cidr.of("8.8.4.0/24"), Cidr.of("2a00:1450:1:2::/64"));
    }

    @Test
    void whatARefusalNamesOpensThatAndNothingElse() {
        Seeds.each(200, random -> {
            for (Cidr block : refused()) {
                Ip address = within(block, random);
                PLAIN.refusal(address, 443, Nearness.ELSEWHERE)
                        .orElseThrow()
                        .opener()
                        .ifPresent(opener -> {
                            InternetPolicy opened = InternetPolicy.of(List.of(opener), Set.of(API));
                            assertThat(opened.refusal(address, 443, Nearness.OWN))
                                    .as("%s", address)
                                    .isEmpty();
                            Ip other = within(block, random);
                            assertThat(opened.refusal(other, 443, Nearness.ELSEWHERE)
                                            .isEmpty())
                                    .as("%s where %s is open", other, opener)
                                    .isEqualTo(opener.contains(InternetPolicy.plain(other)));
                        });
            }
        });
    }

    @Test
    void neitherTheCloudsAddressesNorItsPortsAreOpenedByAnyName() {
        InternetPolicy all = InternetPolicy.of(
                List.of(Cidr.ALL_IPV4, Cidr.ALL_IPV6, Cidr.of("127.0.0.1/32"), Cidr.of("198.18.0.0/15")), Set.of(API));
        assertThat(all.allowed()).containsExactly(Cidr.ALL_IPV4, Cidr.ALL_IPV6);
        Seeds.each(100, random -> {
            for (Family family : Family.values()) {
                assertThat(all.refusal(within(AddressPlan.everythingPublic(family), random), 443, Nearness.ELSEWHERE))
                        .isPresent();
                Ip any = within(Cidr.all(family), random);
                assertThat(all.refusal(any, API, Nearness.OWN)).isPresent();
                assertThat(all.refusal(any, API, Nearness.ELSEWHERE).isEmpty())
                        .isEqualTo(!AddressPlan.isPublic(InternetPolicy.plain(any)));
            }
        });
        assertThat(all.refusal(Ip.of("127.0.0.1"), API, Nearness.OWN)
                        .orElseThrow()
                        .opener())
                .isEmpty();
        assertThat(all.refusal(Ip.of("127.0.0.1"), 22, Nearness.OWN)).isEmpty();
        assertThat(all.refusal(mapped(Ip.of("127.0.0.1")), API, Nearness.OWN)).isPresent();
    }

    @Test
    void rulesOfTheKernelRefuseNothingThatThePolicyReaches() {
        Seeds.each(200, random -> {
            for (Family family : Family.values()) {
                for (Cidr block : InternetPolicy.special(family)) {
                    assertThat(PLAIN.refusal(within(block, random), 443, Nearness.ELSEWHERE))
                            .isPresent();
                }
            }
        });
    }

    private static Ip mapped(Ip address) {
        return new Ip(Family.IPV6, 0, 0xffff_0000_0000L | address.low());
    }

    private static Ip within(Cidr block, Random random) {
        Ip any = block.family() == Family.IPV4
                ? Ip.v4(random.nextInt())
                : new Ip(Family.IPV6, random.nextLong(), random.nextLong());
        Ip host = block.last();
        Ip first = block.first();
        // The block's own bits stay, the others are drawn.
        long high = first.high() | (any.high() & (host.high() ^ first.high()));
        long low = first.low() | (any.low() & (host.low() ^ first.low()));
        return new Ip(block.family(), high, low);
    }
}
