package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeAccountLimitsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeAccountLimitsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeCapacityReservationRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeCapacityReservationResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetIpAddressTypeRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetIpAddressTypeResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsResponse;

/** The operations on load balancers. */
interface LoadBalancerOperations extends Elbv2Operations {
    @Override
    default CreateLoadBalancerResponse createLoadBalancer(CreateLoadBalancerRequest request) {
        return commit(call -> NewLoadBalancer.create(call, request));
    }

    @Override
    default DescribeLoadBalancersResponse describeLoadBalancers(DescribeLoadBalancersRequest request) {
        return read(call -> LoadBalancers.describe(call, request));
    }

    @Override
    default DeleteLoadBalancerResponse deleteLoadBalancer(DeleteLoadBalancerRequest request) {
        return commit(call -> LoadBalancers.delete(call, request));
    }

    @Override
    default DescribeLoadBalancerAttributesResponse describeLoadBalancerAttributes(
            DescribeLoadBalancerAttributesRequest request) {
        return read(call -> DescribeLoadBalancerAttributesResponse.builder()
                .attributes(LoadBalancerAttributes.view(call.loadBalancer(request.loadBalancerArn())))
                .build());
    }

    @Override
    default ModifyLoadBalancerAttributesResponse modifyLoadBalancerAttributes(
            ModifyLoadBalancerAttributesRequest request) {
        return commit(call -> {
            var changed =
                    LoadBalancerAttributes.with(call.loadBalancer(request.loadBalancerArn()), request.attributes());
            return new Outcome<>(
                    Change.put(changed),
                    ModifyLoadBalancerAttributesResponse.builder()
                            .attributes(LoadBalancerAttributes.view(changed))
                            .build());
        });
    }

    @Override
    default SetSubnetsResponse setSubnets(SetSubnetsRequest request) {
        return commit(call -> LoadBalancers.setSubnets(call, request));
    }

    @Override
    default SetSecurityGroupsResponse setSecurityGroups(SetSecurityGroupsRequest request) {
        return commit(call -> LoadBalancers.setSecurityGroups(call, request));
    }

    @Override
    default SetIpAddressTypeResponse setIpAddressType(SetIpAddressTypeRequest request) {
        return commit(call -> LoadBalancers.setIpAddressType(call, request));
    }

    @Override
    default DescribeAccountLimitsResponse describeAccountLimits(DescribeAccountLimitsRequest request) {
        Page<Limit> page = Elbv2Call.page(request, Limits.all(), Limit::name, request.marker(), request.pageSize());
        return DescribeAccountLimitsResponse.builder()
                .limits(page.items())
                .nextMarker(page.next())
                .build();
    }

    /** Nobody can reserve capacity here, so nobody has. */
    @Override
    default DescribeCapacityReservationResponse describeCapacityReservation(
            DescribeCapacityReservationRequest request) {
        return read(call -> {
            LoadBalancer _ = call.loadBalancer(request.loadBalancerArn());
            return DescribeCapacityReservationResponse.builder().build();
        });
    }
}
