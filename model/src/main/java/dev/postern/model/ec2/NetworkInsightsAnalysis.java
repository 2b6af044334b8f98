package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Reachability Analyzer found: a picture of a moment, which does not change with the network.
 *
 * @param forward what a packet meets from the source to the destination; empty where no path was found
 * @param back what the answer meets
 * @param explanations why no path was found
 */
public record NetworkInsightsAnalysis(
        Scope scope,
        NetworkInsightsAnalysisId id,
        NetworkInsightsPathId pathId,
        Instant startedAt,
        boolean found,
        List<Part> forward,
        List<Part> back,
        List<Reason> explanations,
        Tags tags)
        implements Ec2Resource {
    public NetworkInsightsAnalysis {
        forward = List.copyOf(forward);
        back = List.copyOf(back);
        explanations = List.copyOf(explanations);
    }

    /**
     * One component of a path.
     *
     * @param id the component's
     * @param rule what let the packet pass there
     * @param header the packet as it leaves
     * @param subnet where an interface or a network ACL is
     * @param attachedTo the instance of an interface
     */
    public record Part(
            String id,
            Optional<Rule> rule,
            Optional<Header> header,
            Optional<SubnetId> subnet,
            Optional<VpcId> vpc,
            Optional<InstanceId> attachedTo) {}

    /** A packet's addresses and ports. */
    public record Header(Protocol protocol, Ip source, Ip destination, int sourcePort, int destinationPort) {}

    /** A rule that decided. */
    public sealed interface Rule {}

    /** Of a network ACL. */
    public record AclRule(Cidr cidr, boolean egress, Protocol protocol, PortRange ports, boolean allow, int number)
            implements Rule {}

    /** Of a security group. */
    public record GroupRule(
            SecurityGroupId group, boolean egress, SecurityGroupRule.Peer peer, Protocol protocol, PortRange ports)
            implements Rule {}

    /**
     * A route.
     *
     * @param target the id that it names, or {@code local}
     */
    public record RouteRule(
            RouteTableId table, Cidr destination, Optional<PrefixListId> prefixList, String target, String origin)
            implements Rule {}

    /**
     * Why no path was found.
     *
     * @param code AWS's
     * @param egress the direction, where the code has one
     * @param component what stops it
     * @param rule of the network ACL, where one denies
     * @param groups the security groups that have no rule for it
     */
    public record Reason(
            String code,
            Optional<Boolean> egress,
            Optional<String> component,
            Optional<Rule> rule,
            List<SecurityGroupId> groups,
            Optional<SubnetId> subnet,
            Optional<VpcId> vpc,
            Optional<Ip> address,
            Optional<String> state) {
        public Reason {
            groups = List.copyOf(groups);
        }
    }

    @Override
    public String key() {
        return id.value();
    }

    public NetworkInsightsAnalysis withTags(Tags newTags) {
        return new NetworkInsightsAnalysis(scope, id, pathId, startedAt, found, forward, back, explanations, newTags);
    }
}
