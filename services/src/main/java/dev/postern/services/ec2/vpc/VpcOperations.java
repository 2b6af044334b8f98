package dev.postern.services.ec2.vpc;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcResponse;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkDnsSupportRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkDnsSupportResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;

/** VPCs, their blocks and their attributes. */
public interface VpcOperations extends Ec2Operations {
    @Override
    default CreateVpcResponse createVpc(CreateVpcRequest request) {
        return commit(request, Vpcs::create);
    }

    @Override
    default CreateDefaultVpcResponse createDefaultVpc(CreateDefaultVpcRequest request) {
        return commit(request, Vpcs::createDefault);
    }

    @Override
    default DeleteVpcResponse deleteVpc(DeleteVpcRequest request) {
        return commit(request, Vpcs::delete);
    }

    @Override
    default DescribeVpcsResponse describeVpcs(DescribeVpcsRequest request) {
        return read(request, Vpcs::describe);
    }

    @Override
    default DescribeVpcAttributeResponse describeVpcAttribute(DescribeVpcAttributeRequest request) {
        return read(request, Vpcs::describeAttribute);
    }

    @Override
    default DescribeVpcClassicLinkResponse describeVpcClassicLink(DescribeVpcClassicLinkRequest request) {
        return read(request, ClassicLinks::describe);
    }

    @Override
    default DescribeVpcClassicLinkDnsSupportResponse describeVpcClassicLinkDnsSupport(
            DescribeVpcClassicLinkDnsSupportRequest request) {
        return read(request, ClassicLinks::describeDnsSupport);
    }

    @Override
    default ModifyVpcAttributeResponse modifyVpcAttribute(ModifyVpcAttributeRequest request) {
        return commit(request, Vpcs::modifyAttribute);
    }

    @Override
    default AssociateVpcCidrBlockResponse associateVpcCidrBlock(AssociateVpcCidrBlockRequest request) {
        return commit(request, Vpcs::associateCidrBlock);
    }

    @Override
    default DisassociateVpcCidrBlockResponse disassociateVpcCidrBlock(DisassociateVpcCidrBlockRequest request) {
        return commit(request, Vpcs::disassociateCidrBlock);
    }

    @Override
    default DescribeDhcpOptionsResponse describeDhcpOptions(DescribeDhcpOptionsRequest request) {
        return read(request, DhcpOptionSets::describe);
    }

    @Override
    default CreateDhcpOptionsResponse createDhcpOptions(CreateDhcpOptionsRequest request) {
        return commit(request, DhcpOptionSets::create);
    }

    @Override
    default AssociateDhcpOptionsResponse associateDhcpOptions(AssociateDhcpOptionsRequest request) {
        return commit(request, DhcpOptionSets::associate);
    }

    @Override
    default DeleteDhcpOptionsResponse deleteDhcpOptions(DeleteDhcpOptionsRequest request) {
        return commit(request, DhcpOptionSets::delete);
    }
}
