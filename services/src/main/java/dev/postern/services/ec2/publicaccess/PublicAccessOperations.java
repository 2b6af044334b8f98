package dev.postern.services.ec2.publicaccess;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.CreateVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcBlockPublicAccessExclusionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcBlockPublicAccessExclusionResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessExclusionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessExclusionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessExclusionResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessOptionsResponse;

/** VPC Block Public Access. */
public interface PublicAccessOperations extends Ec2Operations {
    @Override
    default DescribeVpcBlockPublicAccessOptionsResponse describeVpcBlockPublicAccessOptions(
            DescribeVpcBlockPublicAccessOptionsRequest request) {
        return read(request, PublicAccessOptions::describe);
    }

    @Override
    default ModifyVpcBlockPublicAccessOptionsResponse modifyVpcBlockPublicAccessOptions(
            ModifyVpcBlockPublicAccessOptionsRequest request) {
        return commit(request, PublicAccessOptions::modify);
    }

    @Override
    default CreateVpcBlockPublicAccessExclusionResponse createVpcBlockPublicAccessExclusion(
            CreateVpcBlockPublicAccessExclusionRequest request) {
        return commit(request, PublicAccessExclusions::create);
    }

    @Override
    default ModifyVpcBlockPublicAccessExclusionResponse modifyVpcBlockPublicAccessExclusion(
            ModifyVpcBlockPublicAccessExclusionRequest request) {
        return commit(request, PublicAccessExclusions::modify);
    }

    @Override
    default DeleteVpcBlockPublicAccessExclusionResponse deleteVpcBlockPublicAccessExclusion(
            DeleteVpcBlockPublicAccessExclusionRequest request) {
        return commit(request, PublicAccessExclusions::delete);
    }

    @Override
    default DescribeVpcBlockPublicAccessExclusionsResponse describeVpcBlockPublicAccessExclusions(
            DescribeVpcBlockPublicAccessExclusionsRequest request) {
        return read(request, PublicAccessExclusions::describe);
    }
}
