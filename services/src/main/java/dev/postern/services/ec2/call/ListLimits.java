package dev.postern.services.ec2.call;

import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/**
 * How many elements a list of a request may have, where the EC2 API Reference says so. What the lists of a thing hold in all is a
 * quota's affair, and not told here.
 */
final class ListLimits {
    private static final Map<Class<? extends Ec2Request>, List<Limit>> LIMITS = Map.of(
            CreateFlowLogsRequest.class, List.of(resources("ResourceIds")),
            CreateTagsRequest.class, List.of(resources("Resources")),
            DeleteFlowLogsRequest.class, List.of(resources("FlowLogIds")),
            DeleteLaunchTemplateVersionsRequest.class, List.of(values("Versions", 200)),
            DeleteTagsRequest.class, List.of(resources("Resources"), values("Tags", 1000)),
            DescribeFlowLogsRequest.class, List.of(resources("FlowLogIds")),
            DescribeInstanceCreditSpecificationsRequest.class, List.of(resources("InstanceIds")),
            DescribeInstanceStatusRequest.class,
                    List.of(new Limit("InstanceIds", 100, size -> Ec2Error.STATUS_COUNT.of(size, 100, 100))),
            DescribeInstanceTypesRequest.class, List.of(values("InstanceTypes", 100)),
            TerminateInstancesRequest.class, List.of(resources("InstanceIds")));

    private ListLimits() {}

    /** How large a member may be, and the error for a larger one. */
    private record Limit(String member, int most, IntFunction<ApiException> error) {}

    private static Limit resources(String member) {
        return new Limit(member, 1000, _ -> Ec2Error.RESOURCE_COUNT.of());
    }

    private static Limit values(String member, int most) {
        return new Limit(
                member,
                most,
                _ -> Ec2Error.INVALID_PARAMETER_VALUE.of(member + " cannot contain over " + most + " values."));
    }

    /** Refuses a request with a list that is too long. */
    static void check(Ec2Request request) {
        for (Limit limit : LIMITS.getOrDefault(request.getClass(), List.of())) {
            int size = request.getValueForField(limit.member(), List.class)
                    .map(list -> ((List<?>) list).size())
                    .orElse(0);
            if (size > limit.most()) {
                throw limit.error().apply(size);
            }
        }
    }
}
