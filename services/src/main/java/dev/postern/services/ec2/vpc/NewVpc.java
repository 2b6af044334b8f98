package dev.postern.services.ec2.vpc;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.model.request.Ids;
import java.util.List;
import java.util.stream.Stream;

/** What comes into being with every VPC: its main route table, its default network ACL and its default security group. */
public final class NewVpc {
    private NewVpc() {}

    static Change create(Vpc vpc, Ids ids) {
        return Change.builder()
                .put(vpc)
                .put(mainRouteTable(vpc, ids))
                .put(defaultAcl(vpc, ids))
                .put(defaultSecurityGroup(vpc, ids))
                .build();
    }

    static Vpc.CidrAssociation block(Cidr cidr, Ids ids) {
        return new Vpc.CidrAssociation(new VpcCidrAssociationId(ids.ec2(VpcCidrAssociationId.PREFIX)), cidr);
    }

    static RouteTable mainRouteTable(Vpc vpc, Ids ids) {
        RouteTable.Association main = new RouteTable.Association(
                new RouteTableAssociationId(ids.ec2(RouteTableAssociationId.PREFIX)), new RouteTable.Main());
        return new RouteTable(
                vpc.scope(),
                new RouteTableId(ids.ec2(RouteTableId.PREFIX)),
                vpc.id(),
                List.of(),
                List.of(main),
                Tags.NONE);
    }

    static NetworkAcl defaultAcl(Vpc vpc, Ids ids) {
        return new NetworkAcl(
                vpc.scope(),
                new NetworkAclId(ids.ec2(NetworkAclId.PREFIX)),
                vpc.id(),
                true,
                allowAll(vpc),
                List.of(),
                Tags.NONE);
    }

    static SecurityGroup defaultSecurityGroup(Vpc vpc, Ids ids) {
        SecurityGroupId id = new SecurityGroupId(ids.ec2(SecurityGroupId.PREFIX));
        SecurityGroupRule fromMembers = new SecurityGroupRule(
                new SecurityGroupRuleId(ids.ec2(SecurityGroupRuleId.PREFIX)),
                false,
                Protocol.ALL,
                PortRange.ALL,
                new SecurityGroupRule.GroupPeer(id, vpc.scope().account()),
                "",
                Tags.NONE);
        return new SecurityGroup(
                vpc.scope(),
                id,
                vpc.id(),
                List.of(),
                "default",
                "default VPC security group",
                Stream.concat(Stream.of(fromMembers), allowAllEgress(vpc, ids).stream())
                        .toList(),
                Tags.NONE);
    }

    /** The rules that every new security group of a VPC has. */
    public static List<SecurityGroupRule> allowAllEgress(Vpc vpc, Ids ids) {
        return families(vpc).map(family -> allowAllEgress(family, ids)).toList();
    }

    /** The rule that lets out everything of a family. */
    static SecurityGroupRule allowAllEgress(Family family, Ids ids) {
        return new SecurityGroupRule(
                new SecurityGroupRuleId(ids.ec2(SecurityGroupRuleId.PREFIX)),
                true,
                Protocol.ALL,
                PortRange.ALL,
                new SecurityGroupRule.CidrPeer(Cidr.all(family)),
                "",
                Tags.NONE);
    }

    /** The entries of a default network ACL that nobody changed. */
    static List<NetworkAcl.Entry> allowAll(Vpc vpc) {
        return families(vpc)
                .flatMap(family -> Stream.of(allowAll(family, false), allowAll(family, true)))
                .toList();
    }

    private static Stream<Family> families(Vpc vpc) {
        return Stream.of(Family.values()).filter(family -> !vpc.blocks(family).isEmpty());
    }

    private static NetworkAcl.Entry allowAll(Family family, boolean egress) {
        int number = family == Family.IPV4 ? 100 : 101;
        return new NetworkAcl.Entry(number, egress, true, Protocol.ALL, PortRange.ALL, Cidr.all(family));
    }
}
