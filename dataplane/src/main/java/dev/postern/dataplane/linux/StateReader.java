package dev.postern.dataplane.linux;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.dataplane.namespaces.InterfaceAddress;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.KernelRoute;
import dev.postern.dataplane.namespaces.Link;
import dev.postern.dataplane.namespaces.NamespaceState;
import dev.postern.dataplane.namespaces.Neighbour;
import dev.postern.dataplane.namespaces.RoutingRule;
import dev.postern.dataplane.namespaces.Ruleset;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what is in the calling thread's namespace, from iproute2's and nft's JSON. */
final class StateReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> QUESTIONS =
            List.of("link show", "address show", "route show table all", "rule show", "neighbour show nud permanent");

    private final TreeMap<String, Link> links = new TreeMap<>();
    private final TreeSet<InterfaceAddress> addresses = new TreeSet<>();
    private final TreeSet<KernelRoute> routes = new TreeSet<>();
    private final TreeSet<RoutingRule> rules = new TreeSet<>();
    private final TreeSet<Neighbour> neighbours = new TreeSet<>();
    private final TreeMap<Ip, Ip> translations = new TreeMap<>();
    private String generation = "";

    private StateReader() {}

    static NamespaceState read() throws KernelException {
        StateReader reader = new StateReader();
        String answers =
                Tool.output(List.of("ip", "-4", "-N", "-j", "-batch", "-"), String.join("\n", QUESTIONS) + "\n");
        String ruleset = Tool.output(List.of("nft", "-j", "list", "ruleset"), "");
        try {
            reader.iproute(answers);
            reader.nftables(JSON.readTree(ruleset));
        } catch (IOException | IllegalArgumentException e) {
            throw new KernelException("cannot read the namespace: " + e.getMessage(), e);
        }
        return new NamespaceState(
                reader.links,
                reader.addresses,
                reader.neighbours,
                reader.rules,
                reader.routes,
                reader.generation,
                reader.translations);
    }

    /** One array per question, one after the other. */
    private void iproute(String answers) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(answers);
                MappingIterator<JsonNode> arrays =
                        JSON.readerFor(JsonNode.class).readValues(parser)) {
            int question = 0;
            while (arrays.hasNextValue()) {
                for (JsonNode node : arrays.nextValue()) {
                    switch (question) {
                        case 0 -> link(node);
                        case 1 -> addresses(node);
                        case 2 -> route(node);
                        case 3 -> rule(node);
                        default -> neighbour(node);
                    }
                }
                question++;
            }
        }
    }

    private void link(JsonNode node) {
        String name = node.path("ifname").asText();
        if (name.isEmpty() || name.equals("lo") || !node.hasNonNull("address")) {
            return;
        }
        boolean up = false;
        for (JsonNode flag : node.path("flags")) {
            up |= flag.asText().equals("UP");
        }
        links.put(
                name,
                new Link(
                        name,
                        new Mac(node.path("address").asText()),
                        node.path("mtu").asInt(),
                        up));
    }

    private void addresses(JsonNode node) {
        String device = node.path("ifname").asText();
        for (JsonNode info : node.path("addr_info")) {
            Ip address = Ip.of(info.path("local").asText());
            boolean loopback = device.equals("lo") && Cidr.of("127.0.0.0/8").contains(address);
            if (!loopback && address.family() == Family.IPV4) {
                addresses.add(new InterfaceAddress(
                        device, address, info.path("prefixlen").asInt()));
            }
        }
    }

    private void route(JsonNode node) {
        if (node.path("protocol").asInt() != KernelRoute.PROTOCOL) {
            return;
        }
        int number = node.path("type").asInt(KernelRoute.Type.UNICAST.number());
        for (KernelRoute.Type type : KernelRoute.Type.values()) {
            if (type.number() == number) {
                routes.add(new KernelRoute(
                        node.path("table").asInt(NamespaceState.MAIN_TABLE),
                        type,
                        destination(node.path("dst").asText()),
                        text(node, "gateway").map(Ip::of),
                        text(node, "dev"),
                        text(node, "prefsrc").map(Ip::of)));
            }
        }
    }

    private void rule(JsonNode node) {
        String selector = text(node, "iif")
                .map(name -> "iif " + name)
                .or(() -> text(node, "fwmark")
                        .map(mark -> "fwmark " + mark
                                + text(node, "fwmask").map(mask -> "/" + mask).orElse("")))
                .orElse("");
        rules.add(new RoutingRule(
                node.path("priority").asInt(), selector, node.path("table").asInt(0)));
    }

    private void neighbour(JsonNode node) {
        if (node.hasNonNull("lladdr")) {
            neighbours.add(new Neighbour(
                    node.path("dev").asText(),
                    Ip.of(node.path("dst").asText()),
                    new Mac(node.path("lladdr").asText())));
        }
    }

    private void nftables(JsonNode ruleset) {
        for (JsonNode entry : ruleset.path("nftables")) {
            JsonNode chain = entry.path("chain");
            String name = chain.path("name").asText();
            if (chain.path("table").asText().equals(Ruleset.TABLE) && name.startsWith(Ruleset.MARKER)) {
                generation = name.substring(Ruleset.MARKER.length());
            }
            JsonNode map = entry.path("map");
            if (map.path("name").asText().equals("inward")) {
                for (JsonNode pair : map.path("elem")) {
                    translations.put(
                            Ip.of(pair.path(0).asText()), Ip.of(pair.path(1).asText()));
                }
            }
        }
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.hasNonNull(field) ? Optional.of(node.get(field).asText()) : Optional.empty();
    }

    private static Cidr destination(String text) {
        return switch (text) {
            case "default" -> Cidr.ALL_IPV4;
            default -> text.indexOf('/') >= 0 ? Cidr.of(text) : Ip.of(text).asCidr();
        };
    }
}
