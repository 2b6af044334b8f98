package dev.postern.dataplane.namespaces;

import dev.postern.linux.PacketMap;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel runs for packets at a link. */
public sealed interface PacketProgram {
    /** What it is called: by its content, and by the link that it sends packets to. */
    String name();

    /** The link that it sends packets to, if it is always the same other one: the kernel knows it by its number. */
    default Optional<String> out() {
        return Optional.empty();
    }

    /**
     * Its instructions.
     *
     * @param out the number of the link that it sends packets to; 0 if there is none
     */
    byte[] bytes(int out);

    /** What it remembers, and shares with others of its namespace. */
    default List<PacketMap> maps() {
        return List.of();
    }

    /** What it is called in the kernel, which has 15 characters for it. */
    default String kernelName(int out) {
        return out().isEmpty() ? name() : name().substring(0, name().indexOf('@')) + "_" + Integer.toHexString(out);
    }

    /** The number of the link that a program sends packets to, by what the kernel calls it; 0 if there is none. */
    static int out(String kernelName) {
        Matcher numbered = Numbered.FORM.matcher(kernelName);
        return numbered.matches() ? HexFormat.fromHexDigits(numbered.group(2)) : 0;
    }

    /** What a program is called that the kernel calls so, where it sends packets to a link. */
    static String name(String kernelName, String out) {
        return kernelName.substring(0, kernelName.lastIndexOf('_')) + "@" + out;
    }

    /** Names with the number of a link. */
    final class Numbered {
        private static final Pattern FORM = Pattern.compile("(g[a-z][0-9a-f]{6})_([0-9a-f]{1,6})");

        private Numbered() {}

        private static String name(String kind, byte[] instructions) {
            return kind + Digest.of(HexFormat.of().formatHex(instructions), 6);
        }
    }

    /** Translates between families. */
    record Translator() implements PacketProgram {
        @Override
        public String name() {
            return Nat64Program.NAME;
        }

        @Override
        public byte[] bytes(int out) {
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
        public byte[] bytes(int out) {
            return GatewayProgram.bytes(router, guest);
        }
    }

    /**
     * Hands what comes by a link on by another one.
     *
     * @param header of the other link
     * @param own where nobody is let
     * @param link the other link
     */
    record Passage(LinkHeader header, List<Ip> own, String link) implements PacketProgram {
        public Passage {
            own = List.copyOf(own);
        }

        @Override
        public String name() {
            return Numbered.name("gp", bytes(0)) + "@" + link;
        }

        @Override
        public Optional<String> out() {
            return Optional.of(link);
        }

        @Override
        public byte[] bytes(int out) {
            return PassageProgram.bytes(header, own, out);
        }
    }

    /**
     * Sends what comes from an endpoint to appliances.
     *
     * @param endpoint the endpoint's number, as appliances are told it
     * @param link the node's link
     */
    record ToAppliance(NodeProgram node, long endpoint, String link) implements PacketProgram {
        @Override
        public String name() {
            return Numbered.name("gt", bytes(0)) + "@" + link;
        }

        @Override
        public Optional<String> out() {
            return Optional.of(link);
        }

        @Override
        public byte[] bytes(int out) {
            return ToApplianceProgram.bytes(node, endpoint, out);
        }

        @Override
        public List<PacketMap> maps() {
            return InspectedFlows.MAPS;
        }
    }

    /** Gives what comes back from appliances to the endpoints that it came from. */
    record FromAppliance(NodeProgram node) implements PacketProgram {
        @Override
        public String name() {
            return Numbered.name("gf", bytes(0));
        }

        @Override
        public byte[] bytes(int out) {
            return FromApplianceProgram.bytes(node);
        }

        @Override
        public List<PacketMap> maps() {
            return InspectedFlows.MAPS;
        }
    }
}
