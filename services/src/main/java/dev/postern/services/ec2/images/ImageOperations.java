package dev.postern.services.ec2.images;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;

/** Images. */
public interface ImageOperations extends Ec2Operations {
    private Images images() {
        return new Images(host().architecture());
    }

    @Override
    default DescribeImagesResponse describeImages(DescribeImagesRequest request) {
        return read(request, images()::describe);
    }

    @Override
    default DescribeImageAttributeResponse describeImageAttribute(DescribeImageAttributeRequest request) {
        return read(request, images()::describeAttribute);
    }
}
