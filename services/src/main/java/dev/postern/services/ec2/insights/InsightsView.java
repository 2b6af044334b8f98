package dev.postern.services.ec2.insights;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsAnalysis.AclRule;
import dev.postern.model.ec2.NetworkInsightsAnalysis.GroupRule;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Header;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Part;
import dev.postern.model.ec2.NetworkInsightsAnalysis.Reason;
import dev.postern.model.ec2.NetworkInsightsAnalysis.RouteRule;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.services.ec2.call.TagRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AnalysisAclRule;
import software.amazon.awssdk.services.ec2.model.AnalysisComponent;
import software.amazon.awssdk.services.ec2.model.AnalysisPacketHeader;
import software.amazon.awssdk.services.ec2.model.AnalysisRouteTableRoute;
import software.amazon.awssdk.services.ec2.model.AnalysisSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.AnalysisStatus;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.PathComponent;

/** Paths and analyses as EC2 shows them: of each component only what applies to it. */
final class InsightsView {
    private static final Map<String, String> TYPES = Map.of(
            "i", "instance",
            "eni", "network-interface",
            "igw", "internet-gateway",
            "sg", "security-group",
            "acl", "network-acl",
            "rtb", "route-table",
            "vpce", "vpc-endpoint",
            "nat", "natgateway",
            "pl", "prefix-list");

    private InsightsView() {}

    static software.amazon.awssdk.services.ec2.model.NetworkInsightsPath path(NetworkInsightsPath path) {
        return software.amazon.awssdk.services.ec2.model.NetworkInsightsPath.builder()
                .networkInsightsPathId(path.key())
                .networkInsightsPathArn(arn(path.scope(), "network-insights-path", path.key()))
                .createdDate(path.createdAt())
                .source(path.source())
                .sourceArn(arn(path.scope(), path.source()))
                .destination(path.destination().orElse(null))
                .destinationArn(
                        path.destination().map(id -> arn(path.scope(), id)).orElse(null))
                .sourceIp(path.sourceIp().map(Object::toString).orElse(null))
                .destinationIp(path.destinationIp().map(Object::toString).orElse(null))
                .protocol(path.protocol().toString())
                .destinationPort(path.destinationPort().orElse(null))
                .tags(TagRules.view(path.tags()))
                .build();
    }

    /** As it is shown when it was just begun: its end is asked for. */
    static software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis begun(NetworkInsightsAnalysis analysis) {
        return common(analysis).status(AnalysisStatus.RUNNING).build();
    }

    static software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis ended(NetworkInsightsAnalysis analysis) {
        Scope scope = analysis.scope();
        return common(analysis)
                .status(AnalysisStatus.SUCCEEDED)
                .networkPathFound(analysis.found())
                .forwardPathComponents(analysis.forward().isEmpty() ? null : parts(scope, analysis.forward()))
                .returnPathComponents(analysis.back().isEmpty() ? null : parts(scope, analysis.back()))
                .explanations(
                        analysis.explanations().isEmpty()
                                ? null
                                : analysis.explanations().stream()
                                        .map(reason -> explanation(scope, reason))
                                        .toList())
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis.Builder common(
            NetworkInsightsAnalysis analysis) {
        return software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis.builder()
                .networkInsightsAnalysisId(analysis.key())
                .networkInsightsAnalysisArn(arn(analysis.scope(), "network-insights-analysis", analysis.key()))
                .networkInsightsPathId(analysis.pathId().value())
                .startDate(analysis.startedAt())
                .tags(TagRules.view(analysis.tags()));
    }

    private static List<PathComponent> parts(Scope scope, List<Part> parts) {
        List<PathComponent> shown = new ArrayList<>();
        for (Part part : parts) {
            PathComponent.Builder one = PathComponent.builder()
                    .sequenceNumber(shown.size() + 1)
                    .component(component(scope, part.id()))
                    .outboundHeader(part.header().map(InsightsView::header).orElse(null))
                    .subnet(part.subnet()
                            .map(id -> component(scope, id.value()))
                            .orElse(null))
                    .vpc(part.vpc().map(id -> component(scope, id.value())).orElse(null))
                    .attachedTo(part.attachedTo()
                            .map(id -> component(scope, id.value()))
                            .orElse(null));
            part.rule().ifPresent(rule -> {
                switch (rule) {
                    case AclRule acl -> one.aclRule(acl(acl));
                    case GroupRule group -> one.securityGroupRule(group(group));
                    case RouteRule route -> one.routeTableRoute(route(route, "active"));
                }
            });
            shown.add(one.build());
        }
        return shown;
    }

    private static Explanation explanation(Scope scope, Reason reason) {
        Explanation.Builder shown = Explanation.builder()
                .explanationCode(reason.code())
                .direction(reason.egress()
                        .map(egress -> egress ? "egress" : "ingress")
                        .orElse(null))
                .subnet(reason.subnet().map(id -> component(scope, id.value())).orElse(null))
                .vpc(reason.vpc().map(id -> component(scope, id.value())).orElse(null))
                .address(reason.address().map(Object::toString).orElse(null))
                .state(reason.state().orElse(null));
        if (!reason.groups().isEmpty()) {
            shown.securityGroups(reason.groups().stream()
                    .map(id -> component(scope, id.value()))
                    .toList());
        }
        reason.rule().ifPresent(rule -> {
            switch (rule) {
                case AclRule acl -> shown.aclRule(acl(acl));
                case GroupRule group -> shown.securityGroupRule(group(group));
                case RouteRule route -> shown.routeTableRoute(route(route, "blackhole"));
            }
        });
        reason.component().ifPresent(id -> {
            AnalysisComponent at = component(scope, id);
            switch (id.substring(0, Math.max(0, id.lastIndexOf('-')))) {
                case "eni" -> shown.networkInterface(at);
                case "acl" -> shown.acl(at);
                case "rtb" -> shown.routeTable(at);
                case "igw" -> shown.internetGateway(at);
                case "vpce" -> shown.vpcEndpoint(at);
                case "vpc" -> shown.vpc(at);
                case "pcx" -> shown.vpcPeeringConnection(at);
                case "nat" -> shown.natGateway(at);
                case "i" -> shown.component(at);
                default -> {} // an address, which is shown as such
            }
        });
        return shown.build();
    }

    private static AnalysisPacketHeader header(Header header) {
        return AnalysisPacketHeader.builder()
                .protocol(Integer.toString(header.protocol().number()))
                .sourceAddresses(header.source() + "/32")
                .destinationAddresses(header.destination() + "/32")
                .sourcePortRanges(ports(PortRange.of(header.sourcePort())))
                .destinationPortRanges(ports(PortRange.of(header.destinationPort())))
                .build();
    }

    private static AnalysisAclRule acl(AclRule rule) {
        return AnalysisAclRule.builder()
                .cidr(rule.cidr().toString())
                .egress(rule.egress())
                .protocol(protocol(rule.protocol()))
                .portRange(rule.protocol().hasPorts() ? ports(rule.ports()) : null)
                .ruleAction(rule.allow() ? "allow" : "deny")
                .ruleNumber(rule.number())
                .build();
    }

    private static AnalysisSecurityGroupRule group(GroupRule rule) {
        AnalysisSecurityGroupRule.Builder shown = AnalysisSecurityGroupRule.builder()
                .direction(rule.egress() ? "egress" : "ingress")
                .protocol(protocol(rule.protocol()))
                .portRange(rule.protocol().hasPorts() ? ports(rule.ports()) : null);
        switch (rule.peer()) {
            case SecurityGroupRule.CidrPeer(var cidr) -> shown.cidr(cidr.toString());
            case SecurityGroupRule.GroupPeer(var group, var _) -> shown.securityGroupId(group.value());
            case SecurityGroupRule.PrefixListPeer(var list) -> shown.prefixListId(list.value());
        }
        return shown.build();
    }

    private static AnalysisRouteTableRoute route(RouteRule rule, String state) {
        AnalysisRouteTableRoute.Builder shown =
                AnalysisRouteTableRoute.builder().origin(rule.origin()).state(state);
        rule.prefixList()
                .ifPresentOrElse(
                        list -> shown.destinationPrefixListId(list.value()),
                        () -> shown.destinationCidr(rule.destination().toString()));
        AnalysisRouteTableRoute.Builder aimed =
                switch (rule.target().substring(0, Math.max(0, rule.target().indexOf('-')))) {
                    case "eni" -> shown.networkInterfaceId(rule.target());
                    case "nat" -> shown.natGatewayId(rule.target());
                    case "pcx" -> shown.vpcPeeringConnectionId(rule.target());
                    default -> shown.gatewayId(rule.target());
                };
        return aimed.build();
    }

    private static String protocol(Protocol protocol) {
        return protocol.equals(Protocol.ALL) ? "all" : protocol.toString();
    }

    private static software.amazon.awssdk.services.ec2.model.PortRange ports(PortRange range) {
        return software.amazon.awssdk.services.ec2.model.PortRange.builder()
                .from(range.from())
                .to(range.to())
                .build();
    }

    private static AnalysisComponent component(Scope scope, String id) {
        return AnalysisComponent.builder().id(id).arn(arn(scope, id)).build();
    }

    private static @Nullable String arn(Scope scope, String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0) {
            return null;
        }
        String prefix = id.substring(0, dash);
        return arn(scope, TYPES.getOrDefault(prefix, prefix), id);
    }

    private static String arn(Scope scope, String type, String id) {
        return Arn.of("ec2", scope, type + "/" + id).toString();
    }
}
