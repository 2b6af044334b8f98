package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.Ruleset;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkMessage;
import dev.postern.linux.NetlinkMessage.Attributes;
import dev.postern.linux.SystemCallException;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which ruleset is loaded in the calling thread's namespace: numbers as in {@code linux/netfilter/nf_tables.h}.
 *
 * @param generation empty for none; {@link Ruleset#CHANGED} if there was a transaction since ours
 * @param translations public address to private one
 */
record LoadedRules(String generation, SortedMap<Ip, Ip> translations) {
    private static final int NFTABLES = 10 << 8;
    private static final int GET_CHAIN = NFTABLES | 4;
    private static final int GET_ELEMENTS = NFTABLES | 13;
    private static final int HEADER_BYTES = 4;
    private static final byte IPV4 = 2;
    private static final byte IPV6 = 10;
    private static final int TABLE = 1;
    private static final int CHAIN_NAME = 3;
    private static final int SET = 2;
    private static final int ELEMENTS = 3;
    /** The part of an element that is looked up. */
    static final int KEY = 1;

    /** How long a link's name is in a key. */
    static final int LINK_BYTES = 16;

    /** Each part of a key begins at a multiple of so many bytes. */
    static final int PART_BYTES = 4;

    private static final int DATA = 2;
    private static final int VALUE = 1;
    private static final int GET_GENERATION = NFTABLES | 16;
    private static final int GENERATION_NUMBER = 1;

    static LoadedRules read() throws IOException {
        try (Netlink kernel = Netlink.open(Netlink.NETFILTER)) {
            String generation = "";
            for (NetlinkMessage chain : kernel.dump(GET_CHAIN, request(), HEADER_BYTES)) {
                String name = chain.attributes().text(CHAIN_NAME).orElse("");
                boolean ours = chain.header(0) == IPV4
                        && chain.attributes().text(TABLE).orElse("").equals(Ruleset.TABLE);
                if (ours && name.startsWith(Ruleset.MARKER)) {
                    generation = name.substring(Ruleset.MARKER.length());
                }
            }
            if (!generation.isEmpty() && lastOfOurs(kernel) != transactions(kernel)) {
                generation = Ruleset.CHANGED;
            }
            return new LoadedRules(generation, generation.isEmpty() ? new TreeMap<>() : translations(kernel));
        }
    }

    /** The number of the last transaction in the calling thread's namespace. */
    static int transactions() throws IOException {
        try (Netlink kernel = Netlink.open(Netlink.NETFILTER)) {
            return transactions(kernel);
        }
    }

    private static int transactions(Netlink kernel) throws IOException {
        for (NetlinkMessage answer : kernel.ask(GET_GENERATION, request(), HEADER_BYTES)) {
            byte[] number = answer.attributes().bytes(GENERATION_NUMBER).orElse(new byte[0]);
            if (number.length == Integer.BYTES) {
                return ByteBuffer.wrap(number).getInt();
            }
        }
        throw new IOException("the kernel does not number transactions");
    }

    /** The number that our last transaction left. */
    private static int lastOfOurs(Netlink kernel) throws IOException {
        List<Integer> found = new ArrayList<>();
        forEach(kernel, Ruleset.COMMIT, element -> {
            byte[] value = value(element, KEY);
            if (value.length == Integer.BYTES) {
                found.add(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
            }
        });
        return found.size() == 1 ? found.getFirst() : 0;
    }

    /** Goes through the elements of a set or map for IPv4; there are none if it is not there. */
    static void forEach(Netlink kernel, String set, Consumer<Attributes> each) throws IOException {
        forEach(kernel, Family.IPV4, set, each);
    }

    /** The same of a family. */
    static void forEach(Netlink kernel, Family family, String set, Consumer<Attributes> each) throws IOException {
        byte[] which =
                request(family, NetlinkMessage.attribute(TABLE, Ruleset.TABLE), NetlinkMessage.attribute(SET, set));
        try {
            for (NetlinkMessage answer : kernel.dump(GET_ELEMENTS, which, HEADER_BYTES)) {
                answer.attributes()
                        .nested(ELEMENTS)
                        .ifPresent(list -> list.forEach((_, element) -> each.accept(Attributes.in(element))));
            }
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.ENOENT) {
                throw e;
            }
        }
    }

    private static SortedMap<Ip, Ip> translations(Netlink kernel) throws IOException {
        TreeMap<Ip, Ip> translations = new TreeMap<>();
        forEach(kernel, "inward", pair -> {
            byte[] outside = value(pair, KEY);
            byte[] inside = value(pair, DATA);
            if (outside.length > 0 && inside.length > 0) {
                translations.put(StateReader.ip(outside), StateReader.ip(inside));
            }
        });
        return translations;
    }

    /** A part of an element; empty if it has none. */
    static byte[] value(Attributes element, int which) {
        return element.nested(which).flatMap(data -> data.bytes(VALUE)).orElse(new byte[0]);
    }

    /** The link that is the first part of a key. */
    static String link(byte[] key) {
        return new String(key, 0, LINK_BYTES, StandardCharsets.US_ASCII).split("\0", 2)[0];
    }

    /** struct nfgenmsg, and attributes. */
    private static byte[] request(byte[]... attributes) {
        return request(Family.IPV4, attributes);
    }

    private static byte[] request(Family family, byte[]... attributes) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {family == Family.IPV4 ? IPV4 : IPV6, 0, 0, 0});
        for (byte[] attribute : attributes) {
            request.writeBytes(attribute);
        }
        return request.toByteArray();
    }
}
