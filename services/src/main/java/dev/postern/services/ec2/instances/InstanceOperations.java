package dev.postern.services.ec2.instances;

import dev.postern.services.ec2.call.Ec2Operations;
import dev.postern.services.ec2.images.Images;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.GetInstanceMetadataDefaultsRequest;
import software.amazon.awssdk.services.ec2.model.GetInstanceMetadataDefaultsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataDefaultsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataDefaultsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyPrivateDnsNameOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyPrivateDnsNameOptionsResponse;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesResponse;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/** Instances: their launch, their life and their attributes. */
public interface InstanceOperations extends Ec2Operations {
    private Images images() {
        return new Images(host().architecture());
    }

    private Launches launches() {
        return new Launches(images());
    }

    private Instances instances() {
        return new Instances(images(), host());
    }

    @Override
    default RunInstancesResponse runInstances(RunInstancesRequest request) {
        return commit(request, launches()::run);
    }

    @Override
    default DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
        return read(request, instances()::describe);
    }

    @Override
    default DescribeInstanceStatusResponse describeInstanceStatus(DescribeInstanceStatusRequest request) {
        return read(request, instances()::describeStatus);
    }

    @Override
    default GetConsoleOutputResponse getConsoleOutput(GetConsoleOutputRequest request) {
        return read(request, instances()::consoleOutput);
    }

    @Override
    default DescribeInstanceCreditSpecificationsResponse describeInstanceCreditSpecifications(
            DescribeInstanceCreditSpecificationsRequest request) {
        return read(request, instances()::describeCredits);
    }

    @Override
    default StartInstancesResponse startInstances(StartInstancesRequest request) {
        return commit(request, InstanceStates::start);
    }

    @Override
    default StopInstancesResponse stopInstances(StopInstancesRequest request) {
        return commit(request, InstanceStates::stop);
    }

    @Override
    default RebootInstancesResponse rebootInstances(RebootInstancesRequest request) {
        return commit(request, InstanceStates::reboot);
    }

    @Override
    default TerminateInstancesResponse terminateInstances(TerminateInstancesRequest request) {
        return commit(request, InstanceStates::terminate).orThrow();
    }

    @Override
    default DescribeInstanceAttributeResponse describeInstanceAttribute(DescribeInstanceAttributeRequest request) {
        return read(request, InstanceAttributes::describe);
    }

    @Override
    default ModifyInstanceAttributeResponse modifyInstanceAttribute(ModifyInstanceAttributeRequest request) {
        return commit(request, InstanceAttributes::modify);
    }

    @Override
    default ModifyInstanceMetadataOptionsResponse modifyInstanceMetadataOptions(
            ModifyInstanceMetadataOptionsRequest request) {
        return commit(request, MetadataRules::modify);
    }

    @Override
    default GetInstanceMetadataDefaultsResponse getInstanceMetadataDefaults(
            GetInstanceMetadataDefaultsRequest request) {
        return read(request, MetadataDefaults::get);
    }

    @Override
    default ModifyInstanceMetadataDefaultsResponse modifyInstanceMetadataDefaults(
            ModifyInstanceMetadataDefaultsRequest request) {
        return commit(request, MetadataDefaults::modify);
    }

    @Override
    default ModifyPrivateDnsNameOptionsResponse modifyPrivateDnsNameOptions(
            ModifyPrivateDnsNameOptionsRequest request) {
        return commit(request, InstanceAttributes::modifyNames);
    }
}
