package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.Refusal;
import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.net.Ip;
import dev.postern.network.Mtu;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The program that sends what comes from an endpoint to an appliance, in GENEVE: where the flow has gone before, or else where its two ends
 * lead. A flow of which nothing was heard for its idle time is a new one.
 *
 * <p>A stream's packets may come in one piece that is cut later; the link that they leave by cuts it, so that appliances see packets as they
 * were sent.
 */
final class ToApplianceProgram {
    /** UDP's, and of all but TCP; nobody can set it. */
    private static final int IDLE_SECONDS = 120;

    /** Where on the stack the new headers are made: those behind the link's are at a multiple of four. */
    private static final int FRAME = -206;

    private static final int PACKET = FRAME + LinkHeader.BYTES;

    private static final int VALUE = -272;

    private static final int BEHIND_IPV4 = 1 << 1;
    private static final int BEHIND_UDP = 1 << 4;

    /** Registers that calls leave alone: the hash of a new flow, then the flow's cookie; now. */
    private static final int HASH = 8;

    private static final int NOW = 9;

    /** About a millisecond, as nanoseconds are shifted. */
    private static final int MILLISECOND_BITS = 20;

    private final NodeProgram node;
    private final long endpoint;
    private final Instructions program = new Instructions();

    private ToApplianceProgram(NodeProgram node, long endpoint) {
        this.node = node;
        this.endpoint = endpoint;
    }

    /**
     * Its instructions.
     *
     * @param endpoint the endpoint's number
     * @param link the number of the node's link
     */
    static byte[] bytes(NodeProgram node, long endpoint, int link) {
        ToApplianceProgram one = new ToApplianceProgram(node, endpoint);
        one.packet();
        one.flow();
        one.send(link);
        InspectedFlows.refuse(one.program);
        return one.program.bytes();
    }

    private void packet() {
        program.copy(PacketCalls.PACKET, 1);
        PacketCalls.onlyForThis(program, "drop");
        program.load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.TAGGED).jumpIf(2, Condition.NOT_EQUAL, 0, "drop");
        FlowKey.read(program, LinkHeader.BYTES, node.stickiness(), "drop");
        program.storeWord(FlowKey.ENDPOINT, (int) (endpoint >>> 32))
                .storeWord(FlowKey.ENDPOINT + 4, (int) endpoint)
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.PROTOCOL)
                .load(Size.BYTE, 3, Instructions.FRAME, FlowKey.FAMILY)
                .jumpIf(3, Condition.EQUAL, 4, "is IPv4")
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(Geneve.IPV6), "drop")
                .storeHalf(PACKET + Geneve.GENEVE_PLACE + 2, Geneve.IPV6)
                .jump("sized")
                .label("is IPv4")
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(Geneve.IPV4), "drop")
                .storeHalf(PACKET + Geneve.GENEVE_PLACE + 2, Geneve.IPV4)
                .label("sized");
        size();
    }

    /** Of a piece that is still to be cut, the size of each part. */
    private void size() {
        program.load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.LENGTH)
                .plus(2, -LinkHeader.BYTES)
                .load(Size.WORD, NOW, PacketCalls.PACKET, PacketCalls.SEGMENT_BYTES)
                .jumpIf(NOW, Condition.EQUAL, 0, "weighed")
                .plusRegister(NOW, FlowKey.BODY)
                .plus(NOW, 8 - LinkHeader.BYTES)
                .load(Size.BYTE, 2, Instructions.FRAME, FlowKey.PROTOCOL)
                .jumpIf(2, Condition.NOT_EQUAL, FlowKey.TCP, "headed")
                .plus(FlowKey.BODY, 12);
        PacketCalls.readAt(program, FlowKey.BODY, VALUE, 1, "drop");
        program.load(Size.BYTE, 2, Instructions.FRAME, VALUE)
                .right(2, 4)
                .left(2, 2)
                .plus(2, -8)
                .plusRegister(NOW, 2)
                .label("headed")
                .copy(2, NOW)
                .label("weighed")
                .jumpIf(2, Condition.MORE, Mtu.ENDPOINT, InspectedFlows.label(Refusal.TOO_LARGE));
    }

    /** Leaves the appliance's address in a register, the cookie in another one, and the port in its place. */
    private void flow() {
        program.call(PacketCalls.NOW).copy(NOW, Instructions.RESULT);
        InspectedFlows.find(program);
        program.jumpIfNothing("new")
                .load(Size.LONG, 1, Instructions.RESULT, InspectedFlows.SEEN)
                .copy(2, NOW)
                .minusRegister(2, 1)
                .right(2, MILLISECOND_BITS)
                .load(Size.BYTE, 3, Instructions.FRAME, FlowKey.PROTOCOL)
                .jumpIf(3, Condition.EQUAL, FlowKey.TCP, "stream")
                .jumpIf(2, Condition.MORE, shifted(IDLE_SECONDS), "new")
                .jump("heard")
                .label("stream")
                .jumpIf(2, Condition.MORE, shifted(node.idleSeconds()), "new")
                .label("heard")
                .load(Size.WORD, FlowKey.BODY, Instructions.RESULT, InspectedFlows.APPLIANCE);
        if (node.keeps().isPresent()) {
            for (Ip kept : node.keeps().get()) {
                program.jumpIf(FlowKey.BODY, Condition.EQUAL, word(kept), "kept");
            }
            program.jump("new").label("kept");
        }
        program.store(Size.LONG, Instructions.RESULT, InspectedFlows.SEEN, NOW)
                .load(Size.WORD, HASH, Instructions.RESULT, InspectedFlows.COOKIE)
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.INTERFACE)
                .store(Size.WORD, Instructions.RESULT, InspectedFlows.LINK, 2)
                .load(Size.HALF, 2, Instructions.RESULT, InspectedFlows.PORT)
                .store(Size.HALF, Instructions.FRAME, PACKET + Geneve.UDP_PLACE, 2);
        InspectedFlows.count(program, InspectedFlows.SENT);
        program.jump("send").label("new");
        if (node.appliances().isEmpty()) {
            program.jump(InspectedFlows.label(Refusal.NO_APPLIANCE));
        } else {
            begin();
        }
    }

    private void begin() {
        choose();
        program.store(Size.LONG, Instructions.FRAME, VALUE + InspectedFlows.SEEN, NOW)
                .store(Size.WORD, Instructions.FRAME, VALUE + InspectedFlows.APPLIANCE, FlowKey.BODY)
                .store(Size.WORD, Instructions.FRAME, VALUE + InspectedFlows.COOKIE, HASH)
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.INTERFACE)
                .store(Size.WORD, Instructions.FRAME, VALUE + InspectedFlows.LINK, 2)
                .copy(2, HASH)
                .right(2, 32)
                .and(2, 0x3fff)
                .or(2, 0xc000)
                .swap(2, 16)
                .storeWord(VALUE + InspectedFlows.PORT, 0)
                .store(Size.HALF, Instructions.FRAME, VALUE + InspectedFlows.PORT, 2)
                .store(Size.HALF, Instructions.FRAME, PACKET + Geneve.UDP_PLACE, 2);
        InspectedFlows.first(program, VALUE);
        InspectedFlows.remember(program, VALUE);
    }

    private void choose() {
        List<Ip> appliances = node.appliances();
        FlowKey.hash(program, HASH);
        program.copy(2, HASH).right(2, 8).remainder(2, appliances.size());
        IntStream.range(1, appliances.size())
                .forEach(place -> program.jumpIf(2, Condition.EQUAL, place, "appliance " + place));
        program.set(FlowKey.BODY, word(appliances.getFirst()));
        IntStream.range(1, appliances.size())
                .forEach(place -> program.jump("chosen")
                        .label("appliance " + place)
                        .set(FlowKey.BODY, word(appliances.get(place))));
        program.label("chosen");
    }

    private void send(int link) {
        program.label("send");
        node.link().write(program, FRAME, Geneve.IPV4);
        Geneve.write(program, PACKET);
        program.copyWord(FlowKey.ENDPOINT, PACKET + Geneve.ENDPOINT_PLACE)
                .copyWord(FlowKey.ENDPOINT + 4, PACKET + Geneve.ENDPOINT_PLACE + 4)
                .store(Size.WORD, Instructions.FRAME, PACKET + Geneve.COOKIE_PLACE, HASH)
                .storeWord(PACKET + 12, number(node.address()))
                .store(Size.WORD, Instructions.FRAME, PACKET + 16, FlowKey.BODY);
        program.load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.LENGTH)
                .plus(2, Geneve.BYTES - LinkHeader.BYTES)
                .copy(3, 2)
                .swap(3, 16)
                .store(Size.HALF, Instructions.FRAME, PACKET + 2, 3)
                .plus(2, -Geneve.UDP_PLACE)
                .swap(2, 16)
                .store(Size.HALF, Instructions.FRAME, PACKET + Geneve.UDP_PLACE + 4, 2);
        PacketCalls.sum(program, 0, 0, PACKET, Geneve.UDP_PLACE, 0);
        PacketCalls.fold(program, PACKET + 10);
        program.copy(1, PacketCalls.PACKET)
                .set(2, Geneve.BYTES)
                .set(3, PacketCalls.BEHIND_LINK_HEADER)
                .set(4, PacketCalls.SEGMENTS_STAY | BEHIND_IPV4 | BEHIND_UDP)
                .call(PacketCalls.CHANGE_ROOM)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop");
        PacketCalls.write(program, 0, FRAME, LinkHeader.BYTES + Geneve.BYTES);
        program.set(1, link).set(2, 0).call(PacketCalls.REDIRECT).end();
    }

    private static int shifted(int seconds) {
        return (int) ((seconds * 1_000_000_000L) >> MILLISECOND_BITS);
    }

    /** An address as a word of the packet, as it is loaded. */
    private static int word(Ip address) {
        return Instructions.networkOrder(number(address));
    }

    private static int number(Ip address) {
        return (int) address.low();
    }
}
