package dev.postern.storage;

import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.ConnectionNotificationId;
import dev.postern.model.ec2.DhcpOptionsId;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.EndpointServicePermissionId;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.KeyPairId;
import dev.postern.model.ec2.LaunchTemplateId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.NetworkInsightsAnalysisId;
import dev.postern.model.ec2.NetworkInsightsPathId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.SubnetCidrAssociationId;
import dev.postern.model.ec2.SubnetCidrReservationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VolumeId;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusionId;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;

/**
 * EC2's ids are written as their texts. Each is named with its constructor: a start reads tens of thousands of them, and by reflection
 * that would take a tenth of it.
 */
final class ResourceIdForms {
    private ResourceIdForms() {}

    static void add(SimpleModule module) {
        TextForm.add(module, VpcId.class, VpcId::new);
        TextForm.add(module, SubnetId.class, SubnetId::new);
        TextForm.add(module, InternetGatewayId.class, InternetGatewayId::new);
        TextForm.add(module, EgressOnlyInternetGatewayId.class, EgressOnlyInternetGatewayId::new);
        TextForm.add(module, SubnetCidrReservationId.class, SubnetCidrReservationId::new);
        TextForm.add(module, VpcBlockPublicAccessExclusionId.class, VpcBlockPublicAccessExclusionId::new);
        TextForm.add(module, RouteTableId.class, RouteTableId::new);
        TextForm.add(module, RouteTableAssociationId.class, RouteTableAssociationId::new);
        TextForm.add(module, NetworkAclId.class, NetworkAclId::new);
        TextForm.add(module, NetworkAclAssociationId.class, NetworkAclAssociationId::new);
        TextForm.add(module, SecurityGroupId.class, SecurityGroupId::new);
        TextForm.add(module, SecurityGroupRuleId.class, SecurityGroupRuleId::new);
        TextForm.add(module, KeyPairId.class, KeyPairId::new);
        TextForm.add(module, LaunchTemplateId.class, LaunchTemplateId::new);
        TextForm.add(module, AllocationId.class, AllocationId::new);
        TextForm.add(module, AddressAssociationId.class, AddressAssociationId::new);
        TextForm.add(module, NetworkInterfaceId.class, NetworkInterfaceId::new);
        TextForm.add(module, AttachmentId.class, AttachmentId::new);
        TextForm.add(module, InstanceId.class, InstanceId::new);
        TextForm.add(module, ReservationId.class, ReservationId::new);
        TextForm.add(module, ImageId.class, ImageId::new);
        TextForm.add(module, VpcEndpointId.class, VpcEndpointId::new);
        TextForm.add(module, EndpointServiceId.class, EndpointServiceId::new);
        TextForm.add(module, EndpointServicePermissionId.class, EndpointServicePermissionId::new);
        TextForm.add(module, ConnectionNotificationId.class, ConnectionNotificationId::new);
        TextForm.add(module, NatGatewayId.class, NatGatewayId::new);
        TextForm.add(module, VpcPeeringConnectionId.class, VpcPeeringConnectionId::new);
        TextForm.add(module, PrefixListId.class, PrefixListId::new);
        TextForm.add(module, SubnetCidrAssociationId.class, SubnetCidrAssociationId::new);
        TextForm.add(module, VpcCidrAssociationId.class, VpcCidrAssociationId::new);
        TextForm.add(module, InstanceProfileAssociationId.class, InstanceProfileAssociationId::new);
        TextForm.add(module, DhcpOptionsId.class, DhcpOptionsId::new);
        TextForm.add(module, VolumeId.class, VolumeId::new);
        TextForm.add(module, NetworkInsightsPathId.class, NetworkInsightsPathId::new);
        TextForm.add(module, NetworkInsightsAnalysisId.class, NetworkInsightsAnalysisId::new);
        TextForm.add(module, FlowLogId.class, FlowLogId::new);
    }
}
