package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.InternetPort;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The internet gateway: the translation.
 *
 * <pre>
 * prerouting:   public address -> private one
 * postrouting:  private address -> public one, or drop; of IPv6, what is from the VPC's blocks, as it is
 * </pre>
 */
record InternetEdge(VpcId vpc, InternetPort port) implements GatewayEdge {
    /** Behind all that translates. */
    static final String LEAVING = "type filter hook postrouting priority srcnat + 10; policy accept;";

    /** The internet gateway of a VPC, if it has one. */
    static Optional<InternetEdge> of(Optional<VpcDesign> design) {
        return design.map(VpcDesign::vpc).flatMap(vpc -> vpc.internet().map(port -> new InternetEdge(vpc.id(), port)));
    }

    @Override
    public String farLink() {
        return NamespaceName.internetLink(vpc);
    }

    @Override
    public int side() {
        return 0x0a;
    }

    /** From the internet's side to an address of the VPC. */
    KernelRoute back(Ip address) {
        return back(address.asCidr(), farLink());
    }

    /** From the internet's side to a block of a VPC. */
    static KernelRoute back(Cidr block, String link) {
        return KernelRoute.through(NamespaceState.MAIN_TABLE, block, LinkEnd.ROUTER.of(block.family()), link)
                .from(AddressPlan.internetClient(block.family()));
    }

    @Override
    public List<RulesetPart> parts(PacketTable table, Ruleset before, Optional<EdgeDesign> previous) {
        return switch (table) {
            case IPV4 -> translating(before, previous);
            case IPV6 -> List.of(chain(table, "edge", LEAVING, refused(table).getFirst()));
        };
    }

    /** No gateway translates IPv6, so nothing else keeps other addresses from leaving. */
    @Override
    public List<String> refused(PacketTable table) {
        return switch (table) {
            case IPV4 -> List.of();
            case IPV6 ->
                List.of("oifname " + VpcRules.quoted(link()) + " " + GatewayEdge.notFrom(table, port.ipv6())
                        + Drops.at(Stage.SNAT));
        };
    }

    private List<RulesetPart> translating(Ruleset before, Optional<EdgeDesign> previous) {
        SharedMap<Ip, Ip> then = previous.map(edge -> switch (edge) {
                    case InternetEdge internet -> SharedMap.copyOf(internet.port.translations());
                    case EgressEdge _, PeerEdge _ -> SharedMap.<Ip, Ip>empty();
                })
                .orElse(SharedMap.empty());
        SharedMap<Ip, Ip> now = SharedMap.copyOf(port.translations());
        Translation translation = new Translation(before);
        SharedMap.compare(then, now, (inside, was, _) -> {
            if (was != null) {
                translation.remove(inside, was);
            }
        });
        SharedMap.compare(then, now, (inside, _, is) -> {
            if (is != null) {
                translation.add(inside, is);
            }
        });
        List<RulesetPart> parts = new ArrayList<>(translation.parts());
        String link = VpcRules.quoted(link());
        PacketTable table = PacketTable.IPV4;
        parts.add(chain(
                table,
                "arriving",
                "type nat hook prerouting priority dstnat; policy accept;",
                "iifname " + link + " dnat to ip daddr map @inward"));
        parts.add(chain(
                table,
                "leaving",
                "type nat hook postrouting priority srcnat; policy accept;",
                "oifname " + link + " snat to ip saddr map @outward"));
        parts.add(chain(table, "edge", LEAVING, "oifname " + link + " ip saddr != @public " + Drops.at(Stage.SNAT)));
        return parts;
    }

    private static RulesetPart chain(PacketTable table, String name, String hook, String rule) {
        return Chain.base(table.table(), name, hook, List.of(rule));
    }

    /** The maps of addresses, while they change. */
    private static final class Translation {
        private Elements inward;
        private Elements outward;
        private Elements open;

        Translation(Ruleset before) {
            inward = before.earlier(RulesetPart.IPV4, "map", "inward", "type ipv4_addr : ipv4_addr");
            outward = before.earlier(RulesetPart.IPV4, "map", "outward", "type ipv4_addr : ipv4_addr");
            open = before.earlier(RulesetPart.IPV4, "set", "public", "type ipv4_addr");
        }

        void add(Ip inside, Ip outside) {
            inward = inward.plus(outside + " : " + inside);
            outward = outward.plus(inside + " : " + outside);
            open = open.plus(outside.toString());
        }

        void remove(Ip inside, Ip outside) {
            inward = inward.minus(outside + " : " + inside);
            outward = outward.minus(inside + " : " + outside);
            open = open.minus(outside.toString());
        }

        List<RulesetPart> parts() {
            return List.of(inward, outward, open);
        }
    }
}
