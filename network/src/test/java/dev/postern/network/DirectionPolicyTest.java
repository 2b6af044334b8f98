package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DirectionPolicyTest {
    private static final List<Protocol> PROTOCOLS =
            List.of(Protocol.ALL, Protocol.TCP, Protocol.UDP, Protocol.ICMP, new Protocol(47));

    @Test
    void slicesAllowExactlyWhatTheRulesAllow() {
        Seeds.each(200, random -> {
            List<DirectionPolicy.Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                rules.add(rule(random));
            }
            DirectionPolicy policy = DirectionPolicy.compile(rules);
            for (int i = 0; i < 200; i++) {
                Protocol protocol = PROTOCOLS.get(1 + random.nextInt(PROTOCOLS.size() - 1));
                int key = random.nextBoolean() ? random.nextInt(40) : random.nextInt(65536);
                Ip peer = Ip.v4(0x0a000000L + random.nextInt(64));
                assertThat(policy.allows(protocol, key, peer))
                        .as("%s %d %s", protocol, key, peer)
                        .isEqualTo(policy.allowing(protocol, key, peer).isPresent());
                assertThat(policy.isOpen(protocol, key, Family.IPV4))
                        .as("%s %d", protocol, key)
                        .isEqualTo(protocol.hasPorts()
                                && rules.stream()
                                        .anyMatch(rule -> letsEverybody(rule, protocol, new KeyRange(key, key))));
                assertThat(policy.isWhole(protocol, Family.IPV4))
                        .as("%s", protocol)
                        .isEqualTo(rules.stream().anyMatch(rule -> letsEverybody(rule, protocol, KeyRange.ALL)));
            }
        });
    }

    private static boolean letsEverybody(DirectionPolicy.Rule rule, Protocol protocol, KeyRange keys) {
        return rule.peer().equals(new SecurityGroupRule.CidrPeer(Cidr.ALL_IPV4))
                && rule.protocol().matches(protocol)
                && (rule.protocol().equals(Protocol.ALL)
                        || (rule.keys().contains(keys.from()) && rule.keys().contains(keys.to())));
    }

    @Test
    void slicesOfOneProtocolAreDisjoint() {
        Seeds.each(50, random -> {
            DirectionPolicy policy =
                    DirectionPolicy.compile(List.of(rule(random), rule(random), rule(random), rule(random)));
            for (int i = 1; i < policy.slices().size(); i++) {
                DirectionPolicy.Slice before = policy.slices().get(i - 1);
                DirectionPolicy.Slice slice = policy.slices().get(i);
                if (before.protocol().equals(slice.protocol())) {
                    assertThat(slice.keys().from()).isGreaterThan(before.keys().to());
                }
            }
        });
    }

    @Test
    void icmpRuleOfOneTypeMeansAllItsCodes() {
        assertThat(KeyRange.of(Protocol.ICMP, new PortRange(8, -1))).isEqualTo(new KeyRange(0x800, 0x8ff));
        assertThat(KeyRange.of(Protocol.ICMP, new PortRange(3, 4))).isEqualTo(new KeyRange(0x304, 0x304));
        assertThat(KeyRange.of(Protocol.ICMP, PortRange.ANY_ICMP)).isEqualTo(KeyRange.ALL);
    }

    @Test
    void addressSetsAreTheFewestBlocks() {
        assertThat(AddressSet.of(List.of(Cidr.of("10.0.0.0/25"), Cidr.of("10.0.0.128/25"), Cidr.of("10.0.0.7/32"))))
                .hasToString("10.0.0.0/24");
        assertThat(AddressSet.of(List.of(Cidr.of("0.0.0.0/1"), Cidr.of("128.0.0.0/1")))
                        .isAll(Family.IPV4))
                .isTrue();
    }

    private static DirectionPolicy.Rule rule(Random random) {
        Protocol protocol = PROTOCOLS.get(random.nextInt(PROTOCOLS.size()));
        int from = random.nextInt(40);
        PortRange ports = protocol.isIcmp()
                ? new PortRange(random.nextInt(3) - 1, random.nextInt(3) - 1)
                : random.nextInt(4) == 0 ? PortRange.ALL : new PortRange(from, from + random.nextInt(20));
        Cidr peer = random.nextInt(3) == 0
                ? new Cidr(Ip.v4(random.nextBoolean() ? 0 : 0x80000000L), random.nextInt(2))
                : new Cidr(Ip.v4(0x0a000000L + random.nextInt(64)), 26 + random.nextInt(7));
        return new DirectionPolicy.Rule(
                new SecurityGroupId("sg-00000001"),
                new SecurityGroupRuleId("sgr-00000001"),
                protocol,
                KeyRange.of(protocol, ports),
                new SecurityGroupRule.CidrPeer(peer),
                AddressSet.of(List.of(peer)));
    }
}
