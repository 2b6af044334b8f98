package dev.postern.guest.dns;

import dev.postern.model.net.Family;
import dev.postern.model.route53.DnsName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The resolver of a VPC, at its base address plus two and at {@code 169.254.169.253}: hosted zones, service
 * names, interface names, and their reverse. Nothing else exists. RFC 1035, RFC 2308 (negative answers), RFC 6891 (EDNS).
 */
public final class Resolver {
    private static final int PLAIN_UDP_BYTES = 512;
    private static final int EDNS_UDP_BYTES_MAX = 1232;
    private static final int TCP_BYTES_MAX = 65535;

    private Resolver() {}

    /** How the query came, which bounds the answer's size. */
    public enum Transport {
        UDP,
        TCP
    }

    /**
     * The answer to a query; none if the VPC has no resolver, or if the bytes are not even the header of a query.
     *
     * @param query a DNS message, over TCP without its length prefix
     */
    public static Optional<byte[]> answer(byte[] query, VpcView view, Transport transport) {
        return draft(query, view, transport).map(Draft::toWire);
    }

    /** The same for who may ask somebody else of what nobody in the cloud knows. */
    public static Optional<Draft> draft(byte[] query, VpcView view, Transport transport) {
        if (!view.answers() || query.length < Header.LENGTH || (query[2] & 0x80) != 0) {
            return Optional.empty();
        }
        Message request;
        try {
            request = new Message(query);
        } catch (IOException e) {
            return Optional.of(new Draft(formatError(query), Optional.empty(), bytesMax(transport, null)));
        }
        Message response = new Message(request.getHeader().getID());
        Optional<Draft.Unknown> unknown = respond(request, view, response);
        OPTRecord opt = request.getOPT();
        if (opt != null) {
            // The upper bits of the code of an extended error, BADVERS here, travel in the OPT record.
            int extended = opt.getVersion() == 0 ? 0 : Rcode.BADVERS >>> 4;
            response.addRecord(new OPTRecord(EDNS_UDP_BYTES_MAX, extended, 0), Section.ADDITIONAL);
        }
        return Optional.of(new Draft(response, unknown, bytesMax(transport, opt)));
    }

    private static int bytesMax(Transport transport, @Nullable OPTRecord opt) {
        return switch (transport) {
            case TCP -> TCP_BYTES_MAX;
            case UDP ->
                opt == null ? PLAIN_UDP_BYTES : Math.clamp(opt.getPayloadSize(), PLAIN_UDP_BYTES, EDNS_UDP_BYTES_MAX);
        };
    }

    private static Optional<Draft.Unknown> respond(Message request, VpcView view, Message response) {
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setOpcode(request.getHeader().getOpcode());
        if (request.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = request.getQuestion();
        if (question == null || request.getSection(Section.QUESTION).size() != 1) {
            header.setRcode(Rcode.FORMERR);
            return Optional.empty();
        }
        response.addRecord(question, Section.QUESTION);
        OPTRecord opt = request.getOPT();
        if (opt != null && opt.getVersion() != 0) {
            header.setRcode(Rcode.NOERROR); // the OPT record tells BADVERS
        } else if (request.getHeader().getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (question.getDClass() != DClass.IN || question.getType() == Type.AXFR) {
            header.setRcode(Rcode.REFUSED);
        } else {
            return answerQuestion(question, view, response);
        }
        return Optional.empty();
    }

    private static Optional<Draft.Unknown> answerQuestion(Record question, VpcView view, Message response) {
        Resolution found = Resolution.of(
                question.getName(),
                question.getType(),
                view,
                response.getHeader().getID());
        response.getHeader().setRcode(found.code());
        found.records().forEach(record -> response.addRecord(record, Section.ANSWER));
        found.authority().ifPresent(soa -> response.addRecord(soa, Section.AUTHORITY));
        return found.unknown().map(name -> new Draft.Unknown(DnsNames.name(name), question.getType()));
    }

    /** How a resolver finds the addresses of a name that are of a family. */
    public static Resolution lookUp(String name, Family family, VpcView view) {
        int type = family == Family.IPV4 ? Type.A : Type.AAAA;
        return DnsName.parse(name)
                .map(parsed -> Resolution.of(DnsNames.name(parsed), type, view, 0))
                .orElseGet(() -> new Resolution(List.of(), Rcode.NXDOMAIN, Optional.empty(), List.of()));
    }

    private static Message formatError(byte[] query) {
        Message response = new Message(ByteBuffer.wrap(query).getShort() & 0xffff);
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setOpcode(query[2] >>> 3 & 15);
        header.setRcode(Rcode.FORMERR);
        return response;
    }
}
