package dev.postern.server.imported;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What becomes of addresses that mean real hosts: each public IPv4 address and each IPv6 block of a VPC gets one of the reserved ranges
 * ({@link AddressPlan}), the same each time, and whatever names it exactly, or a part of it, is led there with it.
 */
final class Renumbering {
    private final Map<Cidr, Cidr> blocks = new TreeMap<>();
    private final Map<Cidr, String> said = new TreeMap<>();

    Renumbering(Records records) {
        TreeSet<Ip> addresses = new TreeSet<>();
        Map<Cidr, String> ipv6 = new TreeMap<>();
        for (Item item : records.all()) {
            collect(item.node(), item.source().name(), addresses);
        }
        for (Item vpc : records.of(Kind.VPCS)) {
            vpc.node()
                    .path("Ipv6CidrBlockAssociationSet")
                    .forEach(one -> Cidr.find(one.path("Ipv6CidrBlock").asText())
                            .filter(block -> block.length() == AddressPlan.VPC_IPV6_LENGTH)
                            .ifPresent(block -> ipv6.put(block, vpc.source().name())));
        }
        TreeSet<Ip> taken = new TreeSet<>(addresses);
        Ip next = AddressPlan.PUBLIC_POOL.address();
        for (Ip address : addresses) {
            if (!AddressPlan.PUBLIC_POOL.contains(address)) {
                do {
                    next = next.plus(1);
                } while (!taken.add(next));
                blocks.put(address.asCidr(), next.asCidr());
            }
        }
        long place = AddressPlan.VPC_POOL_IPV6.address().high();
        for (Map.Entry<Cidr, String> block : ipv6.entrySet()) {
            if (!AddressPlan.VPC_POOL_IPV6.contains(block.getKey())) {
                Cidr here;
                do {
                    place += 1L << (Long.SIZE - AddressPlan.VPC_IPV6_LENGTH);
                    here = new Cidr(new Ip(Family.IPV6, place, 0), AddressPlan.VPC_IPV6_LENGTH);
                } while (ipv6.containsKey(here));
                blocks.put(block.getKey(), here);
                said.put(block.getKey(), block.getValue());
            }
        }
    }

    private void collect(JsonNode node, String file, Set<Ip> into) {
        for (String field : List.of("PublicIp", "PublicIpAddress")) {
            Ip.find(node.path(field).asText())
                    .filter(ip -> ip.family() == Family.IPV4)
                    .ifPresent(ip -> {
                        into.add(ip);
                        said.putIfAbsent(ip.asCidr(), file);
                    });
        }
        node.forEach(child -> {
            if (child.isContainerNode()) {
                collect(child, file, into);
            }
        });
    }

    /** What each became. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        blocks.forEach((from, to) -> {
            boolean host = from.length() == 32;
            all.add(new Finding(
                    said.getOrDefault(from, ""),
                    "",
                    host ? "public address" : "IPv6 block",
                    (host ? from.address() : from) + " is " + (host ? to.address() : to)
                            + " here: no packet may mean a real host"));
        });
        return all;
    }

    Ip ip(Ip address) {
        return blocks.entrySet().stream()
                .filter(one -> one.getKey().contains(address))
                .map(one -> moved(address, one.getKey(), one.getValue()))
                .findFirst()
                .orElse(address);
    }

    private static Ip moved(Ip address, Cidr from, Cidr to) {
        return address.family() == Family.IPV4
                ? to.address()
                : new Ip(
                        Family.IPV6,
                        to.address().high() | (address.high() ^ from.address().high()),
                        address.low());
    }

    /** A block that a record names. */
    Cidr cidr(Item item, String field, Cidr block) {
        Optional<Map.Entry<Cidr, Cidr>> around = blocks.entrySet().stream()
                .filter(one -> one.getKey().contains(block))
                .findFirst();
        if (around.isPresent()) {
            Cidr there = new Cidr(
                    moved(block.address(), around.get().getKey(), around.get().getValue()), block.length());
            if (block.family() == Family.IPV4 || !block.equals(around.get().getKey())) {
                item.note(field, block + " is " + there + " here");
            }
            return there;
        }
        if (block.length() > 0) {
            blocks.keySet().stream()
                    .filter(block::contains)
                    .forEach(inside -> item.note(
                            field,
                            block + " contains " + inside + ", which is " + blocks.get(inside)
                                    + " here, and not in it: what it says of that is not honoured"));
        }
        return block;
    }

    /** What a text, as a policy, says of addresses that are others here. */
    void tell(Item item, String field, String text) {
        blocks.forEach((from, to) -> {
            if (from.family() == Family.IPV4 && text.contains(from.address().toString())) {
                item.note(
                        field, "names " + from.address() + ", which is " + to.address() + " here: it is left as it is");
            }
        });
    }
}
