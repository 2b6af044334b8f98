package dev.postern.guest.dhcp;

import dev.postern.model.net.Ip;
import dev.postern.network.Mtu;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The answers of a VPC's DHCP server. Addresses are not handed out but known: whoever asks is told the address that its interface has.
 * Nothing is remembered of leases.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2131#section-4.3">RFC 2131, 4.3</a>
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html">DHCP option sets</a>
 */
public final class DhcpServer {
    /** As on AWS: clients ask again after half of it. */
    private static final int LEASE_SECONDS = 3600;

    private static final int MESSAGE_BYTES_MAX = 1400;
    private static final int OPTION_BYTES_MAX = 255;
    /** Of BOOTP, which some still ask of a datagram. */
    private static final int MESSAGE_BYTES_MIN = 300;

    private static final byte REPLY = 2;
    private static final byte END = (byte) 255;
    private static final int HOPS_AT = 3;
    private static final int SECONDS_AT = 8;
    private static final int YOUR_ADDRESS_AT = 16;
    private static final int NEXT_SERVER_AT = 20;
    private static final int HARDWARE_ADDRESS_AT = 28;
    private static final int HARDWARE_ADDRESS_BYTES = 16;

    private static final byte OFFER = 2;
    private static final byte ACKNOWLEDGED = 5;
    private static final byte REFUSED = 6;

    private final DhcpQuestion question;
    private final Lease lease;
    private final ByteBuffer answer = ByteBuffer.allocate(MESSAGE_BYTES_MAX);

    private DhcpServer(DhcpQuestion question, Lease lease) {
        this.question = question;
        this.lease = lease;
    }

    /**
     * Answers a client's message.
     *
     * @param lease of the interface from which it came
     * @return nothing for what is no question, or is another server's affair
     */
    public static Optional<byte[]> answer(byte[] message, Lease lease) {
        return DhcpQuestion.read(message)
                .flatMap(question -> question.kind().flatMap(kind -> new DhcpServer(question, lease).answer(kind)));
    }

    private Optional<byte[]> answer(DhcpQuestion.Kind kind) {
        return switch (kind) {
            case DISCOVER -> Optional.of(granted(OFFER, true));
            case INFORM -> Optional.of(granted(ACKNOWLEDGED, false));
            case REQUEST ->
                isForOther()
                        ? Optional.empty()
                        : Optional.of(
                                wanted().equals(Optional.of(lease.address()))
                                        ? granted(ACKNOWLEDGED, true)
                                        : refused());
        };
    }

    /** A client that has chosen says whose offer. */
    private boolean isForOther() {
        return question.address(DhcpOption.SERVER_IDENTIFIER)
                .filter(server -> !server.equals(lease.router()))
                .isPresent();
    }

    /** What it has already, or would like to have. */
    private Optional<Ip> wanted() {
        return question.address(DhcpOption.REQUESTED_ADDRESS).or(question::ownAddress);
    }

    private byte[] refused() {
        begin(REFUSED);
        return end();
    }

    /**
     * Says all that there is to say.
     *
     * @param address whether that includes an address; who informs himself has one
     */
    private byte[] granted(byte type, boolean address) {
        begin(type);
        if (address) {
            answer.put(YOUR_ADDRESS_AT, lease.address().bytes());
            put(DhcpOption.LEASE_SECONDS, number(LEASE_SECONDS));
        }
        tell(DhcpOption.SUBNET_MASK, number(mask()));
        tell(DhcpOption.ROUTERS, lease.router().bytes());
        tell(DhcpOption.BROADCAST_ADDRESS, lease.subnet().last().bytes());
        tell(
                DhcpOption.INTERFACE_MTU,
                ByteBuffer.allocate(Short.BYTES).putShort((short) Mtu.INSIDE).array());
        tell(DhcpOption.HOST_NAME, text(lease.hostName()));
        tell(DhcpOption.DOMAIN_NAME, text(lease.names().search()));
        tell(DhcpOption.NAME_SERVERS, addresses(lease.nameServers()));
        tell(DhcpOption.TIME_SERVERS, addresses(lease.timeServers()));
        tell(DhcpOption.NETBIOS_NAME_SERVERS, addresses(lease.netbiosServers()));
        tell(
                DhcpOption.NETBIOS_NODE_TYPE,
                lease.netbiosNodeType().map(code -> new byte[] {code}).orElse(new byte[0]));
        return end();
    }

    private int mask() {
        return lease.subnet().length() == 0
                ? 0
                : -1 << (Integer.SIZE - lease.subnet().length());
    }

    /** The fields that go back as they came are those by which the client knows its answer. */
    private void begin(byte type) {
        answer.put(question.fixed());
        answer.put(0, REPLY);
        answer.put(HOPS_AT, (byte) 0);
        answer.putShort(SECONDS_AT, (short) 0);
        if (type != ACKNOWLEDGED) {
            answer.putInt(DhcpQuestion.OWN_ADDRESS_AT, 0);
        }
        answer.putInt(YOUR_ADDRESS_AT, 0);
        answer.putInt(NEXT_SERVER_AT, 0);
        int names = HARDWARE_ADDRESS_AT + HARDWARE_ADDRESS_BYTES;
        answer.put(names, new byte[DhcpQuestion.COOKIE_AT - names]);
        put(DhcpOption.MESSAGE_TYPE, new byte[] {type});
        put(DhcpOption.SERVER_IDENTIFIER, lease.router().bytes());
    }

    private byte[] end() {
        answer.put(END);
        return Arrays.copyOf(answer.array(), Math.max(answer.position(), MESSAGE_BYTES_MIN));
    }

    /** Says what is asked for and known. */
    private void tell(DhcpOption option, byte[] value) {
        if (value.length > 0 && value.length <= OPTION_BYTES_MAX && question.wants(option)) {
            put(option, value);
        }
    }

    private void put(DhcpOption option, byte[] value) {
        answer.put((byte) option.code()).put((byte) value.length).put(value);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] addresses(List<Ip> addresses) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * addresses.size());
        addresses.forEach(address -> bytes.put(address.bytes()));
        return bytes.array();
    }
}
