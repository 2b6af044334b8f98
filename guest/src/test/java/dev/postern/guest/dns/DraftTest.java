package dev.postern.guest.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.guest.dns.Resolver.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Which names a resolver may ask for elsewhere, and what it makes of the answer. */
final class DraftTest {
    private final VpcView inside = new NameDirectory(CloudFixture.snapshot()).view(CloudFixture.VPC);

    @Test
    void whatNobodyInTheCloudKnowsIsAskedElsewhere() throws IOException {
        for (String name : List.of(
                "www.example.com.",
                "example.org.",
                "8.8.8.8.in-addr.arpa.",
                "aws.amazon.com.",
                "8.8.8.in-addr.arpa.",
                "8.in-addr.arpa.",
                "0-25.4.8.8.in-addr.arpa.",
                "5.0/25.4.8.8.in-addr.arpa.",
                "_ldap._tcp.4.8.8.in-addr.arpa.",
                "1.4.8.8.0.in-addr.arpa.example.",
                "0.6.8.4.0.6.8.4.1.0.0.2.ip6.arpa.",
                "customer.0.6.8.4.0.6.8.4.1.0.0.2.ip6.arpa.",
                "33.172.in-addr.arpa.")) {
            assertThat(draft(name, Type.A).unknown())
                    .as(name)
                    .contains(new Draft.Unknown(Name.fromString(name), Type.A));
        }
    }

    @Test
    void namesOfAwsAndOfPrivateAddressesAreAskedOfNobody() throws IOException {
        for (String name : List.of(
                "s3.us-east-1.amazonaws.com.",
                "nothing.us-east-1.amazonaws.com.",
                "Nothing.AMAZONAWS.com.",
                "ec2.us-east-1.api.aws.",
                "ip-10-9-9-9.ec2.internal.",
                "something.internal.",
                "x.localhost.",
                "1.1.168.192.in-addr.arpa.",
                "1.0.18.198.in-addr.arpa.",
                "168.192.in-addr.arpa.",
                "in-addr.arpa.",
                "192.in-addr.arpa.", // of which a part is private
                "0-25.2.1.10.in-addr.arpa.",
                "5.0/25.2.0.192.in-addr.arpa.",
                "16.172.in-addr.arpa.",
                "customer.8.b.d.0.1.0.0.2.ip6.arpa.",
                "d.f.ip6.arpa.",
                "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")) {
            assertThat(draft(name, Type.PTR).unknown()).as(name).isEmpty();
            assertThat(draft(name, Type.A).unknown()).as(name).isEmpty();
        }
    }

    @Test
    void whatIsSaidElsewhereIsTheAnswer() throws IOException {
        Draft draft = draft("www.example.com.", Type.A);
        Message said = new Message(99);
        said.getHeader().setFlag(Flags.QR);
        said.addRecord(
                new ARecord(Name.fromString("www.example.com."), DClass.IN, 7, new byte[] {8, 8, 4, 4}),
                Section.ANSWER);
        Message answer = new Message(draft.completed(Optional.of(said)));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER))
                .extracting(Record::rdataToString)
                .containsExactly("8.8.4.4");
        assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
        assertThat(answer.getQuestion().getName()).hasToString("www.example.com.");
    }

    @Test
    void whereNobodyAnsweredTheServerFailed() throws IOException {
        Message answer = new Message(draft("www.example.com.", Type.A).completed(Optional.empty()));
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void unlessSomebodyIsAskedThereIsNoSuchName() throws IOException {
        assertThat(new Message(draft("www.example.com.", Type.A).toWire()).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    private Draft draft(String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        return Resolver.draft(query.toWire(), inside, Transport.UDP).orElseThrow();
    }
}
