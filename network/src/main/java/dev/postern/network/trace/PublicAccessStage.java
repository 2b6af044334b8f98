package dev.postern.network.trace;

import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;
import dev.postern.network.EdgePort;
import dev.postern.network.EgressPort;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.PeerPort;
import dev.postern.network.PublicAccess;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;

/**
 * {@link Stage#BPA}: what VPC Block Public Access keeps from the gateways to the internet, by the subnet of the interface that sends a
 * packet there, or gets it from there: an appliance's, and not that of whom it is for. Connections that are known are no exception.
 */
final class PublicAccessStage {
    private PublicAccessStage() {}

    /** A stop of what an interface sends to an edge of its VPC; empty if nothing is blocked. */
    static Optional<Hop> leaving(VpcIntent vpc, EdgePort edge, InterfacePort sender) {
        return hop(vpc, edge, sender, true);
    }

    /**
     * The same of what comes in there. What answers a connection that an egress-only internet gateway let out comes by the internet
     * gateway where there are both.
     *
     * @param asked for an answer
     */
    static Optional<Hop> arriving(VpcIntent vpc, EdgePort edge, InterfacePort receiver, Optional<Walk.Asked> asked) {
        boolean letOut = vpc.subnetOf(receiver).blocked() == Mode.BLOCK_INGRESS
                && asked.stream().flatMap(known -> known.there().stream()).anyMatch(hop -> isLetOut(vpc, hop));
        return letOut ? Optional.empty() : hop(vpc, edge, receiver, false);
    }

    private static boolean isLetOut(VpcIntent vpc, Hop hop) {
        return hop.stage() == Stage.EGRESS
                && hop.at() instanceof Component.EgressGateway(var _, var of)
                && of.equals(vpc.id());
    }

    private static Optional<Hop> hop(VpcIntent vpc, EdgePort edge, InterfacePort at, boolean outbound) {
        SubnetIntent subnet = vpc.subnetOf(at);
        return switch (edge) {
            case InternetPort port
            when PublicAccess.blocks(subnet.blocked(), at.holder(), false) ->
                Optional.of(stop(new Component.Gateway(port.id(), vpc.id()), subnet, at, false, outbound));
            case EgressPort port
            when PublicAccess.blocks(subnet.blocked(), at.holder(), true) ->
                Optional.of(stop(new Component.EgressGateway(port.id(), vpc.id()), subnet, at, true, outbound));
            case InternetPort _, EgressPort _, PeerPort _ -> Optional.empty();
        };
    }

    private static Hop stop(
            Component gateway, SubnetIntent subnet, InterfacePort at, boolean egressOnly, boolean outbound) {
        VpcBlockPublicAccessExclusion.Mode enough = PublicAccess.letsOutAlone(at.holder(), egressOnly)
                ? VpcBlockPublicAccessExclusion.Mode.ALLOW_EGRESS
                : VpcBlockPublicAccessExclusion.Mode.ALLOW_BIDIRECTIONAL;
        return new Hop(
                Stage.BPA,
                gateway,
                new Ruling.Stopped(
                        new PublicAccessBlocked(subnet.id(), subnet.blocked(), outbound),
                        List.of(new Remedy.Exclude(subnet.id(), subnet.exclusion(), enough))));
    }
}
