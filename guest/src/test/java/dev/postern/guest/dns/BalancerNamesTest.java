package dev.postern.guest.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.LoadBalancer.Scheme;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.elbv2.TargetGroup.Target;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A balancer in two zones, and a target in each. */
class BalancerNamesTest {
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    private static final VpcId VPC = new VpcId("vpc-00000000000000001");
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String NAME = "Web-0123456789abcdef.elb.us-east-1.amazonaws.com";
    private static final String HOST = NAME.toLowerCase(java.util.Locale.ROOT);
    private static final Ip FIRST = Ip.of("10.0.1.9");
    private static final Ip SECOND = Ip.of("10.0.2.9");

    private final TargetGroup group = new TargetGroup(
            SCOPE,
            "targets",
            "0123456789abcdef",
            Transport.TCP,
            80,
            VPC,
            TargetGroup.TargetType.IP,
            Family.IPV4,
            new HealthCheck(HealthCheck.Probe.TCP, Optional.empty(), Optional.empty(), Optional.empty(), 30, 10, 5, 2),
            new TreeMap<>(),
            List.of(
                    new Registration(new Target("10.0.1.5", 80), Optional.of("us-east-1a"), THEN, Optional.empty()),
                    new Registration(new Target("10.0.2.5", 80), Optional.of("us-east-1b"), THEN, Optional.empty())),
            Tags.NONE);

    private Snapshot cloud(Scheme scheme, boolean crossZone) {
        return cloud(scheme, Map.of("load_balancing.cross_zone.enabled", String.valueOf(crossZone)));
    }

    private Snapshot cloud(Scheme scheme, Map<String, String> attributes) {
        LoadBalancer balancer = new LoadBalancer(
                SCOPE,
                "Web",
                "0123456789abcdef",
                LoadBalancer.Type.NETWORK,
                VPC,
                scheme,
                LoadBalancer.IpAddressType.IPV4,
                LoadBalancer.State.ACTIVE,
                THEN,
                false,
                List.of(),
                false,
                List.of(node(1, "us-east-1a"), node(2, "us-east-1b")),
                new TreeMap<>(attributes),
                THEN,
                Tags.NONE);
        return Snapshot.EMPTY.apply(
                1,
                Change.builder()
                        .put(new Vpc(
                                SCOPE,
                                VPC,
                                List.of(new Vpc.CidrAssociation(
                                        new VpcCidrAssociationId("vpc-cidr-assoc-00000000000000001"),
                                        Cidr.of("10.0.0.0/16"))),
                                false,
                                true,
                                true,
                                new Vpc.RegionOptions(),
                                Tags.NONE))
                        .put(balancer)
                        .put(eni(1, FIRST))
                        .put(eni(2, SECOND))
                        .put(group)
                        .put(new Listener(
                                SCOPE,
                                balancer.key(),
                                "0123456789abcdef",
                                Transport.TCP,
                                80,
                                List.of(new Listener.Forward(group.key(), 1)),
                                Optional.empty(),
                                Optional.empty(),
                                Tags.NONE))
                        .build());
    }

    private static Node node(int number, String zone) {
        return new Node(
                new SubnetId("subnet-0000000000000000" + number),
                zone,
                new NetworkInterfaceId("eni-0000000000000000" + number),
                Optional.empty(),
                false,
                false);
    }

    private static NetworkInterface eni(int number, Ip ip) {
        return new NetworkInterface(
                SCOPE,
                new NetworkInterfaceId("eni-0000000000000000" + number),
                VPC,
                new SubnetId("subnet-0000000000000000" + number),
                Mac.local("000000000" + number),
                List.of(ip),
                Optional.of(Ip.of("198.19.0." + number)),
                List.of(),
                false,
                "",
                new NetworkInterface.OfLoadBalancer("net/Web/0123456789abcdef", THEN),
                Tags.NONE);
    }

    private TargetHealth health(boolean first, boolean second) {
        TreeMap<TargetHealth.Key, TargetHealth.Finding> found = new TreeMap<>();
        found.put(
                new TargetHealth.Key(group.key(), "10.0.1.5", 80),
                new TargetHealth.Finding(first ? TargetHealth.State.HEALTHY : TargetHealth.State.UNHEALTHY, THEN));
        found.put(
                new TargetHealth.Key(group.key(), "10.0.2.5", 80),
                new TargetHealth.Finding(second ? TargetHealth.State.HEALTHY : TargetHealth.State.UNHEALTHY, THEN));
        return new TargetHealth(found);
    }

    @Test
    void leadsToItsNodesAndEachZonesNameToThatZones() {
        NameDirectory names = new NameDirectory(cloud(Scheme.INTERNAL, false), TargetHealth.NONE);
        assertThat(names.view(VPC).addresses(HOST)).containsExactly(FIRST, SECOND);
        assertThat(names.view(VPC).addresses("us-east-1b." + HOST)).containsExactly(SECOND);
        assertThat(names.view(VPC).addresses("us-east-1c." + HOST)).isEmpty();
        assertThat(names.internet().addresses(HOST)).containsExactly(FIRST, SECOND);
        assertThat(names.view(VPC).addresses("other-0123456789abcdef.elb.us-east-1.amazonaws.com"))
                .isEmpty();
        NameDirectory facing = new NameDirectory(cloud(Scheme.INTERNET_FACING, false), TargetHealth.NONE);
        assertThat(facing.internet().addresses("us-east-1a." + HOST)).containsExactly(Ip.of("198.19.0.1"));
        assertThat(facing.view(VPC).addresses("us-east-1a." + HOST)).containsExactly(Ip.of("198.19.0.1"));
    }

    @Test
    void hasTheIpv6AddressesOfItsNodesFromEverywhere() {
        Ip ipv6 = Ip.of("2001:db8:8000:2::9");
        NetworkInterface second = eni(2, SECOND).withIpv6Ips(List.of(ipv6));
        Snapshot cloud = cloud(Scheme.INTERNAL, false)
                .apply(2, Change.builder().put(second).build());
        NameDirectory names = new NameDirectory(cloud, TargetHealth.NONE);
        assertThat(names.view(VPC).addresses(HOST)).containsExactly(FIRST, SECOND, ipv6);
        assertThat(names.internet().addresses("us-east-1b." + HOST)).containsExactly(SECOND, ipv6);
    }

    @Test
    void leavesOutZonesWithoutHealthyTargetsUnlessThereIsNoOther() {
        Snapshot cloud = cloud(Scheme.INTERNAL, false);
        assertThat(new NameDirectory(cloud, health(false, true)).view(VPC).addresses(HOST))
                .containsExactly(SECOND);
        assertThat(new NameDirectory(cloud, health(false, false)).view(VPC).addresses(HOST))
                .containsExactly(FIRST, SECOND);
        assertThat(new NameDirectory(cloud(Scheme.INTERNAL, true), health(false, true))
                        .view(VPC)
                        .addresses(HOST))
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void keepsClientsInTheirZoneWhileThatHasHealthyTargets() {
        Snapshot cloud =
                cloud(Scheme.INTERNAL, Map.of("dns_record.client_routing_policy", "availability_zone_affinity"));
        assertThat(asked(cloud, health(true, true))).containsExactly(FIRST);
        assertThat(asked(cloud, health(true, false))).containsExactly(FIRST);
        assertThat(asked(cloud, health(false, true))).containsExactly(SECOND);
        assertThat(asked(cloud, health(false, false))).containsExactly(FIRST);
        assertThat(asked(cloud(Scheme.INTERNAL, false), health(true, true))).containsExactly(FIRST, SECOND);
    }

    /** What somebody in the first zone is told. */
    private static List<Ip> asked(Snapshot cloud, TargetHealth health) {
        return new BalancerNames(cloud, health, Optional.of("us-east-1a")).addresses(HOST);
    }

    @Test
    void anAliasHasItsAddressesAndLeadsElsewhereWhileItIsNotWell() {
        Snapshot cloud = cloud(Scheme.INTERNAL, false);
        HostedZone zone = new HostedZone(
                Scope.ofAccount(SCOPE.account()),
                "Z1",
                new DnsName("acme.test."),
                "once",
                Optional.empty(),
                THEN,
                new HostedZone.Vpcs(List.of(new HostedZone.ZoneVpc(Region.US_EAST_1, VPC)), List.of()),
                Tags.NONE);
        cloud = cloud.apply(
                2,
                Change.builder()
                        .put(zone)
                        .put(set(zone, "acme.test.", "SOA", "", "ns.test. admin.test. 1 7200 900 1209600 86400"))
                        .put(alias(zone, "shop.acme.test.", "A", "", true))
                        .put(alias(zone, "shop.acme.test.", "AAAA", "", true))
                        .put(alias(zone, "one.acme.test.", "A", "balancer", true))
                        .put(set(zone, "one.acme.test.", "A", "spare", "192.0.2.1"))
                        .put(alias(zone, "any.acme.test.", "A", "balancer", false))
                        .put(set(zone, "any.acme.test.", "A", "spare", "192.0.2.1"))
                        .build());
        assertThat(answers(cloud, health(true, true), "shop.acme.test.", Type.A))
                .containsExactlyInAnyOrder("10.0.1.9", "10.0.2.9");
        assertThat(answers(cloud, health(true, true), "shop.acme.test.", Type.AAAA))
                .isEmpty();
        assertThat(answers(cloud, health(true, false), "shop.acme.test.", Type.A))
                .containsExactly("10.0.1.9");
        assertThat(answers(cloud, health(false, false), "shop.acme.test.", Type.A))
                .containsExactlyInAnyOrder("10.0.1.9", "10.0.2.9");
        assertThat(answers(cloud, health(true, false), "one.acme.test.", Type.A))
                .containsExactly("10.0.1.9");
        assertThat(answers(cloud, health(false, false), "one.acme.test.", Type.A))
                .containsExactly("192.0.2.1");
        assertThat(answers(cloud, health(false, false), "any.acme.test.", Type.A))
                .containsExactlyInAnyOrder("10.0.1.9", "10.0.2.9");
    }

    /** The weights are such that the balancer is chosen wherever it may be. */
    private static RecordSet alias(HostedZone zone, String name, String type, String id, boolean evaluates) {
        return new RecordSet(
                zone.scope(),
                zone.id(),
                new DnsName(name),
                type,
                choice(id, 1),
                new RecordSet.BalancerAlias("Z26RNL4JYFTOTI", new DnsName(HOST + "."), evaluates));
    }

    private static RecordSet set(HostedZone zone, String name, String type, String id, String value) {
        return new RecordSet(
                zone.scope(),
                zone.id(),
                new DnsName(name),
                type,
                choice(id, 0),
                new RecordSet.Values(60, List.of(value)));
    }

    private static Optional<RecordSet.Choice> choice(String id, int weight) {
        return id.isEmpty() ? Optional.empty() : Optional.of(new RecordSet.Choice(id, new RecordSet.Weighted(weight)));
    }

    private static List<String> answers(Snapshot cloud, TargetHealth health, String name, int type) {
        VpcView view = new NameDirectory(cloud, health).view(VPC);
        return Resolution.of(DnsNames.name(name), type, view, 0).records().stream()
                .map(Record::rdataToString)
                .toList();
    }
}
