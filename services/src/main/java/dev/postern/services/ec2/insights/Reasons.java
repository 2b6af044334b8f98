package dev.postern.services.ec2.insights;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInsightsAnalysis.AclRule;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Reason;
import dev.postern.model.ec2.NetworkInsightsAnalysis.RouteRule;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.trace.BalancerRule;
import dev.postern.network.trace.Component;
import dev.postern.network.trace.Hop;
import dev.postern.network.trace.InspectionRule;
import dev.postern.network.trace.PublicAccessBlocked;
import dev.postern.network.trace.Rule;
import java.util.List;
import java.util.Optional;

/** A stop of a trace as Reachability Analyzer's explanation. */
final class Reasons {
    private Reasons() {}

    /** One that names nothing but a component. */
    static Reason of(String code, String component) {
        return new Reason(
                code,
                Optional.empty(),
                Optional.of(component),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Reason of(Snapshot snapshot, Scope scope, Hop hop, Packet packet) {
        String at = hop.at().name();
        Ip to = packet.destination();
        return switch (hop.ruling().rule()) {
            case Rule.NoGroupRule rule -> groups(snapshot, scope, rule, at);
            case Rule.AclEntry(var _, boolean egress, var entry) ->
                acl(
                        hop,
                        egress,
                        Optional.of(new AclRule(
                                entry.cidr(), egress, entry.protocol(), entry.ports(), entry.allow(), entry.number())));
            case Rule.AclFinalDeny(var _, boolean egress) -> acl(hop, egress, Optional.empty());
            case Rule.NoRoute(var table, var destination) ->
                addressed("NO_ROUTE_TO_DESTINATION", table.value(), destination, Optional.empty());
            case Rule.RouteOf(var table, var chosen, var _)
            when chosen.target() instanceof RouteTarget.Blackhole -> blackhole(table, chosen);
            case Rule.Check(var eni, boolean _, Ip address, boolean _) ->
                addressed("ENI_SOURCE_DEST_CHECK_RESTRICTION", eni.value(), address, Optional.empty());
            case Rule.NoPublicAddress(Ip inside) ->
                addressed("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", at, inside, vpc(hop));
            case Rule.PrivateNat(var _, Ip inside) ->
                addressed("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", at, inside, vpc(hop));
            case Rule.NoWayIn(var nat, Ip address) ->
                addressed("NO_POSSIBLE_DESTINATION", nat.value(), address, Optional.empty());
            case Rule.NotTranslated(var nat, var _) ->
                addressed("NGW_PROTOCOL_RESTRICTION", nat.value(), to, Optional.empty());
            case Rule.StandsForNobody(Ip outside) ->
                addressed("IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS", at, outside, vpc(hop));
            case Rule.NoGateway(var vpc, Ip outside) -> addressed("NO_PATH", vpc.value(), outside, Optional.of(vpc));
            case Rule.NotRunning(var eni, var instance, var state) ->
                badState(instance.map(Object::toString).orElse(eni.value()), state.map(Instance.State::wireName));
            case Rule.NotListening _ ->
                hop.at() instanceof Component.Endpoint(var id, var _)
                        ? addressed("VPCE_GATEWAY_PROTOCOL_RESTRICTION", id.value(), to, Optional.empty())
                        : addressed("NO_POSSIBLE_DESTINATION", at, to, vpc(hop));
            case BalancerRule rule -> balancer(rule, hop, to);
            case InspectionRule rule -> inspection(rule, hop, to);
            case Rule.NotFromInternet(var eni, var _) ->
                addressed("NO_POSSIBLE_DESTINATION", eni.value(), to, Optional.empty());
            case PublicAccessBlocked _ -> addressed("VPC_BLOCK_PUBLIC_ACCESS_ENABLED", at, to, vpc(hop));
            case Rule.NobodyInVpc _, Rule.NobodyThere _, Rule.NotUnderThePrefix _ ->
                addressed("NO_POSSIBLE_DESTINATION", at, to, vpc(hop));
            case Rule.HandedTo _, Rule.EgressOnly _, Rule.NotOutside _ ->
                addressed("NO_POSSIBLE_DESTINATION", at, to, vpc(hop));
            case Rule.NotOfPeer(VpcId of, Ip address, boolean source) ->
                addressed(source ? "NO_PATH" : "NO_POSSIBLE_DESTINATION", at, address, Optional.of(of));
            // These let packets pass.
            case Rule.GroupRule _,
                    Rule.KnownConnection _,
                    Rule.RouteOf _,
                    Rule.PublicAddress _,
                    Rule.PublicAsItIs _,
                    Rule.AsNatGateway _,
                    Rule.NatAnswer _,
                    Rule.AddressOf _,
                    Rule.Peered _,
                    Rule.Answers _,
                    Rule.LeavesByHost _,
                    Rule.HasAddress _ -> throw new IllegalArgumentException("not a stop: " + hop);
        };
    }

    private static Reason balancer(BalancerRule rule, Hop hop, Ip to) {
        return switch (rule) {
            case BalancerRule.NoTarget(String balancer, var _, int _) ->
                addressed("ELBV2_LISTENER_HAS_NO_TG", balancer, to, Optional.empty());
            case BalancerRule.NotConnected(var _, var endpoint, var state) ->
                badState(endpoint.value(), Optional.of(state.wireName()));
            case BalancerRule.Hairpin(String balancer, Ip client) ->
                addressed("NO_POSSIBLE_DESTINATION", balancer, client, Optional.empty());
            // These let packets pass.
            case BalancerRule.Conducted _, BalancerRule.BalancedTo _, BalancerRule.BalancedAnswer _ ->
                throw new IllegalArgumentException("not a stop: " + hop);
        };
    }

    private static Reason inspection(InspectionRule rule, Hop hop, Ip to) {
        return switch (rule) {
            case InspectionRule.NoAppliance(String balancer) ->
                addressed("ELBV2_LISTENER_HAS_NO_TG", balancer, to, Optional.empty());
            case InspectionRule.NotAtAppliance(String balancer, Ip appliance) ->
                addressed("NO_POSSIBLE_DESTINATION", balancer, appliance, Optional.empty());
            case InspectionRule.NotSent(String balancer, Protocol protocol, int _) ->
                addressed(
                        protocol.equals(Protocol.UDP)
                                ? "GWLB_DESTINATION_PORT_RESTRICTION"
                                : "GWLB_PROTOCOL_RESTRICTION",
                        balancer,
                        to,
                        Optional.empty());
            // These let packets pass.
            case InspectionRule.Encapsulated _, InspectionRule.Inspected _, InspectionRule.GivenBack _ ->
                throw new IllegalArgumentException("not a stop: " + hop);
        };
    }

    private static Reason badState(String component, Optional<String> state) {
        return new Reason(
                "BAD_STATE",
                Optional.empty(),
                Optional.of(component),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                state);
    }

    private static Reason groups(Snapshot snapshot, Scope scope, Rule.NoGroupRule rule, String eni) {
        List<SecurityGroupId> groups = List.copyOf(rule.groups().groups());
        boolean silent = groups.stream()
                .flatMap(id -> snapshot.find(SecurityGroup.class, scope, id.value()).stream())
                .flatMap(group -> group.rules().stream())
                .noneMatch(one -> one.egress() == rule.egress());
        Optional<NetworkInterface> found = snapshot.find(NetworkInterface.class, scope, eni);
        return new Reason(
                silent ? "SG_HAS_NO_RULES" : "ENI_SG_RULES_MISMATCH",
                Optional.of(rule.egress()),
                Optional.of(eni),
                Optional.empty(),
                groups,
                found.map(NetworkInterface::subnetId),
                found.map(NetworkInterface::vpcId),
                Optional.empty(),
                Optional.empty());
    }

    private static Reason acl(Hop hop, boolean egress, Optional<AclRule> rule) {
        Optional<SubnetId> subnet =
                hop.at() instanceof Component.Acl(var _, var of) ? Optional.of(of) : Optional.empty();
        return new Reason(
                "SUBNET_ACL_RESTRICTION",
                Optional.of(egress),
                Optional.of(hop.at().name()),
                rule.map(one -> one),
                List.of(),
                subnet,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Reason blackhole(RouteTableId table, RouteTableIntent.Claim chosen) {
        return new Reason(
                "BAD_STATE_ROUTE",
                Optional.empty(),
                Optional.of(table.value()),
                Optional.of(route(table, chosen)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("blackhole"));
    }

    private static Reason addressed(String code, String component, Ip address, Optional<VpcId> vpc) {
        return new Reason(
                code,
                Optional.empty(),
                Optional.of(component),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                vpc,
                Optional.of(address),
                Optional.empty());
    }

    private static Optional<VpcId> vpc(Hop hop) {
        return hop.at() instanceof Component.Gateway(var _, var vpc) ? Optional.of(vpc) : Optional.empty();
    }

    /** A route as AWS shows it: what a prefix list stands for is shown as the list. */
    static RouteRule route(RouteTableId table, RouteTableIntent.Claim claim) {
        Optional<PrefixListId> list = switch (claim.origin()) {
            case RouteTableIntent.OfPrefixList(var id) -> Optional.of(id);
            case RouteTableIntent.OfEndpoint(var _, var id) -> Optional.of(id);
            case RouteTableIntent.OfVpc _, RouteTableIntent.OfUser _ -> Optional.empty();
        };
        String target = switch (claim.target()) {
            case RouteTarget.Local _ -> "local";
            case RouteTarget.ToEdge(var id) -> id.value();
            case RouteTarget.ToInterface(var _, var named) -> named.value();
            case RouteTarget.ToEndpoint(var id, var _, var _) -> id.value();
            case RouteTarget.Blackhole(var named, var _) -> named.id().value();
        };
        boolean own = claim.origin() instanceof RouteTableIntent.OfVpc;
        return new RouteRule(table, claim.block(), list, target, own ? "createroutetable" : "createroute");
    }
}
