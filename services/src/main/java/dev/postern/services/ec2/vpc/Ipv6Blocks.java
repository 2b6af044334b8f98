package dev.postern.services.ec2.vpc;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.call.Blocks;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Quota;
import java.util.ArrayList;
import java.util.List;

/**
 * The IPv6 blocks of VPCs, a /56 each, which Amazon chooses, and those of subnets, which the user chooses in them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#vpc-sizing-ipv6">IPv6 VPC CIDR blocks</a>
 */
final class Ipv6Blocks {
    /** The shortest and the longest block of a subnet; every fourth length between them may be asked for. */
    private static final int LENGTH_MIN = 44;

    private static final int LENGTH_MAX = 64;
    private static final int STEP = 4;

    private Ipv6Blocks() {}

    /** A block that no VPC has, in whatever account. */
    static Vpc.CidrAssociation next(Ec2Call call) {
        Ids ids = call.context().ids();
        Cidr pool = AddressPlan.VPC_POOL_IPV6;
        int bits = AddressPlan.VPC_IPV6_LENGTH - pool.length();
        while (true) {
            long number = Long.parseLong(ids.hex(8), 16) & ((1L << bits) - 1);
            Ip first =
                    new Ip(Family.IPV6, pool.address().high() | number << (Long.SIZE - AddressPlan.VPC_IPV6_LENGTH), 0);
            Cidr block = new Cidr(first, AddressPlan.VPC_IPV6_LENGTH);
            if (call.snapshot().by(Indexes.VPCS_BY_IPV6, block).isEmpty()) {
                return NewVpc.block(block, ids);
            }
        }
    }

    /** What changes when a VPC gets one more: what nobody changed in its default group and ACL lets everything of it pass. */
    static Change associate(Ec2Call call, Vpc vpc, Vpc.CidrAssociation block) {
        Quota quota = Quota.IPV6_CIDR_BLOCKS_PER_VPC;
        call.check(
                quota,
                vpc.blocks(Family.IPV6).size() + 1L,
                vpc.id(),
                call.quotas().of(quota));
        List<Vpc.CidrAssociation> blocks = new ArrayList<>(vpc.cidrBlocks());
        blocks.add(block);
        Vpc with = vpc.withCidrBlocks(blocks);
        Change.Builder change = Change.builder().put(with);
        if (vpc.blocks(Family.IPV6).isEmpty()) {
            call.snapshot().by(Indexes.ACLS_BY_VPC, vpc.id()).values().stream()
                    .filter(NetworkAcl::isDefault)
                    .filter(acl -> acl.entries().equals(NewVpc.allowAll(vpc)))
                    .forEach(acl -> change.put(acl.withEntries(NewVpc.allowAll(with))));
            call.snapshot().by(Indexes.GROUPS_BY_VPC, vpc.id()).values().stream()
                    .filter(group -> group.name().equals("default") && isAsMade(group))
                    .forEach(group -> change.put(letOut(call, group)));
        }
        return change.build();
    }

    /** Whether all that a group lets out is still what it let out when it was made. */
    private static boolean isAsMade(SecurityGroup group) {
        List<SecurityGroupRule> out =
                group.rules().stream().filter(SecurityGroupRule::egress).toList();
        return out.size() == 1
                && out.getFirst().peer().equals(new SecurityGroupRule.CidrPeer(Cidr.ALL_IPV4))
                && out.getFirst().protocol().number() < 0;
    }

    private static SecurityGroup letOut(Ec2Call call, SecurityGroup group) {
        List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
        rules.add(NewVpc.allowAllEgress(Family.IPV6, call.context().ids()));
        return group.withRules(rules);
    }

    /** The block that a request asks for a subnet. */
    static Cidr ofSubnet(Ec2Call call, Vpc vpc, String text) {
        Cidr block = Blocks.ipv6(text, "ipv6CidrBlock");
        boolean inVpc =
                vpc.blocks(Family.IPV6).stream().anyMatch(own -> own.cidr().contains(block));
        boolean sized = block.length() >= LENGTH_MIN && block.length() <= LENGTH_MAX && block.length() % STEP == 0;
        if (!inVpc || !sized) {
            throw Ec2Error.SUBNET_RANGE.of(text);
        }
        boolean taken = call.snapshot().by(Indexes.SUBNETS_BY_VPC, vpc.id()).values().stream()
                .flatMap(subnet -> subnet.ipv6Cidr().stream())
                .anyMatch(block::overlaps);
        if (taken) {
            throw Ec2Error.SUBNET_CONFLICT.of(text);
        }
        return block;
    }

    /** Whether a subnet's block is in one of a VPC's. */
    static boolean isIn(Cidr block, Subnet subnet) {
        return subnet.ipv6Cidr().filter(block::contains).isPresent();
    }
}
