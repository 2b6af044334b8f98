package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.elbv2.Transport;

/**
 * What Gateway Load Balancers put before a packet that goes to an appliance, and take from it when it comes back: an IPv4 header, UDP to port
 * 6081, GENEVE and its three options, 68 bytes together.
 *
 * <pre>
 *  0  IPv4      20  UDP      28  GENEVE
 * 36  class 0x0108, type 1: the endpoint's id, 8 bytes
 * 48  class 0x0108, type 2: the attachment's id, 8 bytes; 0, as there is no transit gateway
 * 60  class 0x0108, type 3: the flow's cookie, 4 bytes
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8926.html">RFC 8926: Geneve</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html">Gateway Load Balancers</a>
 */
final class Geneve {
    static final int BYTES = 68;

    static final int UDP_PLACE = 20;
    static final int GENEVE_PLACE = 28;
    static final int ENDPOINT_PLACE = 40;
    static final int COOKIE_PLACE = 64;

    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;

    /** Without options for the way, 32 bytes of options. */
    private static final int FIRST_HALF = 0x0800;

    private static final int ENDPOINT_OPTION = 0x0108_0102;
    private static final int ATTACHMENT_OPTION = 0x0108_0202;
    private static final int COOKIE_OPTION = 0x0108_0301;

    private Geneve() {}

    /**
     * Writes all but the cookie, and what depends on the packet: addresses, lengths, the sender's port, the sum.
     *
     * @param place of the first byte on the stack
     */
    static void write(Instructions program, int place) {
        program.storeHalf(place, 0x4500)
                .storeWord(place + 4, 0x0000_4000) // not to be cut
                .storeWord(place + 8, 0x4011_0000)
                .storeHalf(place + UDP_PLACE + 2, Transport.GENEVE_PORT)
                .storeHalf(place + UDP_PLACE + 6, 0)
                .storeHalf(place + GENEVE_PLACE, FIRST_HALF)
                .storeWord(place + GENEVE_PLACE + 4, 0)
                .storeWord(place + 36, ENDPOINT_OPTION)
                .storeWord(place + 48, ATTACHMENT_OPTION)
                .storeWord(place + 52, 0)
                .storeWord(place + 56, 0)
                .storeWord(place + 60, COOKIE_OPTION);
    }

    /**
     * Goes on if GENEVE's header is one that was sent.
     *
     * @param place of the first byte on the stack
     * @param otherwise where to go if it is none
     * @param foreign where to go if the options are others
     */
    static void check(Instructions program, int place, String otherwise, String foreign) {
        program.load(Size.HALF, 2, Instructions.FRAME, place + GENEVE_PLACE)
                .jumpIf(2, Instructions.Condition.NOT_EQUAL, Instructions.networkOrder16(FIRST_HALF), otherwise)
                .wordIs(place + GENEVE_PLACE + 4, 0, otherwise)
                .wordIs(place + 36, ENDPOINT_OPTION, foreign)
                .wordIs(place + 48, ATTACHMENT_OPTION, foreign)
                .wordIs(place + 52, 0, foreign)
                .wordIs(place + 56, 0, foreign)
                .wordIs(place + 60, COOKIE_OPTION, foreign);
    }
}
