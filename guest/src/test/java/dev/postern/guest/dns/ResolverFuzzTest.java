package dev.postern.guest.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Whatever bytes come as a query, the resolver answers with a message of DNS, or not at all. */
@Tag("fuzz")
final class ResolverFuzzTest {
    private static final int UDP_BYTES_MAX = 4096;

    @Test
    void anyBytesAreAnsweredByAMessageOrNotAtAll() {
        VpcView view = new NameDirectory(CloudFixture.snapshot()).view(CloudFixture.VPC);
        List<byte[]> queries = Stream.of(
                        "s3.us-east-1.amazonaws.com.",
                        "ip-10-0-0-5.ec2.internal.",
                        "5.0.0.10.in-addr.arpa.",
                        "b.s3.amazonaws.com.",
                        "nowhere.example.")
                .flatMap(name -> Stream.of(Type.A, Type.AAAA, Type.PTR, Type.SOA, Type.ANY)
                        .map(type -> query(name, type)))
                .toList();
        Seeds.each(Fuzz.cases(40_000), random -> {
            byte[] query = Fuzz.spoil(queries.get(random.nextInt(queries.size())), queries, random);
            Resolver.Transport transport = random.nextBoolean() ? Resolver.Transport.UDP : Resolver.Transport.TCP;
            Optional<byte[]> answer = Resolver.answer(query, view, transport);
            answer.ifPresent(bytes -> {
                assertThat(message(bytes).getHeader().getID()).isEqualTo((query[0] & 0xff) << 8 | (query[1] & 0xff));
                assertThat(bytes.length)
                        .isLessThanOrEqualTo(transport == Resolver.Transport.UDP ? UDP_BYTES_MAX : 0xffff);
            });
        });
    }

    private static byte[] query(String name, int type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN))
                    .toWire();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Message message(byte[] bytes) {
        try {
            return new Message(bytes);
        } catch (IOException e) {
            throw new AssertionError("no message", e);
        }
    }
}
