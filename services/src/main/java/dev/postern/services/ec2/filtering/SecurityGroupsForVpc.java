package dev.postern.services.ec2.filtering;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.GetSecurityGroupsForVpcRequest;
import software.amazon.awssdk.services.ec2.model.GetSecurityGroupsForVpcResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupForVpc;

/**
 * The groups that interfaces of a VPC may have: its own, and those that are associated with it.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSecurityGroupsForVpc.html">GetSecurityGroupsForVpc</a>
 */
final class SecurityGroupsForVpc {
    private static final int PAGE_MIN = 5;

    private static final Filters<SecurityGroup> FILTERS = new Filters<SecurityGroup>()
            .one("group-id", SecurityGroup::id)
            .one("description", SecurityGroup::description)
            .one("group-name", SecurityGroup::name)
            .one("owner-id", group -> group.scope().account())
            .one("primary-vpc-id", SecurityGroup::vpcId);

    private SecurityGroupsForVpc() {}

    static GetSecurityGroupsForVpcResponse get(Ec2Call call, GetSecurityGroupsForVpcRequest request) {
        VpcId vpc = Noun.VPC.require(call, request.vpcId(), "vpcId").id();
        List<SecurityGroup> found = FILTERS.apply(
                request.filters(),
                List.copyOf(call.snapshot().by(Indexes.GROUPS_BY_VPC, vpc).values()));
        Ec2Page<SecurityGroup> page = Ec2Page.of(
                found,
                SecurityGroup::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                PAGE_MIN);
        return GetSecurityGroupsForVpcResponse.builder()
                .securityGroupForVpcs(
                        page.items().stream().map(SecurityGroupsForVpc::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static SecurityGroupForVpc view(SecurityGroup group) {
        return SecurityGroupForVpc.builder()
                .groupId(group.key())
                .groupName(group.name())
                .description(group.description())
                .ownerId(group.scope().account().value())
                .primaryVpcId(group.vpcId().value())
                .tags(TagRules.viewIfAny(group.tags()))
                .build();
    }
}
