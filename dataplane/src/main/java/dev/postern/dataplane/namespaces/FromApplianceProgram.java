package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.Refusal;
import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.elbv2.Transport;

/**
 * The program that takes what appliances send back to a node out of GENEVE, and gives it to the endpoint that it came by. Only what was
 * sent to an appliance comes back from it: the flow, its cookie and port, the endpoint and the appliance must all be those. All that is not for
 * GENEVE's port, as answers to health checks, goes on to the node itself.
 */
final class FromApplianceProgram {
    private static final int PACKET = -192;

    private static final int OUT_OF_IPV4 = 1 << 7;
    private static final int OUT_OF_IPV6 = 1 << 8;
    private static final int NOT_WHOLE = 0x3fff;
    private static final int FAMILY_PLACE = -124;

    private FromApplianceProgram() {}

    /** Its instructions. */
    static byte[] bytes(NodeProgram node) {
        Instructions program = new Instructions();
        outer(program, node);
        Geneve.check(
                program, PACKET, InspectedFlows.label(Refusal.MALFORMED), InspectedFlows.label(Refusal.OTHER_OPTIONS));
        inner(program, node);
        flow(program);
        unwrap(program);
        InspectedFlows.refuse(program);
        return program.bytes();
    }

    private static void outer(Instructions program, NodeProgram node) {
        program.copy(PacketCalls.PACKET, 1)
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.PROTOCOL)
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(Geneve.IPV4), "go on");
        PacketCalls.read(program, LinkHeader.BYTES, PACKET, Geneve.GENEVE_PLACE, "go on");
        program.load(Size.BYTE, 2, Instructions.FRAME, PACKET)
                .jumpIf(2, Condition.NOT_EQUAL, 0x45, "go on")
                .load(Size.BYTE, 2, Instructions.FRAME, PACKET + 9)
                .jumpIf(2, Condition.NOT_EQUAL, FlowKey.UDP, "go on")
                .load(Size.HALF, 2, Instructions.FRAME, PACKET + 6)
                .and(2, Instructions.networkOrder16(NOT_WHOLE))
                .jumpIf(2, Condition.NOT_EQUAL, 0, "go on")
                .load(Size.HALF, 2, Instructions.FRAME, PACKET + Geneve.UDP_PLACE + 2)
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(Transport.GENEVE_PORT), "go on")
                .wordIs(PACKET + 16, (int) node.address().low(), "go on");
        PacketCalls.read(
                program,
                LinkHeader.BYTES + Geneve.GENEVE_PLACE,
                PACKET + Geneve.GENEVE_PLACE,
                Geneve.BYTES - Geneve.GENEVE_PLACE,
                InspectedFlows.label(Refusal.MALFORMED));
        program.jump("for it")
                .label("go on")
                .set(Instructions.RESULT, PacketCalls.GO_ON)
                .end()
                .label("for it");
    }

    /** Of what GENEVE says that there is. */
    private static void inner(Instructions program, NodeProgram node) {
        FlowKey.read(
                program, LinkHeader.BYTES + Geneve.BYTES, node.stickiness(), InspectedFlows.label(Refusal.MALFORMED));
        program.copyWord(PACKET + Geneve.ENDPOINT_PLACE, FlowKey.ENDPOINT)
                .copyWord(PACKET + Geneve.ENDPOINT_PLACE + 4, FlowKey.ENDPOINT + 4)
                .load(Size.HALF, 2, Instructions.FRAME, PACKET + Geneve.GENEVE_PLACE + 2)
                .store(Size.HALF, Instructions.FRAME, FAMILY_PLACE, 2)
                .load(Size.BYTE, 3, Instructions.FRAME, FlowKey.FAMILY)
                .jumpIf(3, Condition.EQUAL, 4, "is IPv4")
                .jumpIf(
                        2,
                        Condition.NOT_EQUAL,
                        Instructions.networkOrder16(Geneve.IPV6),
                        InspectedFlows.label(Refusal.MALFORMED))
                .jump("is packet")
                .label("is IPv4")
                .jumpIf(
                        2,
                        Condition.NOT_EQUAL,
                        Instructions.networkOrder16(Geneve.IPV4),
                        InspectedFlows.label(Refusal.MALFORMED))
                .label("is packet");
    }

    /** Leaves the link of the endpoint in a register. */
    private static void flow(Instructions program) {
        InspectedFlows.find(program);
        program.jumpIfNothing(InspectedFlows.label(Refusal.UNKNOWN_FLOW));
        same(program, Size.WORD, InspectedFlows.APPLIANCE, PACKET + 12, Refusal.OTHER_APPLIANCE);
        same(program, Size.HALF, InspectedFlows.PORT, PACKET + Geneve.UDP_PLACE, Refusal.OTHER_PORT);
        same(program, Size.WORD, InspectedFlows.COOKIE, PACKET + Geneve.COOKIE_PLACE, Refusal.OTHER_COOKIE);
        program.load(Size.WORD, FlowKey.BODY, Instructions.RESULT, InspectedFlows.LINK);
        InspectedFlows.count(program, InspectedFlows.CAME);
    }

    private static void same(Instructions program, Size size, int known, int found, Refusal otherwise) {
        program.load(size, 2, Instructions.RESULT, known)
                .load(size, 3, Instructions.FRAME, found)
                .jumpIfRegister(2, Condition.NOT_EQUAL, 3, InspectedFlows.label(otherwise));
    }

    private static void unwrap(Instructions program) {
        program.load(Size.BYTE, 2, Instructions.FRAME, FlowKey.FAMILY)
                .set(4, PacketCalls.SEGMENTS_STAY | OUT_OF_IPV4)
                .jumpIf(2, Condition.EQUAL, 4, "out")
                .set(4, PacketCalls.SEGMENTS_STAY | OUT_OF_IPV6)
                .label("out")
                .copy(1, PacketCalls.PACKET)
                .set(2, -Geneve.BYTES)
                .set(3, PacketCalls.BEHIND_LINK_HEADER)
                .call(PacketCalls.CHANGE_ROOM)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, InspectedFlows.label(Refusal.MALFORMED));
        PacketCalls.write(program, LinkHeader.BYTES - 2, FAMILY_PLACE, 2);
        program.copy(1, FlowKey.BODY).set(2, 0).call(PacketCalls.REDIRECT).end();
    }
}
