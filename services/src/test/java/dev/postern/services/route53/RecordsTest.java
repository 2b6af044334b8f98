package dev.postern.services.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.route53.model.ChangeAction.CREATE;
import static software.amazon.awssdk.services.route53.model.ChangeAction.DELETE;
import static software.amazon.awssdk.services.route53.model.ChangeAction.UPSERT;

import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.RecordSet;
import dev.postern.services.authorization.TestAccount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

final class RecordsTest {
    private final ZoneFixture fixture = new ZoneFixture();
    private String zone = "";

    @BeforeEach
    void makeZone() {
        zone = fixture.publicZone("acme.test");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Consumer<ResourceRecordSet.Builder> set(String name, String type, String... values) {
        return set -> set.name(name)
                .type(type)
                .ttl(60L)
                .resourceRecords(Stream.of(values)
                        .map(value -> ResourceRecord.builder().value(value).build())
                        .toList());
    }

    private static Change change(
            software.amazon.awssdk.services.route53.model.ChangeAction action,
            Consumer<ResourceRecordSet.Builder> set) {
        return Change.builder().action(action).resourceRecordSet(set).build();
    }

    private String batchError(Change... changes) {
        return fixture.account.error(() -> fixture.route53.changeResourceRecordSets(
                r -> r.hostedZoneId(zone).changeBatch(b -> b.changes(changes))));
    }

    @Test
    void recordsAreMadeReplacedAndDeleted() {
        fixture.change(zone, CREATE, set("WWW.acme.test", "A", "192.0.2.1", "192.0.2.2"));
        assertThat(fixture.changeError(zone, CREATE, set("www.acme.test", "A", "192.0.2.3")))
                .isEqualTo(
                        "InvalidChangeBatch: [Tried to create resource record set [name='www.acme.test.', type='A'] but"
                                + " it already exists]");
        fixture.change(zone, UPSERT, set("www.acme.test.", "A", "192.0.2.3"));
        assertThat(fixture.changeError(zone, DELETE, set("www.acme.test", "A", "192.0.2.1")))
                .isEqualTo(
                        "InvalidChangeBatch: [Tried to delete resource record set [name='www.acme.test.', type='A'] but"
                                + " the values provided do not match the current values]");
        assertThat(fixture.changeError(zone, DELETE, set("none.acme.test", "A", "192.0.2.1")))
                .isEqualTo(
                        "InvalidChangeBatch: [Tried to delete resource record set [name='none.acme.test.', type='A'] but"
                                + " it was not found]");
        fixture.change(zone, DELETE, set("www.acme.test", "A", "192.0.2.3"));
        assertThat(fixture.records(zone)).containsExactly("acme.test. NS", "acme.test. SOA");
    }

    @Test
    void aBatchIsAllOrNothing() {
        fixture.change(zone, CREATE, set("a.acme.test", "A", "192.0.2.1"));
        long before = fixture.account.cloud().snapshot().sequence();
        assertThat(batchError(
                        change(CREATE, set("b.acme.test", "A", "192.0.2.1")),
                        change(CREATE, set("a.acme.test", "A", "192.0.2.1")),
                        change(CREATE, set("c.other.test", "A", "192.0.2.1"))))
                .isEqualTo(
                        "InvalidChangeBatch: [Tried to create resource record set [name='a.acme.test.', type='A'] but it"
                                + " already exists, RRSet with DNS name c.other.test. is not permitted in zone acme.test.]");
        assertThat(fixture.account.cloud().snapshot().sequence()).isEqualTo(before);
        assertThat(batchError(
                        change(CREATE, set("b.acme.test", "A", "192.0.2.1")),
                        change(UPSERT, set("b.acme.test", "A", "192.0.2.2"))))
                .isEqualTo(
                        "InvalidChangeBatch: [The request contains an invalid set of changes for a resource record set"
                                + " 'A b.acme.test.']");
        assertThat(batchError(
                        change(DELETE, set("a.acme.test", "A", "192.0.2.1")),
                        change(CREATE, set("a.acme.test", "CNAME", "b.acme.test"))))
                .isEqualTo("none");
        assertThat(fixture.records(zone)).contains("a.acme.test. CNAME").doesNotContain("a.acme.test. A");
    }

    @Test
    void nothingIsBesideACname() {
        fixture.change(zone, CREATE, set("a.acme.test", "A", "192.0.2.1"));
        fixture.change(zone, CREATE, set("c.acme.test", "CNAME", "a.acme.test"));
        assertThat(fixture.changeError(zone, CREATE, set("a.acme.test", "CNAME", "x.test")))
                .isEqualTo("InvalidChangeBatch: [RRSet of type CNAME with DNS name a.acme.test. is not permitted as it"
                        + " conflicts with other records with the same DNS name in zone acme.test.]");
        assertThat(fixture.changeError(zone, CREATE, set("c.acme.test", "A", "192.0.2.1")))
                .isEqualTo("InvalidChangeBatch: [RRSet of type A with DNS name c.acme.test. is not permitted because a"
                        + " conflicting RRSet of type CNAME with the same DNS name already exists in zone acme.test.]");
        assertThat(fixture.changeError(zone, CREATE, set("acme.test", "CNAME", "x.test")))
                .isEqualTo(
                        "InvalidChangeBatch: [RRSet of type CNAME with DNS name acme.test. is not permitted at apex in"
                                + " zone acme.test.]");
    }

    @Test
    void zoneKeepsItsServersAndItsStartOfAuthority() {
        ResourceRecordSet soa = fixture.account
                .asRoot(() -> fixture.route53.listResourceRecordSets(r -> r.hostedZoneId(zone)))
                .resourceRecordSets()
                .get(1);
        assertThat(batchError(
                        Change.builder().action(DELETE).resourceRecordSet(soa).build()))
                .isEqualTo("InvalidChangeBatch: [A HostedZone must contain exactly one SOA record.]");
        assertThat(fixture.changeError(zone, UPSERT, set("acme.test", "NS", "ns.elsewhere.test")))
                .isEqualTo("none");
        assertThat(fixture.changeError(zone, DELETE, set("acme.test", "NS", "ns.elsewhere.test")))
                .isEqualTo(
                        "InvalidChangeBatch: [A HostedZone must contain at least one NS record for the zone itself.]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A | 192.0.2 | ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)",
                "AAAA | 192.0.2.1 | AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)",
                "TXT | plain | InvalidCharacterString (Value should be enclosed in quotation marks)",
                "CNAME | a..b | DomainNameInvalid (Value is not a valid domain name)",
                "MX | mail.acme.test | InvalidRRDATA (Value is not valid for type MX",
                "SRV | 1 2 | InvalidRRDATA (Value is not valid for type SRV",
                "CAA | issue | InvalidRRDATA (Value is not valid for type CAA",
                "TXT | \"open | InvalidCharacterString (Value should be enclosed in quotation marks)"
            })
    void aValueMustBeOneOfItsType(String type, String value, String problem) {
        assertThat(fixture.changeError(zone, CREATE, set("x.acme.test", type, value)))
                .startsWith("InvalidChangeBatch: [Invalid Resource Record: 'FATAL problem: " + problem)
                .endsWith(" encountered with '" + value + "'']");
    }

    @Test
    void valuesOfAllTypesAreTaken() {
        fixture.change(zone, CREATE, set("acme.test", "MX", "10 mail.acme.test.", "20 backup.acme.test"));
        fixture.change(zone, CREATE, set("acme.test", "TXT", "\"v=spf1 -all\"", "\"two\" \"\\303\\266\""));
        fixture.change(zone, CREATE, set("acme.test", "CAA", "0 issue \"ca.acme.test\""));
        fixture.change(zone, CREATE, set("_sip._tcp.acme.test", "SRV", "1 10 5060 sip.acme.test"));
        fixture.change(zone, CREATE, set("6.acme.test", "AAAA", "2001:db8::1"));
        fixture.change(zone, CREATE, set("*.acme.test", "A", "192.0.2.9"));
        fixture.change(zone, CREATE, set("p.acme.test", "PTR", "host.acme.test"));
        fixture.change(
                zone, CREATE, set("n.acme.test", "NAPTR", "100 10 \"U\" \"SIP+D2U\" \"!^.*$!sip:a@acme.test!\" ."));
        fixture.change(zone, CREATE, set("sub.acme.test", "NS", "ns1.elsewhere.test"));
        assertThat(fixture.records(zone)).hasSize(11).contains("\\052.acme.test. A");
        assertThat(fixture.changeError(zone, CREATE, set("d.acme.test", "A", "192.0.2.1", "192.0.2.1")))
                .isEqualTo("InvalidChangeBatch: [Duplicate Resource Record: '192.0.2.1']");
    }

    @Test
    void membersMustGoTogether() {
        String where = " in Change with [Action=CREATE, Name=x.acme.test, Type=A, SetIdentifier=";
        assertThat(fixture.changeError(
                        zone, CREATE, set -> set.name("x.acme.test").type("A")))
                .isEqualTo("InvalidInput: Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and"
                        + " ResourceRecords], or TrafficPolicyInstanceId], but found none" + where + "null]");
        assertThat(fixture.changeError(
                        zone, CREATE, set("x.acme.test", "A", "192.0.2.1").andThen(set -> set.weight(1L))))
                .isEqualTo("InvalidInput: Invalid request: Missing field 'SetIdentifier'" + where + "null]");
        assertThat(fixture.changeError(
                        zone, CREATE, set("x.acme.test", "A", "192.0.2.1").andThen(set -> set.setIdentifier("one"))))
                .isEqualTo(
                        "InvalidInput: Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation,"
                                + " or MultiValueAnswer], but found none" + where + "one]");
    }

    @Test
    void setsOfOneNameAreChosenInOneWay() {
        fixture.change(
                zone,
                CREATE,
                set("w.acme.test", "A", "192.0.2.1")
                        .andThen(set -> set.setIdentifier("one").weight(1L)));
        fixture.change(
                zone,
                CREATE,
                set("w.acme.test", "A", "192.0.2.2")
                        .andThen(set -> set.setIdentifier("two").weight(0L)));
        assertThat(fixture.changeError(zone, CREATE, set("w.acme.test", "A", "192.0.2.3")))
                .isEqualTo(
                        "InvalidChangeBatch: [RRSet with DNS name w.acme.test., type A cannot be created as other RRSets"
                                + " exist with the same name and type.]");
        assertThat(fixture.changeError(
                        zone,
                        CREATE,
                        set("w.acme.test", "A", "192.0.2.3")
                                .andThen(set -> set.setIdentifier("three").multiValueAnswer(true))))
                .isEqualTo(
                        "InvalidChangeBatch: [RRSet with DNS name w.acme.test., type A, SetIdentifier three cannot be"
                                + " created because a non multivalue answer rrset exists with the same name and type.]");
        fixture.change(zone, CREATE, set("s.acme.test", "A", "192.0.2.1"));
        assertThat(fixture.changeError(
                        zone,
                        CREATE,
                        set("s.acme.test", "A", "192.0.2.3")
                                .andThen(set -> set.setIdentifier("three").weight(3L))))
                .isEqualTo(
                        "InvalidChangeBatch: [RRSet with DNS name s.acme.test., type A, SetIdentifier three cannot be"
                                + " created as a non-weighted set exists with the same name and type.]");
        assertThat(fixture.changeError(
                        zone,
                        CREATE,
                        set("w.acme.test", "A", "192.0.2.3")
                                .andThen(set -> set.setIdentifier("one").weight(3L))))
                .contains("set-identifier='one'] but it already exists");
    }

    @Test
    void anAliasLeadsToRecordsOfItsZone() {
        fixture.change(zone, CREATE, set("a.acme.test", "A", "192.0.2.1"));
        Consumer<ResourceRecordSet.Builder> alias = alias(zone, "a.acme.test");
        fixture.change(zone, CREATE, alias);
        assertThat(fixture.account
                        .asRoot(() -> fixture.route53.listResourceRecordSets(
                                r -> r.hostedZoneId(zone).startRecordName("x.acme.test")))
                        .resourceRecordSets())
                .singleElement()
                .satisfies(set -> {
                    assertThat(set.aliasTarget().dnsName()).isEqualTo("a.acme.test.");
                    assertThat(set.aliasTarget().hostedZoneId()).isEqualTo(zone.substring(12));
                });
        String about = "InvalidChangeBatch: [Tried to create an alias that targets ";
        assertThat(fixture.changeError(zone, UPSERT, alias(zone, "none.acme.test")))
                .isEqualTo(about + "none.acme.test., type A in zone " + zone.substring(12) + ", but that target was not"
                        + " found]");
        assertThat(fixture.changeError(zone, UPSERT, alias(zone, "a.other.test")))
                .isEqualTo(about + "a.other.test., type A in zone " + zone.substring(12)
                        + ", but the alias target name does not lie within the target zone]");
        assertThat(fixture.changeError(zone, UPSERT, alias("Z35SXDOTRQ7X7K", "lb.us-east-1.elb.amazonaws.com")))
                .startsWith("InvalidInput: ")
                .contains("HostedZoneId Z35SXDOTRQ7X7K is not supported");
    }

    @Test
    void anAliasLeadsToABalancerByTheZoneOfItsRegion() {
        String host = "web-0123456789abcdef.elb.us-east-1.amazonaws.com";
        String about = "InvalidChangeBatch: [Tried to create an alias that targets ";
        String ours = "Z26RNL4JYFTOTI";
        assertThat(fixture.changeError(zone, CREATE, alias(ours, host)))
                .isEqualTo(about + host + "., type A in zone " + ours + ", but that target was not found]");
        fixture.account.commit(dev.postern.model.Change.put(new LoadBalancer(
                new Scope(TestAccount.ACCOUNT, Region.US_EAST_1),
                "web",
                "0123456789abcdef",
                LoadBalancer.Type.NETWORK,
                new VpcId("vpc-00000000000000001"),
                LoadBalancer.Scheme.INTERNET_FACING,
                LoadBalancer.IpAddressType.IPV4,
                LoadBalancer.State.ACTIVE,
                Instant.EPOCH,
                false,
                List.of(),
                false,
                List.of(),
                new TreeMap<>(),
                Instant.EPOCH,
                Tags.NONE)));
        fixture.change(zone, CREATE, alias(ours, host));
        assertThat(fixture.account
                        .asRoot(() -> fixture.route53.listResourceRecordSets(
                                r -> r.hostedZoneId(zone).startRecordName("x.acme.test")))
                        .resourceRecordSets())
                .singleElement()
                .satisfies(set -> {
                    assertThat(set.aliasTarget().dnsName()).isEqualTo(host + ".");
                    assertThat(set.aliasTarget().hostedZoneId()).isEqualTo(ours);
                    assertThat(set.aliasTarget().evaluateTargetHealth()).isFalse();
                });
        assertThat(fixture.changeError(zone, UPSERT, alias(ours, host).andThen(set -> set.type("TXT"))))
                .endsWith("but that target was not found]");
        assertThat(fixture.changeError(zone, UPSERT, alias("ZLMOA37VPKANP", host)))
                .endsWith("but the alias target name does not lie within the target zone]");
        fixture.change(zone, DELETE, alias(ours, host));
    }

    private static Consumer<ResourceRecordSet.Builder> alias(String zone, String target) {
        return set -> set.name("x.acme.test")
                .type("A")
                .aliasTarget(a -> a.hostedZoneId(zone).dnsName(target).evaluateTargetHealth(false));
    }

    @Test
    void listsComeInPagesAndInOrder() {
        for (String name : List.of("b", "a", "x.a", "*")) {
            fixture.change(zone, CREATE, set(name + ".acme.test", "A", "192.0.2.1"));
        }
        fixture.change(zone, CREATE, set("a.acme.test", "TXT", "\"t\""));
        assertThat(fixture.records(zone))
                .containsExactly(
                        "acme.test. NS",
                        "acme.test. SOA",
                        "\\052.acme.test. A",
                        "a.acme.test. A",
                        "a.acme.test. TXT",
                        "x.a.acme.test. A",
                        "b.acme.test. A");
        var first = fixture.account.asRoot(() ->
                fixture.route53.listResourceRecordSets(r -> r.hostedZoneId(zone).maxItems("4")));
        assertThat(first.nextRecordName()).isEqualTo("a.acme.test.");
        assertThat(first.nextRecordTypeAsString()).isEqualTo("TXT");
        var rest = fixture.account.asRoot(() -> fixture.route53.listResourceRecordSets(r ->
                r.hostedZoneId(zone).startRecordName(first.nextRecordName()).startRecordType(first.nextRecordType())));
        assertThat(rest.resourceRecordSets())
                .extracting(ResourceRecordSet::name)
                .containsExactly("a.acme.test.", "x.a.acme.test.", "b.acme.test.");
        assertThat(fixture.account.error(() -> fixture.route53.listResourceRecordSets(
                        r -> r.hostedZoneId(zone).startRecordType("A"))))
                .startsWith("InvalidInput: ");
    }

    @Test
    void aFullZoneTakesChangesThatLeaveItAsFull() {
        String id = zone.substring(zone.lastIndexOf('/') + 1);
        dev.postern.model.Change.Builder rest = dev.postern.model.Change.builder();
        IntStream.range(fixture.records(zone).size(), Limits.RECORDS_OF_A_ZONE)
                .forEach(i -> rest.put(new RecordSet(
                        Scope.ofAccount(TestAccount.ACCOUNT),
                        id,
                        new DnsName("h" + i + ".acme.test."),
                        "A",
                        Optional.empty(),
                        new RecordSet.Values(300, List.of("192.0.2.1")))));
        fixture.account.commit(rest.build());
        assertThat(fixture.changeError(zone, UPSERT, set("h9.acme.test", "A", "192.0.2.2")))
                .isEqualTo("none");
        assertThat(batchError(
                        change(DELETE, set("h9.acme.test", "A", "192.0.2.2")),
                        change(CREATE, set("one.acme.test", "A", "192.0.2.1"))))
                .isEqualTo("none");
        assertThat(fixture.changeError(zone, CREATE, set("more.acme.test", "A", "192.0.2.1")))
                .isEqualTo("InvalidChangeBatch: [Number of records limit of 10000 in a hosted zone exceeded.]");
    }

    @Test
    void aBatchHasBounds() {
        Change[] many = Stream.iterate(0, i -> i + 1)
                .limit(501)
                .map(i -> change(UPSERT, set("h" + i + ".acme.test", "A", "192.0.2.1")))
                .toArray(Change[]::new);
        assertThat(batchError(many)).isEqualTo("InvalidChangeBatch: [Number of records limit of 1000 exceeded.]");
    }
}
