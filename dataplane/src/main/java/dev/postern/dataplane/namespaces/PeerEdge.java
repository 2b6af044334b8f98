package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Mac;
import dev.postern.network.PeerPort;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A peering connection: a link to the router of the other VPC, which that one has at its other end. The one whose id comes first makes
 * it. What comes in is from the other VPC's blocks and for this one's, or it ends here; no route table judges it, so that it is found
 * among the hosts or nowhere.
 */
record PeerEdge(VpcIntent vpc, PeerPort port) implements EdgeDesign {
    private static final int FIRST_SIDE = 0x12;
    private static final int SECOND_SIDE = 0x16;

    private boolean isFirst() {
        return vpc.id().compareTo(port.far()) < 0;
    }

    private Mac mac(boolean first) {
        return NamespaceName.routerMac(port.id().value(), first ? FIRST_SIDE : SECOND_SIDE);
    }

    @Override
    public Veth veth() {
        return Veth.of(link(), mac(isFirst()), NamespaceName.of(port.far()), link(), mac(!isFirst()), port.mtu());
    }

    @Override
    public boolean isMadeHere() {
        return isFirst();
    }

    @Override
    public boolean isThere() {
        return port.populated();
    }

    @Override
    public List<Neighbour> next() {
        return LinkEnd.PEER.neighbours(link(), mac(!isFirst()));
    }

    @Override
    public KernelRoute route(int table, Cidr destination) {
        return isThere()
                ? KernelRoute.through(table, destination, LinkEnd.PEER.of(destination.family()), link())
                : KernelRoute.blackhole(table, destination);
    }

    @Override
    public List<String> admission(PacketTable table, String mark) {
        String link = "iifname " + VpcRules.quoted(link()) + " ";
        String from = table.set(port.blocks());
        String to = table.set(vpc.cidrs());
        List<String> rules = new ArrayList<>();
        if (!from.isEmpty() && !to.isEmpty()) {
            rules.add(link + table.source() + " " + from + " " + table.destination() + " " + to + " meta mark set "
                    + mark + " accept");
        }
        rules.add(link + Drops.at(Stage.PEERING));
        return rules;
    }

    @Override
    public OptionalInt flows() {
        return OptionalInt.of(flows(link()));
    }

    @Override
    public Collection<RulesetPart> parts(PacketTable table, Ruleset before, Optional<EdgeDesign> previous) {
        return List.of();
    }

    /** Whether a link of a router is one to another router. */
    static boolean isLink(String name) {
        return name.startsWith(NamespaceName.PEER);
    }

    /** Which connections went through a link: their mark, by which they are forgotten when it goes. Not 0, which is nobody's. */
    static int flows(String link) {
        return link.hashCode() | 1;
    }

    /** The routers that make the links that a VPC's router has and does not make. */
    static List<VpcId> makers(VpcIntent vpc) {
        return vpc.peers().stream()
                .filter(peer -> peer.populated() && vpc.id().compareTo(peer.far()) > 0)
                .map(PeerPort::far)
                .toList();
    }
}
