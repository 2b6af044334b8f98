package dev.postern.services.ec2.addresses;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.ModifyAddressAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyAddressAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;
import software.amazon.awssdk.services.ec2.model.ResetAddressAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetAddressAttributeResponse;

/** Elastic IP addresses. */
public interface AddressOperations extends Ec2Operations {
    @Override
    default AllocateAddressResponse allocateAddress(AllocateAddressRequest request) {
        return commit(request, Addresses::allocate);
    }

    @Override
    default AssociateAddressResponse associateAddress(AssociateAddressRequest request) {
        return commit(request, Addresses::associate);
    }

    @Override
    default DisassociateAddressResponse disassociateAddress(DisassociateAddressRequest request) {
        return commit(request, Addresses::disassociate);
    }

    @Override
    default ReleaseAddressResponse releaseAddress(ReleaseAddressRequest request) {
        return commit(request, Addresses::release);
    }

    @Override
    default DescribeAddressesResponse describeAddresses(DescribeAddressesRequest request) {
        return read(request, Addresses::describe);
    }

    @Override
    default ModifyAddressAttributeResponse modifyAddressAttribute(ModifyAddressAttributeRequest request) {
        return commit(request, ReverseNames::modify);
    }

    @Override
    default ResetAddressAttributeResponse resetAddressAttribute(ResetAddressAttributeRequest request) {
        return commit(request, ReverseNames::reset);
    }

    @Override
    default DescribeAddressesAttributeResponse describeAddressesAttribute(DescribeAddressesAttributeRequest request) {
        return read(request, ReverseNames::describe);
    }
}
