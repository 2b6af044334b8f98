package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Mac;

/** What the kernel runs for packets at a link. */
public sealed interface PacketProgram {
    /** What it is called in the kernel. */
    String name();

    /** Its instructions. */
    byte[] bytes();

    /** Translates between families. */
    record Translator() implements PacketProgram {
        @Override
        public String name() {
            return Nat64Program.NAME;
        }

        @Override
        public byte[] bytes() {
            return Nat64Program.bytes();
        }
    }

    /**
     * Answers for an instance's gateway.
     *
     * @param router the router's end of the link
     * @param guest the instance's
     */
    record Gateway(Mac router, Mac guest) implements PacketProgram {
        @Override
        public String name() {
            return GatewayProgram.NAME;
        }

        @Override
        public byte[] bytes() {
            return GatewayProgram.bytes(router, guest);
        }
    }
}
