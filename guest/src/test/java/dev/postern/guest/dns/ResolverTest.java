package dev.postern.guest.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.guest.dns.Resolver.Transport;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class ResolverTest {
    private final Snapshot snapshot = CloudFixture.snapshot();
    private final NameDirectory directory = new NameDirectory(snapshot);
    private final VpcView inside = directory.view(CloudFixture.VPC);
    private final VpcView elsewhere = directory.view(CloudFixture.OTHER_VPC);

    @Test
    void serviceNamesLeadToThePublicAddressesOfTheServices() throws IOException {
        String s3 = AddressPlan.address("s3", Region.US_EAST_1).toString();
        assertThat(answers(inside, "s3.us-east-1.amazonaws.com.", Type.A)).containsExactly(s3);
        assertThat(answers(inside, "Bucket.With.Dots.S3.us-east-1.amazonaws.com.", Type.A))
                .containsExactly(s3);
        for (String name : new String[] {
            "s3.dualstack.us-east-1", "s3-fips.us-east-1", "bucket.s3-fips.dualstack.us-east-1", "s3-external-1"
        }) {
            assertThat(answers(inside, name + ".amazonaws.com.", Type.A)).containsExactly(s3);
        }
        assertThat(answers(inside, "ssm.us-east-1.amazonaws.com.", Type.A))
                .containsExactly(AddressPlan.address("ssm", Region.US_EAST_1).toString());
        assertThat(answers(inside, "b.s3.amazonaws.com.", Type.A))
                .containsExactly(AddressPlan.globalAddress("s3").toString());
        assertThat(answers(inside, "sts.eu-west-1.amazonaws.com.", Type.A))
                .containsExactly(
                        AddressPlan.address("sts", Region.find("eu-west-1").orElseThrow())
                                .toString());
        assertThat(answers(inside, "iam.amazonaws.com.", Type.A))
                .containsExactly(AddressPlan.globalAddress("iam").toString());
    }

    @Test
    void aServiceThatAnotherServerIsHasItsNameWhereAndWhileThatIsAttached() throws IOException {
        String name = "sqs.us-east-1.amazonaws.com.";
        assertThat(ask(inside, name, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        Snapshot attached = snapshot.apply(
                snapshot.sequence() + 1,
                Change.put(new AttachedService(
                        "sqs",
                        Region.US_EAST_1,
                        CloudFixture.SCOPE.account(),
                        "http://127.0.0.1:1",
                        AttachedService.UpstreamKey.USUAL,
                        Instant.EPOCH)));
        NameDirectory names = new NameDirectory(attached);
        for (VpcView view : List.of(names.view(CloudFixture.VPC), names.internet())) {
            assertThat(answers(view, name, Type.A))
                    .containsExactly(
                            AddressPlan.address("sqs", Region.US_EAST_1).toString());
            assertThat(ask(view, "sqs.eu-west-1.amazonaws.com.", Type.A).getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void aNameWithoutIpv6AddressIsAnsweredEmptyAndNotDenied() throws IOException {
        Message response = ask(inside, "s3.us-east-1.amazonaws.com.", Type.AAAA);
        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(response.getSection(Section.ANSWER)).isEmpty();
        assertThat(response.getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA);
    }

    /** RFC 6147. */
    @Test
    void whoseSubnetAsksForItGetsIpv6AddressesThatStandForIpv4Ones() throws IOException {
        Ip asker = Ip.of("10.0.0.5");
        String name = "s3.us-east-1.amazonaws.com.";
        assertThat(answers(inside.askedFrom(asker), name, Type.AAAA)).isEmpty();
        Subnet subnet = snapshot.all(Subnet.class).stream().findFirst().orElseThrow();
        VpcView view = new NameDirectory(snapshot.apply(snapshot.sequence() + 1, Change.put(subnet.withDns64(true))))
                .view(CloudFixture.VPC);
        VpcView asked = view.askedFrom(asker);
        assertThat(answers(asked, name, Type.AAAA)).containsExactly("64:ff9b:0:0:0:0:c612:a");
        assertThat(answers(asked, name, Type.A)).containsExactly("198.18.0.10");
        assertThat(answers(asked, "ip-10-0-0-5.ec2.internal.", Type.AAAA)).containsExactly("64:ff9b:0:0:0:0:a00:5");
        assertThat(answers(asked, "s3.dualstack.us-east-1.amazonaws.com.", Type.AAAA))
                .as("it has one")
                .containsExactly("2001:db8:0:0:0:0:0:a");
        for (String none : List.of("localhost.", "instance-data.ec2.internal.", "amazonaws.com.")) {
            assertThat(answers(asked, none, Type.AAAA)).as(none).isEmpty();
        }
        assertThat(ask(asked, "www.example.com.", Type.AAAA).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answers(view.askedFrom(Ip.of("10.0.9.9")), name, Type.AAAA))
                .as("nobody's address")
                .isEmpty();
    }

    @Test
    void privateNamesExistInTheirOwnVpcOnly() throws IOException {
        assertThat(answers(inside, "ip-10-0-0-5.ec2.internal.", Type.A)).containsExactly("10.0.0.5");
        assertThat(ask(elsewhere, "ip-10-0-0-5.ec2.internal.", Type.A).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void aPublicNameIsThePrivateAddressForAPeerThatIsLetSo() throws IOException {
        String name = "ec2-198-19-0-5.compute-1.amazonaws.com.";
        for (boolean lets : List.of(false, true)) {
            Scope scope =
                    snapshot.by(Indexes.VPCS_BY_ID, CloudFixture.VPC).firstKey().scope();
            VpcPeeringConnection peering = new VpcPeeringConnection(
                    scope,
                    new VpcPeeringConnectionId("pcx-0123456789abcdef0"),
                    new VpcPeeringConnection.Side(scope, CloudFixture.OTHER_VPC, true),
                    new VpcPeeringConnection.Side(scope, CloudFixture.VPC, lets),
                    VpcPeeringConnection.State.ACTIVE,
                    Instant.EPOCH,
                    scope.account(),
                    Instant.EPOCH,
                    Tags.NONE);
            NameDirectory peered = new NameDirectory(snapshot.apply(snapshot.sequence() + 1, Change.put(peering)));
            assertThat(answers(peered.view(CloudFixture.OTHER_VPC), name, Type.A))
                    .containsExactly(lets ? "10.0.0.5" : "198.19.0.5");
        }
    }

    @Test
    void aPublicNameIsThePrivateAddressInsideTheVpcAndThePublicOneOutside() throws IOException {
        String name = "ec2-198-19-0-5.compute-1.amazonaws.com.";
        assertThat(answers(inside, name, Type.A)).containsExactly("10.0.0.5");
        assertThat(answers(elsewhere, name, Type.A)).containsExactly("198.19.0.5");
        assertThat(answers(directory.internet(), name, Type.A)).containsExactly("198.19.0.5");
    }

    /** Whether or not it is associated; the name itself leads wherever its zone says. */
    @Test
    void anElasticIpAddressHasTheNameThatItsOwnerChose() throws IOException {
        Change.Builder change = Change.builder();
        for (int last : List.of(5, 99)) {
            change.put(Address.of(
                            CloudFixture.SCOPE,
                            new AllocationId("eipalloc-000000000000000" + (10 + last % 10)),
                            Ip.of("198.19.0." + last),
                            Tags.NONE)
                    .withDomainName(Optional.of("mail" + last + ".example.com")));
        }
        NameDirectory names = new NameDirectory(snapshot.apply(snapshot.sequence() + 1, change.build()));
        for (VpcView view : List.of(names.view(CloudFixture.VPC), names.internet())) {
            for (int last : List.of(5, 99)) {
                assertThat(answers(view, last + ".0.19.198.in-addr.arpa.", Type.PTR))
                        .containsExactly("mail" + last + ".example.com.");
            }
        }
        assertThat(answers(names.view(CloudFixture.VPC), "5.0.0.10.in-addr.arpa.", Type.PTR))
                .containsExactly("ip-10-0-0-5.ec2.internal.");
    }

    @Test
    void addressesHaveNames() throws IOException {
        assertThat(answers(inside, "5.0.0.10.in-addr.arpa.", Type.PTR)).containsExactly("ip-10-0-0-5.ec2.internal.");
        assertThat(answers(inside, "5.0.19.198.in-addr.arpa.", Type.PTR))
                .containsExactly("ec2-198-19-0-5.compute-1.amazonaws.com.");
        assertThat(answers(inside, "5.0.0.10.IN-ADDR.arpa.", Type.PTR)).containsExactly("ip-10-0-0-5.ec2.internal.");
        for (String other : List.of("9.9.9.9", "05.0.0.10", "+5.0.0.10", "1.5.0.0.10", "x.0.0.10", "261.0.0.10")) {
            assertThat(ask(inside, other + ".in-addr.arpa.", Type.PTR).getRcode())
                    .as(other)
                    .isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void theNameOfAnInstanceIsAnsweredAsItIsSet() throws IOException {
        String name = CloudFixture.INSTANCE + ".ec2.internal.";
        String reverse = ReverseMap.fromAddress(Ip.of("2001:db8:8000::6").toInetAddress())
                .toString();
        assertThat(ask(inside, name, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        for (boolean ipv4 : List.of(false, true)) {
            for (boolean ipv6 : List.of(false, true)) {
                NameDirectory named = new NameDirectory(snapshot.apply(
                        snapshot.sequence() + 1,
                        Change.builder()
                                .addAll(CloudFixture.ipv6(snapshot))
                                .put(CloudFixture.with(new PrivateNames(PrivateNames.Kind.IP_NAME, ipv4, ipv6)))
                                .build()));
                VpcView there = named.view(CloudFixture.VPC);
                assertThat(found(there, name, Type.A)).isEqualTo(ipv4 ? List.of("10.0.0.5") : List.of());
                assertThat(found(there, name, Type.AAAA))
                        .isEqualTo(ipv6 ? List.of("2001:db8:8000:0:0:0:0:6") : List.of());
                assertThat(found(there, reverse, Type.PTR)).isEqualTo(ipv6 ? List.of(name) : List.of());
                assertThat(ask(there, name, Type.TXT).getRcode())
                        .isEqualTo(ipv4 || ipv6 ? Rcode.NOERROR : Rcode.NXDOMAIN);
                assertThat(ask(named.view(CloudFixture.OTHER_VPC), name, Type.A).getRcode())
                        .isEqualTo(Rcode.NXDOMAIN);
                assertThat(ask(there, name.replace("ec2", "eu-west-1.compute"), Type.A)
                                .getRcode())
                        .isEqualTo(Rcode.NXDOMAIN);
                assertThat(answers(there, "ip-10-0-0-5.ec2.internal.", Type.A)).containsExactly("10.0.0.5");
            }
        }
    }

    @Test
    void whatDoesNotExistIsDeniedWithItsStartOfAuthority() throws IOException {
        for (String name : List.of("www.example.com.", "x.amazonaws.com.", "ip-10-9-9-9.ec2.internal.")) {
            Message response = ask(inside, name, Type.A);
            assertThat(response.getRcode()).isEqualTo(Rcode.NXDOMAIN);
            assertThat(response.getSection(Section.AUTHORITY)).hasSize(1);
        }
    }

    /** NXDOMAIN of a name denies all below it, too (RFC 8020). */
    @Test
    void whatOnlyHasNamesBelowItIsNotDenied() throws IOException {
        for (String name : List.of(
                ".",
                "com.",
                "amazonaws.com.",
                "us-east-1.amazonaws.com.",
                "compute-1.amazonaws.com.",
                "internal.",
                "ec2.internal.",
                "eu-west-1.compute.internal.",
                "10.in-addr.arpa.",
                "in-addr.arpa.",
                "192.in-addr.arpa.",
                "8.b.d.0.1.0.0.2.ip6.arpa.")) {
            Message response = ask(inside, name, Type.A);
            assertThat(response.getRcode()).as(name).isEqualTo(Rcode.NOERROR);
            assertThat(response.getSection(Section.ANSWER)).as(name).isEmpty();
            assertThat(response.getSection(Section.AUTHORITY)).as(name).hasSize(1);
        }
        for (String name : List.of(
                "ip-10-9-9-9.eu-west-1.compute.internal.",
                "ec2-1-2-3-4.compute-1.amazonaws.com.",
                "8.8.in-addr.arpa.",
                "0-25.0.0.10.in-addr.arpa.")) {
            assertThat(ask(inside, name, Type.A).getRcode()).as(name).isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void aVpcWithoutDnsSupportIsSilent() throws IOException {
        assertThat(Resolver.answer(
                        query("iam.amazonaws.com.", Type.A).toWire(),
                        directory.view(CloudFixture.MUTE_VPC),
                        Transport.UDP))
                .isEmpty();
    }

    @Test
    void malformedQueriesGetAFormatErrorUnderTheirOwnId() throws IOException {
        byte[] query = query("iam.amazonaws.com.", Type.A).toWire();
        byte[] broken = java.util.Arrays.copyOf(query, query.length - 3);
        Message response =
                new Message(Resolver.answer(broken, inside, Transport.UDP).orElseThrow());
        assertThat(response.getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(response.getHeader().getID())
                .isEqualTo(new Message(query).getHeader().getID());
        assertThat(Resolver.answer(new byte[5], inside, Transport.UDP)).isEmpty();
    }

    @Test
    void ednsIsAnsweredWithEdns() throws IOException {
        Message query = query("iam.amazonaws.com.", Type.A);
        query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message response = new Message(
                Resolver.answer(query.toWire(), inside, Transport.UDP).orElseThrow());
        assertThat(response.getOPT()).isNotNull();
        assertThat(response.getHeader().getFlag(Flags.RA)).isTrue();

        Message newer = query("iam.amazonaws.com.", Type.A);
        newer.addRecord(new OPTRecord(4096, 0, 9), Section.ADDITIONAL);
        assertThat(new Message(Resolver.answer(newer.toWire(), inside, Transport.UDP)
                                .orElseThrow())
                        .getRcode())
                .isEqualTo(Rcode.BADVERS);
    }

    @Test
    void anyBytesAreAnsweredOrIgnoredButNeverThrow() {
        Seeds.each(300, random -> {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            Resolver.answer(bytes, inside, Transport.UDP);
            Resolver.answer(bytes, inside, Transport.TCP);
        });
    }

    /** What is answered, or nothing. */
    private static List<String> found(VpcView view, String name, int type) throws IOException {
        return ask(view, name, type).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private static List<String> answers(VpcView view, String name, int type) throws IOException {
        Message response = ask(view, name, type);
        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        return response.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private static Message ask(VpcView view, String name, int type) throws IOException {
        return new Message(
                Resolver.answer(query(name, type).toWire(), view, Transport.UDP).orElseThrow());
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }
}
