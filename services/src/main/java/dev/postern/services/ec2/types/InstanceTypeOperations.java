package dev.postern.services.ec2.types;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;

/** Instance types, and where they are offered. */
public interface InstanceTypeOperations extends Ec2Operations {
    @Override
    default DescribeInstanceTypesResponse describeInstanceTypes(DescribeInstanceTypesRequest request) {
        return read(request, InstanceTypes::describe);
    }

    @Override
    default DescribeInstanceTypeOfferingsResponse describeInstanceTypeOfferings(
            DescribeInstanceTypeOfferingsRequest request) {
        return read(request, InstanceTypes::offerings);
    }
}
