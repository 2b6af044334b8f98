package dev.postern.dataplane.namespaces;

import dev.postern.model.elbv2.TargetGroup.Stickiness;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * What the programs of a Gateway Load Balancer's node have in common.
 *
 * @param link how the node speaks to its VPC's router
 * @param address its own, IPv4
 * @param stickiness what of a packet makes its flow
 * @param idleSeconds after how long a TCP flow on which nothing was sent is a new one
 * @param appliances to whom new flows go; none where nobody is to be reached
 * @param keeps with whom flows stay that are there; empty for whomever they went to
 */
public record NodeProgram(
        LinkHeader link,
        Ip address,
        Stickiness stickiness,
        int idleSeconds,
        List<Ip> appliances,
        Optional<List<Ip>> keeps) {
    public NodeProgram {
        appliances = List.copyOf(appliances);
        keeps = keeps.map(List::copyOf);
    }
}
