package dev.postern.services.elbv2;

import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsResponse;

/** The operations on target groups and the targets in them. */
interface TargetGroupOperations extends Elbv2Operations {
    @Override
    default CreateTargetGroupResponse createTargetGroup(CreateTargetGroupRequest request) {
        return commit(call -> TargetGroups.create(call, request));
    }

    @Override
    default DescribeTargetGroupsResponse describeTargetGroups(DescribeTargetGroupsRequest request) {
        return read(call -> TargetGroups.describe(call, request));
    }

    @Override
    default ModifyTargetGroupResponse modifyTargetGroup(ModifyTargetGroupRequest request) {
        return commit(call -> TargetGroups.modify(call, request));
    }

    @Override
    default DeleteTargetGroupResponse deleteTargetGroup(DeleteTargetGroupRequest request) {
        return commit(call -> TargetGroups.delete(call, request));
    }

    @Override
    default DescribeTargetGroupAttributesResponse describeTargetGroupAttributes(
            DescribeTargetGroupAttributesRequest request) {
        return read(call -> DescribeTargetGroupAttributesResponse.builder()
                .attributes(TargetGroupAttributes.view(call.targetGroup(request.targetGroupArn())))
                .build());
    }

    @Override
    default ModifyTargetGroupAttributesResponse modifyTargetGroupAttributes(
            ModifyTargetGroupAttributesRequest request) {
        return commit(call -> TargetGroupAttributes.modify(call, request));
    }

    @Override
    default RegisterTargetsResponse registerTargets(RegisterTargetsRequest request) {
        return commit(call -> Targets.register(call, request));
    }

    @Override
    default DeregisterTargetsResponse deregisterTargets(DeregisterTargetsRequest request) {
        return commit(call -> Targets.deregister(call, request));
    }

    @Override
    default DescribeTargetHealthResponse describeTargetHealth(DescribeTargetHealthRequest request) {
        return read(call -> TargetStates.describe(call, health().get(), request));
    }
}
