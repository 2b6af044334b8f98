package dev.postern.services.ec2.vpc;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetCidrReservationRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetCidrReservationResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetCidrReservationRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetCidrReservationResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.GetSubnetCidrReservationsRequest;
import software.amazon.awssdk.services.ec2.model.GetSubnetCidrReservationsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;

/** Subnets. */
public interface SubnetOperations extends Ec2Operations {
    @Override
    default CreateDefaultSubnetResponse createDefaultSubnet(CreateDefaultSubnetRequest request) {
        return commit(request, Subnets::createDefault);
    }

    @Override
    default CreateSubnetResponse createSubnet(CreateSubnetRequest request) {
        return commit(request, Subnets::create);
    }

    @Override
    default AssociateSubnetCidrBlockResponse associateSubnetCidrBlock(AssociateSubnetCidrBlockRequest request) {
        return commit(request, Subnets::associateCidrBlock);
    }

    @Override
    default DisassociateSubnetCidrBlockResponse disassociateSubnetCidrBlock(
            DisassociateSubnetCidrBlockRequest request) {
        return commit(request, Subnets::disassociateCidrBlock);
    }

    @Override
    default DeleteSubnetResponse deleteSubnet(DeleteSubnetRequest request) {
        return commit(request, Subnets::delete);
    }

    @Override
    default DescribeSubnetsResponse describeSubnets(DescribeSubnetsRequest request) {
        return read(request, Subnets::describe);
    }

    @Override
    default ModifySubnetAttributeResponse modifySubnetAttribute(ModifySubnetAttributeRequest request) {
        return commit(request, Subnets::modifyAttribute);
    }

    @Override
    default CreateSubnetCidrReservationResponse createSubnetCidrReservation(
            CreateSubnetCidrReservationRequest request) {
        return commit(request, SubnetCidrReservations::create);
    }

    @Override
    default GetSubnetCidrReservationsResponse getSubnetCidrReservations(GetSubnetCidrReservationsRequest request) {
        return read(request, SubnetCidrReservations::describe);
    }

    @Override
    default DeleteSubnetCidrReservationResponse deleteSubnetCidrReservation(
            DeleteSubnetCidrReservationRequest request) {
        return commit(request, SubnetCidrReservations::delete);
    }
}
