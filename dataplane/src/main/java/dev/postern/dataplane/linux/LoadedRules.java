package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.Ruleset;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkMessage;
import dev.postern.linux.NetlinkMessage.Attributes;
import dev.postern.linux.SystemCallException;
import dev.postern.model.net.Ip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which ruleset is loaded in the calling thread's namespace: numbers as in {@code linux/netfilter/nf_tables.h}.
 *
 * @param generation empty for none
 * @param translations public address to private one
 */
record LoadedRules(String generation, SortedMap<Ip, Ip> translations) {
    private static final int NFTABLES = 10 << 8;
    private static final int GET_CHAIN = NFTABLES | 4;
    private static final int GET_ELEMENTS = NFTABLES | 13;
    private static final int HEADER_BYTES = 4;
    private static final byte IPV4 = 2;
    private static final int TABLE = 1;
    private static final int CHAIN_NAME = 3;
    private static final int SET = 2;
    private static final int ELEMENTS = 3;
    private static final int KEY = 1;
    private static final int DATA = 2;
    private static final int VALUE = 1;

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
            return new LoadedRules(generation, generation.isEmpty() ? new TreeMap<>() : translations(kernel));
        }
    }

    private static SortedMap<Ip, Ip> translations(Netlink kernel) throws IOException {
        TreeMap<Ip, Ip> translations = new TreeMap<>();
        byte[] which = request(NetlinkMessage.attribute(TABLE, Ruleset.TABLE), NetlinkMessage.attribute(SET, "inward"));
        List<NetlinkMessage> answers;
        try {
            answers = kernel.dump(GET_ELEMENTS, which, HEADER_BYTES);
        } catch (SystemCallException e) {
            if (e.errno() == SystemCallException.ENOENT) {
                return translations;
            }
            throw e;
        }
        for (NetlinkMessage answer : answers) {
            answer.attributes()
                    .nested(ELEMENTS)
                    .ifPresent(list -> list.forEach((_, element) -> {
                        Attributes pair = Attributes.in(element);
                        byte[] outside = value(pair, KEY);
                        byte[] inside = value(pair, DATA);
                        if (outside.length > 0 && inside.length > 0) {
                            translations.put(StateReader.ip(outside), StateReader.ip(inside));
                        }
                    }));
        }
        return translations;
    }

    private static byte[] value(Attributes element, int which) {
        return element.nested(which).flatMap(data -> data.bytes(VALUE)).orElse(new byte[0]);
    }

    /** struct nfgenmsg, and attributes. */
    private static byte[] request(byte[]... attributes) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {IPV4, 0, 0, 0});
        for (byte[] attribute : attributes) {
            request.writeBytes(attribute);
        }
        return request.toByteArray();
    }
}
