package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.List;

/**
 * The program that hands each packet that comes by a link on by another one, as it is: an endpoint of a Gateway Load Balancer is no hop, and
 * knows no addresses but its own, to which nobody is let.
 */
final class PassageProgram {
    private static final int FRAME = -16;
    private static final int DESTINATION = -32;

    private PassageProgram() {}

    /**
     * Its instructions.
     *
     * @param header of the other link
     * @param own where nobody is let
     * @param link the other link's number
     */
    static byte[] bytes(LinkHeader header, List<Ip> own, int link) {
        Instructions program = new Instructions();
        program.copy(PacketCalls.PACKET, 1);
        if (!own.isEmpty()) {
            // Comes from the router; what a program hands back is for whom it was for before.
            PacketCalls.onlyForThis(program, "drop");
        }
        program.load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.TAGGED)
                .jumpIf(2, Condition.NOT_EQUAL, 0, "drop")
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.PROTOCOL)
                .jumpIf(2, Condition.EQUAL, Instructions.networkOrder16(Geneve.IPV4), "IPv4")
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(Geneve.IPV6), "drop");
        refuse(program, own, Family.IPV6, LinkHeader.BYTES + 24);
        program.jump("on").label("IPv4");
        refuse(program, own, Family.IPV4, LinkHeader.BYTES + 16);
        program.label("on");
        header.write(program, FRAME);
        PacketCalls.write(program, 0, FRAME, LinkHeader.BYTES - 2);
        program.set(1, link)
                .set(2, 0)
                .call(PacketCalls.REDIRECT)
                .end()
                .label("drop")
                .set(Instructions.RESULT, PacketCalls.DROP)
                .end();
        return program.bytes();
    }

    private static void refuse(Instructions program, List<Ip> own, Family family, int place) {
        int bytes = family.bits() / 8;
        List<Ip> refused =
                own.stream().filter(address -> address.family() == family).toList();
        if (refused.isEmpty()) {
            return;
        }
        PacketCalls.read(program, place, DESTINATION, bytes, "drop");
        for (Ip address : refused) {
            for (int word = 0; word < bytes / 4; word++) {
                long half = word < 2 && family == Family.IPV6 ? address.high() : address.low();
                boolean upper = family == Family.IPV6 && word % 2 == 0;
                program.wordIs(DESTINATION + 4 * word, (int) (upper ? half >>> 32 : half), "not " + address);
            }
            program.jump("drop").label("not " + address);
        }
    }
}
