package dev.postern.services.ec2.filtering;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssociateSecurityGroupVpcRequest;
import software.amazon.awssdk.services.ec2.model.AssociateSecurityGroupVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupVpcAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupVpcAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateSecurityGroupVpcRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateSecurityGroupVpcResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupVpcAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroupVpcAssociationState;

/**
 * The VPCs with which security groups are associated. AWS documents neither the codes nor the words of what it refuses here but
 * those that other operations share.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html">Associate security groups with multiple
 *     VPCs</a>
 */
final class SecurityGroupVpcs {
    private static final int PAGE_MIN = 5;

    private static final Filters<Association> FILTERS = new Filters<Association>()
            .one("group-id", one -> one.group().id())
            .one("group-owner-id", one -> one.group().scope().account())
            .one("state", _ -> SecurityGroupVpcAssociationState.ASSOCIATED)
            .one("vpc-id", Association::vpc)
            .one("vpc-owner-id", one -> one.group().scope().account());

    private record Association(SecurityGroup group, VpcId vpc) {
        String key() {
            return group.id() + "/" + vpc;
        }
    }

    private SecurityGroupVpcs() {}

    /** What is associated already stays so. */
    static Outcome<AssociateSecurityGroupVpcResponse> associate(
            Ec2Call call, AssociateSecurityGroupVpcRequest request) {
        SecurityGroup group = Noun.SECURITY_GROUP.require(call, request.groupId(), "groupId");
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        if (group.name().equals("default")) {
            throw refusal("The default security group '" + group.id() + "' cannot be associated with another VPC.");
        }
        if (vpc.isDefault()) {
            throw refusal("A security group cannot be associated with the default VPC '" + vpc.id() + "'.");
        }
        if (group.vpcId().equals(vpc.id())) {
            throw refusal("The security group '" + group.id() + "' was created in the VPC '" + vpc.id() + "'.");
        }
        boolean known = group.isIn(vpc.id());
        return new Outcome<>(
                known
                        ? Change.NONE
                        : Change.put(group.withAssociatedVpcs(
                                Stream.concat(group.associatedVpcs().stream(), Stream.of(vpc.id())))),
                AssociateSecurityGroupVpcResponse.builder()
                        .state(
                                known
                                        ? SecurityGroupVpcAssociationState.ASSOCIATED
                                        : SecurityGroupVpcAssociationState.ASSOCIATING)
                        .build());
    }

    static Outcome<DisassociateSecurityGroupVpcResponse> disassociate(
            Ec2Call call, DisassociateSecurityGroupVpcRequest request) {
        SecurityGroup group = Noun.SECURITY_GROUP.require(call, request.groupId(), "groupId");
        VpcId vpc = Noun.VPC.require(call, request.vpcId(), "vpcId").id();
        if (!group.associatedVpcs().contains(vpc)) {
            throw refusal("The security group '" + group.id() + "' is not associated with the VPC '" + vpc + "'.");
        }
        boolean worn = call.snapshot()
                .by(Indexes.INTERFACES_BY_GROUP_AND_VPC)
                .containsKey(NetworkInterface.memberKey(group.id(), vpc));
        if (worn) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of("resource " + group.id() + " has a dependent object");
        }
        return new Outcome<>(
                Change.put(
                        group.withAssociatedVpcs(group.associatedVpcs().stream().filter(other -> !other.equals(vpc)))),
                DisassociateSecurityGroupVpcResponse.builder()
                        .state(SecurityGroupVpcAssociationState.DISASSOCIATING)
                        .build());
    }

    static DescribeSecurityGroupVpcAssociationsResponse describe(
            Ec2Call call, DescribeSecurityGroupVpcAssociationsRequest request) {
        List<Association> all = call.all(SecurityGroup.class).stream()
                .flatMap(group -> group.associatedVpcs().stream().map(vpc -> new Association(group, vpc)))
                .toList();
        Ec2Page<Association> page = Ec2Page.of(
                FILTERS.apply(request.filters(), all),
                Association::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                PAGE_MIN);
        return DescribeSecurityGroupVpcAssociationsResponse.builder()
                .securityGroupVpcAssociations(
                        page.items().stream().map(SecurityGroupVpcs::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static SecurityGroupVpcAssociation view(Association one) {
        String owner = one.group().scope().account().value();
        return SecurityGroupVpcAssociation.builder()
                .groupId(one.group().key())
                .groupOwnerId(owner)
                .vpcId(one.vpc().value())
                .vpcOwnerId(owner)
                .state(SecurityGroupVpcAssociationState.ASSOCIATED)
                .build();
    }

    private static ApiException refusal(String text) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of(text);
    }
}
