package dev.postern.guest.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Audience;
import dev.postern.model.route53.HostedZone.Everybody;
import dev.postern.model.route53.HostedZone.Vpcs;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Alias;
import dev.postern.model.route53.RecordSet.Choice;
import dev.postern.model.route53.RecordSet.Content;
import dev.postern.model.route53.RecordSet.Multivalue;
import dev.postern.model.route53.RecordSet.Values;
import dev.postern.model.route53.RecordSet.Weighted;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a resolver answers from hosted zones. */
final class ZoneViewTest {
    private static final Scope SCOPE = Scope.ofAccount(CloudFixture.SCOPE.account());
    private static final VpcId VPC = CloudFixture.VPC;

    private final List<HostedZone> zones = new ArrayList<>();
    private Snapshot snapshot = CloudFixture.snapshot();

    private void commit(Change change) {
        snapshot = snapshot.apply(snapshot.sequence() + 1, change);
    }

    private HostedZone zone(String name, Audience audience) {
        int number = zones.size() + 1;
        HostedZone zone = new HostedZone(
                SCOPE,
                "Z" + number,
                new DnsName(name),
                "ref" + number,
                Optional.empty(),
                Instant.EPOCH.plusSeconds(number),
                audience,
                Tags.NONE);
        zones.add(zone);
        commit(Change.put(zone));
        put(zone, name, "SOA", new Values(900, List.of("ns" + number + ".test. admin.test. 1 7200 900 1209600 86400")));
        put(zone, name, "NS", new Values(172_800, List.of("ns" + number + ".test.")));
        return zone;
    }

    private HostedZone privateZone(String name) {
        return zone(name, new Vpcs(List.of(new ZoneVpc(Region.US_EAST_1, VPC)), List.of()));
    }

    private HostedZone publicZone(String name) {
        return zone(name, new Everybody(List.of("ns" + (zones.size() + 1) + ".test")));
    }

    private void put(HostedZone zone, String name, String type, Content content) {
        commit(Change.put(new RecordSet(SCOPE, zone.id(), new DnsName(name), type, Optional.empty(), content)));
    }

    private void put(HostedZone zone, String name, String type, String... values) {
        put(zone, name, type, new Values(60, List.of(values)));
    }

    private void choose(HostedZone zone, String name, String id, RecordSet.Policy policy, String address) {
        commit(Change.put(new RecordSet(
                SCOPE,
                zone.id(),
                new DnsName(name),
                "A",
                Optional.of(new Choice(id, policy)),
                new Values(60, List.of(address)))));
    }

    private VpcView inside() {
        return new NameDirectory(snapshot).view(VPC);
    }

    private VpcView elsewhere() {
        return new NameDirectory(snapshot).view(CloudFixture.OTHER_VPC);
    }

    private static Message ask(VpcView view, String name, int type) throws IOException {
        return ask(view, name, type, 0);
    }

    private static Message ask(VpcView view, String name, int type, int id) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        query.getHeader().setID(id);
        return new Message(
                Resolver.answer(query.toWire(), view, Resolver.Transport.TCP).orElseThrow());
    }

    private static List<String> answers(VpcView view, String name, int type) throws IOException {
        return ask(view, name, type).getSection(Section.ANSWER).stream()
                .map(record -> record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString())
                .toList();
    }

    private static String code(VpcView view, String name, int type) throws IOException {
        return Rcode.string(ask(view, name, type).getRcode());
    }

    @Test
    void aPrivateZoneAnswersItsVpcsOnly() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "db.corp.test.", "A", "10.0.0.9");
        assertThat(answers(inside(), "DB.corp.test.", Type.A)).containsExactly("DB.corp.test. A 10.0.0.9");
        assertThat(code(elsewhere(), "db.corp.test.", Type.A)).isEqualTo("NXDOMAIN");
        assertThat(code(new NameDirectory(snapshot).internet(), "db.corp.test.", Type.A))
                .isEqualTo("NXDOMAIN");
    }

    @Test
    void aPrivateZoneIsSilentWhileTheVpcHasNoHostNames() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "db.corp.test.", "A", "10.0.0.9");
        Vpc vpc = snapshot.by(Indexes.VPCS_BY_ID, VPC).values().iterator().next();
        commit(Change.put(vpc.withDns(true, false)));
        assertThat(code(inside(), "db.corp.test.", Type.A)).isEqualTo("NXDOMAIN");
    }

    @Test
    void theMostSpecificZoneCoversThePublicAndTheWiderOnes() throws IOException {
        put(publicZone("acme.test."), "www.acme.test.", "A", "198.51.100.1");
        assertThat(answers(inside(), "www.acme.test.", Type.A)).containsExactly("www.acme.test. A 198.51.100.1");
        HostedZone wide = privateZone("acme.test.");
        put(wide, "a.sub.acme.test.", "A", "10.0.0.1");
        Message denied = ask(inside(), "www.acme.test.", Type.A);
        assertThat(denied.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        SOARecord soa = (SOARecord) denied.getSection(Section.AUTHORITY).getFirst();
        assertThat(soa.getName()).hasToString("acme.test.");
        assertThat(soa.getTTL()).isEqualTo(900);
        assertThat(answers(elsewhere(), "www.acme.test.", Type.A)).hasSize(1);
        privateZone("sub.acme.test.");
        assertThat(code(inside(), "a.sub.acme.test.", Type.A)).isEqualTo("NXDOMAIN");
    }

    @Test
    void aZoneCanCoverAwsOwnNamesButNotThoseOfInterfacesFromAbove() throws IOException {
        put(privateZone("internal."), "x.internal.", "A", "10.0.0.1");
        assertThat(answers(inside(), "ip-10-0-0-5.ec2.internal.", Type.A)).hasSize(1);
        privateZone("amazonaws.com.");
        assertThat(code(inside(), "s3.us-east-1.amazonaws.com.", Type.A)).isEqualTo("NXDOMAIN");
        put(privateZone("10.in-addr.arpa."), "5.0.0.10.in-addr.arpa.", "PTR", "web.corp.test.");
        assertThat(answers(inside(), "5.0.0.10.in-addr.arpa.", Type.PTR))
                .containsExactly("5.0.0.10.in-addr.arpa. PTR web.corp.test.");
        publicZone("ec2.us-east-1.amazonaws.com.");
        assertThat(answers(elsewhere(), "ec2.us-east-1.amazonaws.com.", Type.A)).hasSize(1);
    }

    @Test
    void recordsOfAllTypesAreAnswered() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "corp.test.", "MX", "10 mail.corp.test");
        put(zone, "corp.test.", "TXT", "\"one\" \"\\303\\266\"");
        put(zone, "_sip._tcp.corp.test.", "SRV", "1 10 5060 sip.corp.test.");
        put(zone, "corp.test.", "CAA", "0 issue \"ca.test\"");
        put(zone, "v6.corp.test.", "AAAA", "2001:db8::1");
        assertThat(answers(inside(), "corp.test.", Type.MX)).containsExactly("corp.test. MX 10 mail.corp.test.");
        assertThat(answers(inside(), "corp.test.", Type.TXT)).containsExactly("corp.test. TXT \"one\" \"\\195\\182\"");
        assertThat(answers(inside(), "_sip._tcp.corp.test.", Type.SRV))
                .containsExactly("_sip._tcp.corp.test. SRV 1 10 5060 sip.corp.test.");
        assertThat(answers(inside(), "corp.test.", Type.CAA)).hasSize(1);
        assertThat(answers(inside(), "corp.test.", Type.NS)).containsExactly("corp.test. NS ns1.test.");
        assertThat(answers(inside(), "corp.test.", Type.SOA)).hasSize(1);
        assertThat(answers(inside(), "v6.corp.test.", Type.AAAA))
                .containsExactly("v6.corp.test. AAAA 2001:db8:0:0:0:0:0:1");
        assertThat(answers(inside(), "corp.test.", Type.ANY)).hasSize(5);
        Message empty = ask(inside(), "v6.corp.test.", Type.A);
        assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(empty.getSection(Section.ANSWER)).isEmpty();
        assertThat(empty.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(code(inside(), "_tcp.corp.test.", Type.A)).isEqualTo("NOERROR");
    }

    /** RFC 4592: a wildcard stands for what does not exist, and not for what is below something that does. */
    @Test
    void aWildcardStandsForNamesThatAreNotThere() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "\\052.corp.test.", "A", "10.0.0.1");
        put(zone, "a.corp.test.", "TXT", "\"there\"");
        put(zone, "x.y.corp.test.", "A", "10.0.0.2");
        assertThat(answers(inside(), "any.corp.test.", Type.A)).containsExactly("any.corp.test. A 10.0.0.1");
        assertThat(answers(inside(), "deep.any.corp.test.", Type.A)).hasSize(1);
        assertThat(answers(inside(), "a.corp.test.", Type.A)).isEmpty();
        assertThat(code(inside(), "a.corp.test.", Type.A)).isEqualTo("NOERROR");
        assertThat(code(inside(), "b.a.corp.test.", Type.A)).isEqualTo("NXDOMAIN");
        assertThat(code(inside(), "y.corp.test.", Type.A)).isEqualTo("NOERROR");
        assertThat(code(inside(), "z.y.corp.test.", Type.A)).isEqualTo("NXDOMAIN");
        assertThat(code(inside(), "any.corp.test.", Type.TXT)).isEqualTo("NOERROR");
    }

    @Test
    void cnamesAreFollowedWhereverTheyLead() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "one.corp.test.", "CNAME", "two.corp.test");
        put(zone, "two.corp.test.", "CNAME", "ip-10-0-0-5.ec2.internal");
        assertThat(answers(inside(), "one.corp.test.", Type.A))
                .containsExactly(
                        "one.corp.test. CNAME two.corp.test.",
                        "two.corp.test. CNAME ip-10-0-0-5.ec2.internal.",
                        "ip-10-0-0-5.ec2.internal. A 10.0.0.5");
        assertThat(answers(inside(), "one.corp.test.", Type.CNAME)).hasSize(1);
        put(zone, "lost.corp.test.", "CNAME", "none.corp.test");
        assertThat(code(inside(), "lost.corp.test.", Type.A)).isEqualTo("NXDOMAIN");
        assertThat(answers(inside(), "lost.corp.test.", Type.A)).hasSize(1);
        put(zone, "r1.corp.test.", "CNAME", "r2.corp.test");
        put(zone, "r2.corp.test.", "CNAME", "r1.corp.test");
        assertThat(code(inside(), "r1.corp.test.", Type.A)).isEqualTo("SERVFAIL");
    }

    @Test
    void theAddressesOfAnAliasTakeTurns() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "a.corp.test.", "A", "10.0.0.1", "10.0.0.2");
        put(zone, "corp.test.", "A", new Alias(new DnsName("a.corp.test."), false));
        put(zone, "b.corp.test.", "A", new Alias(new DnsName("corp.test."), false));
        for (String name : List.of("a.corp.test.", "corp.test.", "b.corp.test.")) {
            List<String> firsts = new ArrayList<>();
            for (int id : new int[] {0, 1}) {
                firsts.add(ask(inside(), name, Type.A, id)
                        .getSection(Section.ANSWER)
                        .getFirst()
                        .rdataToString());
            }
            assertThat(firsts).as(name).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
        }
    }

    @Test
    void anAliasAnswersWhatItsTargetWould() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        put(zone, "a.corp.test.", "A", "10.0.0.1", "10.0.0.2");
        put(zone, "corp.test.", "A", new Alias(new DnsName("a.corp.test."), false));
        put(zone, "b.corp.test.", "A", new Alias(new DnsName("corp.test."), true));
        assertThat(answers(inside(), "b.corp.test.", Type.A))
                .containsExactlyInAnyOrder("b.corp.test. A 10.0.0.1", "b.corp.test. A 10.0.0.2");
        assertThat(answers(inside(), "corp.test.", Type.A)).hasSize(2);
    }

    @Test
    void weightedSetsAreChosenInProportion() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        choose(zone, "w.corp.test.", "a", new Weighted(30), "10.0.0.1");
        choose(zone, "w.corp.test.", "b", new Weighted(10), "10.0.0.2");
        choose(zone, "w.corp.test.", "c", new Weighted(0), "10.0.0.3");
        List<String> seen = new ArrayList<>();
        for (int id = 0; id < 4000; id++) {
            List<Record> answer = ask(inside(), "w.corp.test.", Type.A, id).getSection(Section.ANSWER);
            assertThat(answer).hasSize(1);
            seen.add(answer.getFirst().rdataToString());
        }
        assertThat(seen.stream().filter("10.0.0.1"::equals)).hasSize(3000);
        assertThat(seen.stream().filter("10.0.0.2"::equals)).hasSize(1000);
    }

    @Test
    void upToEightOfMultivalueSetsAreAnsweredTogether() throws IOException {
        HostedZone zone = privateZone("corp.test.");
        for (int i = 1; i <= 3; i++) {
            choose(zone, "m.corp.test.", "s" + i, new Multivalue(), "10.0.0." + i);
        }
        assertThat(answers(inside(), "m.corp.test.", Type.A)).hasSize(3);
        for (int i = 4; i <= 12; i++) {
            choose(zone, "m.corp.test.", "s" + i, new Multivalue(), "10.0.0." + i);
        }
        assertThat(IntStream.range(0, 12)
                        .boxed()
                        .flatMap(id -> firstOf(id).stream())
                        .distinct())
                .hasSize(12);
    }

    private List<String> firstOf(int id) {
        try {
            List<String> answer = ask(inside(), "m.corp.test.", Type.A, id).getSection(Section.ANSWER).stream()
                    .map(Record::rdataToString)
                    .toList();
            assertThat(answer).hasSize(8);
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPublicZoneIsAnsweredAsItIsDelegated() throws IOException {
        HostedZone first = publicZone("acme.test.");
        HostedZone second = publicZone("acme.test.");
        HostedZone sub = publicZone("sub.acme.test.");
        put(first, "www.acme.test.", "A", "198.51.100.1");
        put(second, "www.acme.test.", "A", "198.51.100.2");
        put(sub, "a.sub.acme.test.", "A", "198.51.100.3");
        VpcView internet = new NameDirectory(snapshot).internet();
        assertThat(answers(internet, "www.acme.test.", Type.A)).containsExactly("www.acme.test. A 198.51.100.1");
        assertThat(code(internet, "a.sub.acme.test.", Type.A)).isEqualTo("NXDOMAIN");
        put(first, "sub.acme.test.", "NS", "ns3.test.");
        assertThat(answers(inside(), "a.sub.acme.test.", Type.A)).containsExactly("a.sub.acme.test. A 198.51.100.3");
        put(first, "lame.acme.test.", "NS", "ns.nowhere.test.");
        assertThat(code(inside(), "x.lame.acme.test.", Type.A)).isEqualTo("SERVFAIL");
    }
}
