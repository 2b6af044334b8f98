package dev.postern.services.ec2.endpointservices;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointConnectionNotificationRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointConnectionNotificationResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointConnectionNotificationsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointConnectionNotificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionNotificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionNotificationsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointConnectionNotificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointConnectionNotificationResponse;

/** Who is told of connections. */
public interface NotificationOperations extends Ec2Operations {
    @Override
    default CreateVpcEndpointConnectionNotificationResponse createVpcEndpointConnectionNotification(
            CreateVpcEndpointConnectionNotificationRequest request) {
        return commit(request, Notifications::create);
    }

    @Override
    default ModifyVpcEndpointConnectionNotificationResponse modifyVpcEndpointConnectionNotification(
            ModifyVpcEndpointConnectionNotificationRequest request) {
        return commit(request, Notifications::modify);
    }

    @Override
    default DescribeVpcEndpointConnectionNotificationsResponse describeVpcEndpointConnectionNotifications(
            DescribeVpcEndpointConnectionNotificationsRequest request) {
        return read(request, Notifications::describe);
    }

    @Override
    default DeleteVpcEndpointConnectionNotificationsResponse deleteVpcEndpointConnectionNotifications(
            DeleteVpcEndpointConnectionNotificationsRequest request) {
        return commit(request, Notifications::delete);
    }
}
