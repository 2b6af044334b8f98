package dev.postern.services.ec2.regions;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;

/** Regions, Availability Zones and the attributes of an account. */
public interface RegionOperations extends Ec2Operations {
    @Override
    default DescribeRegionsResponse describeRegions(DescribeRegionsRequest request) {
        return read(request, Regions::regions);
    }

    @Override
    default DescribeAvailabilityZonesResponse describeAvailabilityZones(DescribeAvailabilityZonesRequest request) {
        return read(request, Regions::zones);
    }

    @Override
    default DescribeAccountAttributesResponse describeAccountAttributes(DescribeAccountAttributesRequest request) {
        return read(request, Regions::accountAttributes);
    }
}
