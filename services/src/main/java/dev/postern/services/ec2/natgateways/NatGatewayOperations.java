package dev.postern.services.ec2.natgateways;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.AssignPrivateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateNatGatewayAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateNatGatewayAddressResponse;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateNatGatewayAddressResponse;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateNatGatewayAddressResponse;

/** NAT gateways. */
public interface NatGatewayOperations extends Ec2Operations {
    @Override
    default CreateNatGatewayResponse createNatGateway(CreateNatGatewayRequest request) {
        return commit(request, NatGateways::create);
    }

    @Override
    default DeleteNatGatewayResponse deleteNatGateway(DeleteNatGatewayRequest request) {
        return commit(request, NatGateways::delete);
    }

    @Override
    default DescribeNatGatewaysResponse describeNatGateways(DescribeNatGatewaysRequest request) {
        return read(request, NatGateways::describe);
    }

    @Override
    default AssociateNatGatewayAddressResponse associateNatGatewayAddress(AssociateNatGatewayAddressRequest request) {
        return commit(request, NatAddresses::associate);
    }

    @Override
    default DisassociateNatGatewayAddressResponse disassociateNatGatewayAddress(
            DisassociateNatGatewayAddressRequest request) {
        return commit(request, NatAddresses::disassociate);
    }

    @Override
    default AssignPrivateNatGatewayAddressResponse assignPrivateNatGatewayAddress(
            AssignPrivateNatGatewayAddressRequest request) {
        return commit(request, NatAddresses::assign);
    }

    @Override
    default UnassignPrivateNatGatewayAddressResponse unassignPrivateNatGatewayAddress(
            UnassignPrivateNatGatewayAddressRequest request) {
        return commit(request, NatAddresses::unassign);
    }
}
