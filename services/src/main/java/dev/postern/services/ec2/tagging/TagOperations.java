package dev.postern.services.ec2.tagging;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;

/** Tags, on everything that has an id. */
public interface TagOperations extends Ec2Operations {
    @Override
    default CreateTagsResponse createTags(CreateTagsRequest request) {
        return commit(request, Tagging::create);
    }

    @Override
    default DeleteTagsResponse deleteTags(DeleteTagsRequest request) {
        return commit(request, Tagging::delete);
    }

    @Override
    default DescribeTagsResponse describeTags(DescribeTagsRequest request) {
        return read(request, Tagging::describe);
    }
}
