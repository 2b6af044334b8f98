package dev.postern.guest.dns;

import dev.postern.guest.ServiceNames;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The resolver of a VPC, at its base address plus two and at {@code 169.254.169.253}: service names, interface names,
 * and their reverse. Nothing else exists. RFC 1035, RFC 2308 (negative answers), RFC 6891 (EDNS).
 */
public final class Resolver {
    private static final int PLAIN_UDP_BYTES = 512;
    private static final int EDNS_UDP_BYTES_MAX = 1232;
    private static final int TCP_BYTES_MAX = 65535;
    private static final int TTL_SECONDS = 60;
    private static final Name ROOT_SERVER = name("a.root-servers.net.");
    private static final Name HOSTMASTER = name("nstld.verisign-grs.com.");
    private static final Ip METADATA = Ip.of("169.254.169.254");

    /** What has names of interfaces, or of addresses, below it. */
    private static final Pattern PARENT = Pattern.compile("internal|ec2\\.internal|([a-z0-9-]+\\.)?compute\\.internal"
            + "|compute-1\\.amazonaws\\.com|([a-z0-9-]+\\.)?compute\\.amazonaws\\.com"
            + "|arpa|([0-9]+\\.){0,3}in-addr\\.arpa");

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
        if (!view.answers() || query.length < Header.LENGTH || (query[2] & 0x80) != 0) {
            return Optional.empty();
        }
        Message request;
        try {
            request = new Message(query);
        } catch (IOException e) {
            return Optional.of(formatError(query));
        }
        Message response = respond(request, view);
        OPTRecord opt = request.getOPT();
        if (opt != null) {
            // The upper bits of the code of an extended error, BADVERS here, travel in the OPT record.
            int extended = opt.getVersion() == 0 ? 0 : Rcode.BADVERS >>> 4;
            response.addRecord(new OPTRecord(EDNS_UDP_BYTES_MAX, extended, 0), Section.ADDITIONAL);
        }
        return Optional.of(response.toWire(bytesMax(transport, opt)));
    }

    private static int bytesMax(Transport transport, @Nullable OPTRecord opt) {
        return switch (transport) {
            case TCP -> TCP_BYTES_MAX;
            case UDP ->
                opt == null ? PLAIN_UDP_BYTES : Math.clamp(opt.getPayloadSize(), PLAIN_UDP_BYTES, EDNS_UDP_BYTES_MAX);
        };
    }

    private static Message respond(Message request, VpcView view) {
        Message response = new Message(request.getHeader().getID());
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
            return response;
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
            answerQuestion(question, view, response);
        }
        return response;
    }

    private static void answerQuestion(Record question, VpcView view, Message response) {
        Name asked = question.getName();
        Optional<Name> pointer = pointer(asked, view);
        Optional<Ip> address = pointer.isPresent() ? Optional.empty() : address(text(asked), view);
        if (pointer.isPresent() && wants(question, Type.PTR)) {
            response.addRecord(new PTRRecord(asked, DClass.IN, TTL_SECONDS, pointer.get()), Section.ANSWER);
        } else if (address.isPresent() && wants(question, Type.A)) {
            response.addRecord(
                    new ARecord(asked, DClass.IN, TTL_SECONDS, address.get().toInetAddress()), Section.ANSWER);
        } else {
            // A name that exists without the asked type gets an empty answer, one that does not exist NXDOMAIN. That
            // would
            // also deny all names below it (RFC 8020), so what has some exists.
            if (pointer.isEmpty() && address.isEmpty() && !isParent(asked)) {
                response.getHeader().setRcode(Rcode.NXDOMAIN);
            }
            response.addRecord(authority(text(asked)), Section.AUTHORITY);
        }
    }

    private static boolean wants(Record question, int type) {
        return question.getType() == type || question.getType() == Type.ANY;
    }

    /** What a resolver answers to a question for an IPv4 address; empty where there is no such name. */
    public static Optional<Ip> lookUp(String name, VpcView view) {
        return address(name.toLowerCase(Locale.ROOT), view);
    }

    private static Optional<Ip> address(String name, VpcView view) {
        return switch (name) {
            case "localhost" -> Optional.of(Ip.of("127.0.0.1"));
            case "instance-data.ec2.internal" -> Optional.of(METADATA);
            default ->
                ServiceNames.find(name)
                        .map(ServiceNames.Zone::address)
                        .or(() -> view.address(name).filter(ip -> ip.family() == Family.IPV4));
        };
    }

    private static boolean isParent(Name asked) {
        String name = text(asked);
        return asked.equals(Name.root)
                || ServiceNames.isParent(name)
                || PARENT.matcher(name).matches();
    }

    private static Optional<Name> pointer(Name asked, VpcView view) {
        if (!asked.subdomain(name("in-addr.arpa.")) || asked.labels() != 7) {
            return Optional.empty();
        }
        try {
            return view.name(Ip.of(ReverseMap.fromName(asked))).map(found -> name(found + "."));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The start of authority that tells how long "no" may be remembered (RFC 2308). */
    private static SOARecord authority(String asked) {
        String zone = asked.endsWith(".internal")
                ? asked.endsWith("ec2.internal") ? "ec2.internal." : "compute.internal."
                : asked.endsWith("amazonaws.com") ? "amazonaws.com." : ".";
        return new SOARecord(
                name(zone), DClass.IN, TTL_SECONDS, ROOT_SERVER, HOSTMASTER, 1, 1800, 900, 604800, TTL_SECONDS);
    }

    private static byte[] formatError(byte[] query) {
        Header header = new Header(ByteBuffer.wrap(query).getShort() & 0xffff);
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setOpcode(query[2] >>> 3 & 15);
        header.setRcode(Rcode.FORMERR);
        return header.toWire();
    }

    private static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    private static Name name(String absolute) {
        try {
            return Name.fromString(absolute);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(absolute, e);
        }
    }
}
