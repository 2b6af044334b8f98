package dev.postern.services.ec2.flowlogs;

import dev.postern.services.authorization.Authorizer;
import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;

/** Flow logs. */
public interface FlowLogOperations extends Ec2Operations {
    /** How it goes with their files. */
    FlowLogDelivery delivery();

    /** Who decides whether the caller may let files be put into a bucket, and whether they may be put. */
    Authorizer authorizer();

    @Override
    default CreateFlowLogsResponse createFlowLogs(CreateFlowLogsRequest request) {
        NewFlowLogs made = new NewFlowLogs(authorizer());
        return commit(request, made::create);
    }

    @Override
    default DescribeFlowLogsResponse describeFlowLogs(DescribeFlowLogsRequest request) {
        return read(request, (call, asked) -> FlowLogs.describe(call, delivery(), asked));
    }

    @Override
    default DeleteFlowLogsResponse deleteFlowLogs(DeleteFlowLogsRequest request) {
        return commit(request, FlowLogs::delete);
    }
}
