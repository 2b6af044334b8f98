package dev.postern.services.ec2.endpointservices;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.AcceptVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.AcceptVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointServiceConfigurationsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointServiceConfigurationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServiceConfigurationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServiceConfigurationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicePermissionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicePermissionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePayerResponsibilityRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePayerResponsibilityResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePermissionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePermissionsResponse;
import software.amazon.awssdk.services.ec2.model.RejectVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.RejectVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.StartVpcEndpointServicePrivateDnsVerificationRequest;
import software.amazon.awssdk.services.ec2.model.StartVpcEndpointServicePrivateDnsVerificationResponse;

/** The provider's side of AWS PrivateLink. */
public interface EndpointServiceOperations extends Ec2Operations {
    @Override
    default CreateVpcEndpointServiceConfigurationResponse createVpcEndpointServiceConfiguration(
            CreateVpcEndpointServiceConfigurationRequest request) {
        return commit(request, ServiceConfigurations::create);
    }

    @Override
    default ModifyVpcEndpointServiceConfigurationResponse modifyVpcEndpointServiceConfiguration(
            ModifyVpcEndpointServiceConfigurationRequest request) {
        return commit(request, ServiceConfigurations::modify);
    }

    @Override
    default ModifyVpcEndpointServicePayerResponsibilityResponse modifyVpcEndpointServicePayerResponsibility(
            ModifyVpcEndpointServicePayerResponsibilityRequest request) {
        return commit(request, ServiceConfigurations::modifyPayer);
    }

    @Override
    default DeleteVpcEndpointServiceConfigurationsResponse deleteVpcEndpointServiceConfigurations(
            DeleteVpcEndpointServiceConfigurationsRequest request) {
        return commit(request, DeletedServices::delete);
    }

    @Override
    default DescribeVpcEndpointServiceConfigurationsResponse describeVpcEndpointServiceConfigurations(
            DescribeVpcEndpointServiceConfigurationsRequest request) {
        return read(request, ServiceView::describe);
    }

    @Override
    default StartVpcEndpointServicePrivateDnsVerificationResponse startVpcEndpointServicePrivateDnsVerification(
            StartVpcEndpointServicePrivateDnsVerificationRequest request) {
        return commit(request, PrivateNames::startVerification);
    }

    @Override
    default ModifyVpcEndpointServicePermissionsResponse modifyVpcEndpointServicePermissions(
            ModifyVpcEndpointServicePermissionsRequest request) {
        return commit(request, Permissions::modify);
    }

    @Override
    default DescribeVpcEndpointServicePermissionsResponse describeVpcEndpointServicePermissions(
            DescribeVpcEndpointServicePermissionsRequest request) {
        return read(request, Permissions::describe);
    }

    @Override
    default DescribeVpcEndpointConnectionsResponse describeVpcEndpointConnections(
            DescribeVpcEndpointConnectionsRequest request) {
        return read(request, Connections::describe);
    }

    @Override
    default AcceptVpcEndpointConnectionsResponse acceptVpcEndpointConnections(
            AcceptVpcEndpointConnectionsRequest request) {
        return commit(request, Connections::accept);
    }

    @Override
    default RejectVpcEndpointConnectionsResponse rejectVpcEndpointConnections(
            RejectVpcEndpointConnectionsRequest request) {
        return commit(request, Connections::reject);
    }
}
