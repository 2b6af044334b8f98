package dev.postern.guest.dhcpv6;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * The answers of a VPC's DHCPv6 server. Addresses are not handed out but known: whoever asks is told those that its interface has. Nothing
 * is remembered of leases, so what is given back or not taken is the interface's all the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8415#section-18.3">RFC 8415, 18.3</a>
 */
public final class Dhcpv6Server {
    private static final Logger LOG = System.getLogger(Dhcpv6Server.class.getName());

    private static final int ADVERTISE = 2;
    private static final int REPLY = 7;

    private static final short SUCCESS = 0;
    private static final short NO_ADDRESSES = 2;
    private static final short NO_BINDING = 3;
    private static final short NOT_ON_LINK = 4;
    private static final short NO_PREFIXES = 6;

    /**
     * How much longer an address is valid than it is preferred: as seen on EC2, where it is 450 s after 140 s. What EC2 has for other
     * times is documented nowhere.
     */
    private static final long VALID_LONGER_SECONDS = 310;

    private static final short BY_UUID = 4;
    private static final short TIME_SERVER_ADDRESS = 1;

    private final Question question;
    private final Ipv6Lease lease;
    private final byte[] server;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    /** Each association gets what there is of its kind once: nobody has an address twice. */
    private final Set<Association.Kind> given = new HashSet<>();

    private Dhcpv6Server(Question question, Ipv6Lease lease) {
        this.question = question;
        this.lease = lease;
        UUID name = UUID.nameUUIDFromBytes(lease.vpc().value().getBytes(StandardCharsets.US_ASCII));
        this.server = ByteBuffer.allocate(Short.BYTES + 2 * Long.BYTES)
                .putShort(BY_UUID)
                .putLong(name.getMostSignificantBits())
                .putLong(name.getLeastSignificantBits())
                .array();
    }

    /**
     * Answers a client's message.
     *
     * @param lease of the interface from which it came
     * @return nothing for what is no question, or is another server's affair
     */
    public static Optional<byte[]> answer(byte[] message, Ipv6Lease lease) {
        return Question.read(message).flatMap(question -> new Dhcpv6Server(question, lease).answer());
    }

    private Optional<byte[]> answer() {
        return question.isFor(server)
                ? switch (question.kind()) {
                    case SOLICIT -> Optional.of(solicited());
                    case REQUEST -> {
                        begin(REPLY);
                        question.associations().forEach(this::requested);
                        yield Optional.of(end());
                    }
                    case RENEW, REBIND -> {
                        begin(REPLY);
                        question.associations().forEach(this::extended);
                        yield Optional.of(end());
                    }
                    case CONFIRM -> confirmed();
                    case RELEASE, DECLINE -> {
                        begin(REPLY);
                        put(OptionCode.STATUS, status(SUCCESS));
                        yield Optional.of(answer.toByteArray());
                    }
                    case INFORMATION_REQUEST -> {
                        begin(REPLY);
                        yield Optional.of(end());
                    }
                }
                : Optional.empty();
    }

    private byte[] solicited() {
        boolean atOnce = question.has(OptionCode.RAPID_COMMIT);
        begin(atOnce ? REPLY : ADVERTISE);
        if (atOnce) {
            put(OptionCode.RAPID_COMMIT, new byte[0]);
        }
        question.associations().forEach(one -> put(one, granted(one), List.of(), none(one)));
        return end();
    }

    /** Who would like what he cannot have here is told so; else he gets what he has. */
    private void requested(Association one) {
        List<Cidr> own = owned(one);
        if (!own.isEmpty() && one.wanted().stream().anyMatch(this::isElsewhere)) {
            put(one, List.of(), List.of(), NOT_ON_LINK);
        } else {
            put(one, granted(one), List.of(), none(one));
        }
    }

    /** Who has what is not his any more is told that it is over. */
    private void extended(Association one) {
        List<Cidr> own = granted(one);
        put(
                one,
                own,
                one.wanted().stream().filter(block -> !own.contains(block)).toList(),
                NO_BINDING);
    }

    /** Nothing is said to who does not say what he has. */
    private Optional<byte[]> confirmed() {
        List<Cidr> claimed = question.associations().stream()
                .filter(one -> one.kind() != Association.Kind.PREFIXES)
                .flatMap(one -> one.wanted().stream())
                .toList();
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        begin(REPLY);
        put(OptionCode.STATUS, status(claimed.stream().anyMatch(this::isElsewhere) ? NOT_ON_LINK : SUCCESS));
        return Optional.of(answer.toByteArray());
    }

    /** Nobody but the interface is on its link. */
    private boolean isElsewhere(Cidr block) {
        return !lease.prefixes().contains(block)
                && lease.addresses().stream().map(Ip::asCidr).noneMatch(block::equals);
    }

    private List<Cidr> owned(Association one) {
        return switch (one.kind()) {
            case ADDRESSES -> lease.addresses().stream().map(Ip::asCidr).toList();
            case TEMPORARY_ADDRESSES -> List.of();
            case PREFIXES -> lease.prefixes();
        };
    }

    private List<Cidr> granted(Association one) {
        return given.add(one.kind()) ? owned(one) : List.of();
    }

    private static short none(Association one) {
        return one.kind() == Association.Kind.PREFIXES ? NO_PREFIXES : NO_ADDRESSES;
    }

    private void begin(int type) {
        answer.writeBytes(question.answered(type));
        question.client().ifPresent(client -> put(OptionCode.CLIENT, client));
        put(OptionCode.SERVER, server);
    }

    /** Says what there is to say but for addresses. */
    private byte[] end() {
        tell(OptionCode.NAME_SERVERS, addresses(lease.nameServers()));
        tell(OptionCode.DOMAIN_SEARCH, domains());
        tell(OptionCode.SIMPLE_TIME_SERVERS, addresses(lease.timeServers()));
        for (Ip clock : lease.timeServers()) {
            tell(OptionCode.TIME_SERVER, option(TIME_SERVER_ADDRESS, clock.bytes()));
        }
        return answer.toByteArray();
    }

    /**
     * Says what an association is.
     *
     * @param own what it has
     * @param over what it has no more
     * @param otherwise the status where it has nothing
     */
    private void put(Association one, List<Cidr> own, List<Cidr> over, short otherwise) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        long preferred = own.isEmpty() ? 0 : lease.preferredSeconds();
        value.writeBytes(numbers(one.id()));
        if (one.kind() != Association.Kind.TEMPORARY_ADDRESSES) {
            value.writeBytes(numbers(preferred / 2, preferred * 4 / 5));
        }
        own.forEach(block -> value.writeBytes(member(one.kind(), block, preferred)));
        over.forEach(block -> value.writeBytes(member(one.kind(), block, 0)));
        if (own.isEmpty()) {
            value.writeBytes(option(OptionCode.STATUS.code(), status(otherwise)));
        }
        put(one.kind().code(), value.toByteArray());
    }

    private static byte[] member(Association.Kind kind, Cidr block, long preferred) {
        byte[] lifetimes = numbers(preferred, preferred == 0 ? 0 : preferred + VALID_LONGER_SECONDS);
        byte[] address = block.first().bytes();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        if (kind == Association.Kind.PREFIXES) {
            value.writeBytes(lifetimes);
            value.write(block.length());
            value.writeBytes(address);
            return option(OptionCode.PREFIX.code(), value.toByteArray());
        }
        value.writeBytes(address);
        value.writeBytes(lifetimes);
        return option(OptionCode.ADDRESS.code(), value.toByteArray());
    }

    /** The text for people is empty. */
    private static byte[] status(short code) {
        return ByteBuffer.allocate(Short.BYTES).putShort(code).array();
    }

    private static byte[] numbers(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
        for (long number : numbers) {
            bytes.putInt((int) number);
        }
        return bytes.array();
    }

    private static byte[] addresses(List<Ip> addresses) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        addresses.forEach(address -> bytes.writeBytes(address.bytes()));
        return bytes.toByteArray();
    }

    /** As DNS writes names, without compression; what is no name is left out. */
    private byte[] domains() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String domain : lease.names().search().split(" ", -1)) {
            try {
                bytes.writeBytes(Name.fromString(domain, Name.root).toWire());
            } catch (TextParseException e) {
                LOG.log(Level.DEBUG, "no name, which nobody is told: {0}", domain);
            }
        }
        return bytes.toByteArray();
    }

    /** Says what is asked for and known. */
    private void tell(OptionCode code, byte[] value) {
        if (value.length > 0 && question.wants(code)) {
            put(code, value);
        }
    }

    private void put(OptionCode code, byte[] value) {
        answer.writeBytes(option(code.code(), value));
    }

    private static byte[] option(int code, byte[] value) {
        return ByteBuffer.allocate(2 * Short.BYTES + value.length)
                .putShort((short) code)
                .putShort((short) value.length)
                .put(value)
                .array();
    }
}
