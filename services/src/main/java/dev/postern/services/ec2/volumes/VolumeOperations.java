package dev.postern.services.ec2.volumes;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;

/** Volumes. */
public interface VolumeOperations extends Ec2Operations {
    @Override
    default DescribeVolumesResponse describeVolumes(DescribeVolumesRequest request) {
        return read(request, Volumes::describe);
    }
}
