package dev.postern.model.ec2;

import dev.postern.model.shared.Ranked;

/**
 * An EC2 resource id: a prefix, a dash, and hex digits (17 for new resources, 8 for the oldest).
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html">Resource IDs</a>
 */
public sealed interface ResourceId extends Comparable<ResourceId>, Ranked
        permits VpcId,
                SubnetId,
                InternetGatewayId,
                EgressOnlyInternetGatewayId,
                RouteTableId,
                RouteTableAssociationId,
                NetworkAclId,
                NetworkAclAssociationId,
                SecurityGroupId,
                SecurityGroupRuleId,
                KeyPairId,
                LaunchTemplateId,
                AllocationId,
                AddressAssociationId,
                NetworkInterfaceId,
                AttachmentId,
                InstanceId,
                ReservationId,
                ImageId,
                VpcEndpointId,
                EndpointServiceId,
                EndpointServicePermissionId,
                ConnectionNotificationId,
                NatGatewayId,
                VpcPeeringConnectionId,
                PrefixListId,
                SubnetCidrAssociationId,
                SubnetCidrReservationId,
                VpcBlockPublicAccessExclusionId,
                VpcCidrAssociationId,
                InstanceProfileAssociationId,
                DhcpOptionsId,
                VolumeId,
                NetworkInsightsPathId,
                NetworkInsightsAnalysisId,
                FlowLogId {
    String value();

    @Override
    default int compareTo(ResourceId other) {
        return value().compareTo(other.value());
    }

    /** Its first sixteen digits. */
    @Override
    default long rank() {
        String text = value();
        int at = text.lastIndexOf('-') + 1;
        long rank = 0;
        for (int i = 0; i < 16; i++) {
            int digit = at + i < text.length() ? Character.digit(text.charAt(at + i), 16) : 0;
            rank = rank << 4 | digit;
        }
        return rank;
    }

    /**
     * Whether a text has the form of an id with this prefix: what is not is "malformed", not "not found". Without a pattern: each of the
     * tens of thousands of ids that a start reads is looked at.
     */
    static boolean isWellFormed(String prefix, String text) {
        int dash = prefix.length();
        int digits = text.length() - dash - 1;
        if ((digits != 8 && digits != 17) || !text.startsWith(prefix) || text.charAt(dash) != '-') {
            return false;
        }
        for (int i = dash + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Checks the form of an id that the program made. */
    static void check(String prefix, String value) {
        if (!isWellFormed(prefix, value)) {
            throw new IllegalArgumentException("not an id " + prefix + "-...: " + value);
        }
    }
}
