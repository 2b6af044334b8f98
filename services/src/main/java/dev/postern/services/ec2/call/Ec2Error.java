package dev.postern.services.ec2.call;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The errors that EC2 answers, each with its message.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error codes for the Amazon
 *     EC2 API</a>
 */
public enum Ec2Error implements ErrorCode {
    // Common to all
    DRY_RUN("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set."),
    IDEMPOTENT_MISMATCH(
            "IdempotentParameterMismatch",
            "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."),
    MISSING_PARAMETER("MissingParameter", "The request must contain the parameter %s"),
    PARAMETER_LEFT_OUT(
            "MissingParameter",
            "The request must include the %s parameter. Add the required parameter and retry the request."),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", "%s"),
    INVALID_PARAMETER_COMBINATION("InvalidParameterCombination", "%s"),
    INVALID_FILTER("InvalidParameterValue", "The filter '%s' is invalid"),
    FILTER_COUNT("FilterLimitExceeded", "The maximum number of filters specified on a single call is %s"),
    FILTER_VALUE_COUNT("FilterLimitExceeded", "The maximum number of filter values specified on a single call is %s"),
    FILTER_LENGTH("FilterLimitExceeded", "The maximum length for a filter %s is %s characters"),
    RESOURCE_COUNT(
            "ResourceCountExceeded", "You have exceeded the number of resources allowed in a single call of this type"),
    STATUS_COUNT(
            "InvalidRequest",
            "%s exceeds the maximum number of instance IDs that can be specificied (%s). Please specify fewer than %s"
                    + " instance IDs."),
    TEXT_TOO_LONG("InvalidParameterValue", "Value (%s) for parameter %s is invalid. It exceeds %s characters"),
    SEVERAL_ATTRIBUTES("InvalidParameterCombination", "Fields for multiple attribute types specified: %s"),
    NO_ATTRIBUTES("InvalidParameterCombination", "No attributes specified."),
    INVALID_NEXT_TOKEN("InvalidNextToken", "The token '%s' is invalid"),
    NOT_A_CIDR("InvalidParameterValue", "Value (%s) for parameter %s is invalid. This is not a valid CIDR block."),
    TOKENS_ENFORCED(
            "UnsupportedOperation",
            "You can't launch instances with IMDSv1 because httpTokensEnforced is enabled for this account. Either launch the"
                    + " instance with httpTokens=required or contact your account owner to disable httpTokensEnforced using the"
                    + " ModifyInstanceMetadataDefaults API or the account settings in the EC2 console."),
    UNSUPPORTED("UnsupportedOperation", "%s"),
    OPERATION_NOT_PERMITTED("OperationNotPermitted", "%s"),
    DEPENDENCY_VIOLATION("DependencyViolation", "%s"),
    INCORRECT_STATE("IncorrectState", "%s"),
    ALREADY_ASSOCIATED("Resource.AlreadyAssociated", "%s"),
    ASSOCIATION_NOT_FOUND("InvalidAssociationID.NotFound", "The association ID '%s' does not exist"),
    INVALID_ID("InvalidID", "The ID '%s' is not valid"),
    TAG_LIMIT("TagLimitExceeded", "The maximum number of Tags for a resource has been reached."),

    // VPCs
    VPC_NOT_FOUND("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist"),
    VPC_MALFORMED("InvalidVpcID.Malformed", "Invalid id: \"%s\" (expecting \"vpc-...\")"),
    VPC_RANGE("InvalidVpc.Range", "The CIDR '%s' is invalid."),
    VPC_RESTRICTED(
            "InvalidVpc.Range",
            "The CIDR '%s' is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a"
                    + " publicly-routable CIDR. For additional restrictions, see"
                    + " https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"),
    VPC_PEERED("InvalidVpc.Range", "The CIDR '%s' overlaps with the CIDR of a VPC that is peered with the VPC."),
    VPC_ROUTED("InvalidVpc.Range", "The CIDR '%s' conflicts with a route in a route table of the VPC."),
    NO_DEFAULT_VPC("VPCIdNotSpecified", "No default VPC for this user"),
    DEFAULT_VPC_MISSING("DefaultVpcDoesNotExist", "No default VPC exists for this account in this region."),
    DEFAULT_VPC_EXISTS("DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this region."),
    CIDR_LIMIT("CidrLimitExceeded", "This network '%s' has met its maximum number of allowed CIDRs: %s"),
    CIDR_ASSOCIATION_NOT_FOUND(
            "InvalidVpcCidrBlockAssociationID.NotFound", "The vpc CIDR block association ID '%s' does not exist"),
    UNSUPPORTED_TENANCY("UnsupportedTenancy", "The tenancy value %s is not supported."),
    DHCP_OPTIONS_NOT_FOUND("InvalidDhcpOptionID.NotFound", "The dhcpOption ID '%s' does not exist"),
    DHCP_OPTIONS_MALFORMED("InvalidDhcpOptionsId.Malformed", "Invalid id: \"%s\" (expecting \"dopt-...\")"),

    // Subnets
    SUBNET_NOT_FOUND("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist"),
    SUBNET_MALFORMED("InvalidSubnetID.Malformed", "Invalid id: \"%s\" (expecting \"subnet-...\")"),
    SUBNET_RANGE("InvalidSubnet.Range", "The CIDR '%s' is invalid."),
    DEFAULT_SUBNET_EXISTS("DefaultSubnetAlreadyExistsInAvailabilityZone", "'%s' is already the default subnet in %s."),
    SUBNET_LIMIT("SubnetLimitExceeded", "The maximum number of subnets has been reached."),
    SUBNET_CONFLICT("InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet"),
    NO_FREE_ADDRESSES(
            "InsufficientFreeAddressesInSubnet",
            "There are not enough free addresses in subnet '%s' to satisfy the requested number of instances."),
    NO_DEFAULT_SUBNET("MissingInput", "No subnets found for the default VPC '%s'. Please specify a subnet."),

    IPV6_NOT_IN_SUBNET("InvalidParameterValue", "The subnet '%s' does not have an IPv6 CIDR block associated with it."),
    IPV4_NOT_IN_SUBNET(
            "InvalidParameterValue",
            "The subnet '%s' has IPv6 only: its network interfaces cannot have private IPv4 addresses."),
    NO_FREE_PREFIX(
            "InsufficientCidrBlocks",
            "The specified subnet does not have enough free cidr blocks to satisfy the request."),
    IPV6_IN_USE("InvalidParameterValue", "The IPv6 address '%s' is already assigned."),
    SUBNET_CIDR_ASSOCIATION_NOT_FOUND(
            "InvalidSubnetCidrBlockAssociationID.NotFound", "The subnet CIDR block association ID '%s' does not exist"),
    CIDR_RESERVATION_NOT_FOUND(
            "InvalidSubnetCidrReservationID.NotFound", "The subnet CIDR reservation ID '%s' does not exist"),
    CIDR_RESERVATION_MALFORMED(
            "InvalidSubnetCidrReservationID.Malformed", "Invalid id: \"%s\" (expecting \"scr-...\")"),
    EXCLUSION_NOT_FOUND(
            "InvalidVpcBlockPublicAccessExclusionId.NotFound",
            "The VPC block public access exclusion ID '%s' does not exist"),
    EXCLUSION_MALFORMED(
            "InvalidVpcBlockPublicAccessExclusionId.Malformed",
            "Invalid id: \"%s\" (expecting \"vpcbpa-exclude-...\")"),
    EXCLUSION_LIMIT(
            "VpcBlockPublicAccessExclusionLimitExceeded",
            "The maximum number of VPC block public access exclusions has been reached."),
    SUBNET_HAS_IPV6("InvalidSubnet.Conflict", "The subnet '%s' already has an IPv6 CIDR block associated with it."),

    // Internet gateways
    EGRESS_GATEWAY_MALFORMED(
            "InvalidEgressOnlyInternetGatewayId.Malformed", "Invalid id: \"%s\" (expecting \"eigw-...\")"),
    EGRESS_GATEWAY_LIMIT(
            "EgressOnlyInternetGatewayLimitExceeded",
            "The maximum number of egress-only internet gateways has been reached."),
    IGW_NOT_FOUND("InvalidInternetGatewayID.NotFound", "The internetGateway ID '%s' does not exist"),
    IGW_MALFORMED("InvalidInternetGatewayId.Malformed", "Invalid id: \"%s\" (expecting \"igw-...\")"),
    GATEWAY_NOT_ATTACHED("Gateway.NotAttached", "resource %s is not attached to network %s"),
    GATEWAY_NOT_FOUND("InvalidGatewayID.NotFound", "The gateway ID '%s' does not exist"),

    // Route tables
    ROUTE_TABLE_NOT_FOUND("InvalidRouteTableID.NotFound", "The routeTable ID '%s' does not exist"),
    ROUTE_TABLE_MALFORMED("InvalidRouteTableId.Malformed", "Invalid id: \"%s\" (expecting \"rtb-...\")"),
    ROUTE_NOT_FOUND("InvalidRoute.NotFound", "no route with %s %s in route table %s"),
    ROUTE_LIMIT("RouteLimitExceeded", "The maximum number of routes has been reached."),
    ROUTE_TABLE_LIMIT("RouteTableLimitExceeded", "The maximum number of route tables has been reached."),
    ROUTE_EXISTS("RouteAlreadyExists", "The route identified by %s already exists."),
    CARRIER_GATEWAY_NOT_FOUND("InvalidCarrierGatewayID.NotFound", "The carrierGateway ID '%s' does not exist"),
    EGRESS_GATEWAY_NOT_FOUND(
            "InvalidEgressOnlyInternetGatewayId.NotFound", "The egressOnlyInternetGateway ID '%s' does not exist"),
    LOCAL_GATEWAY_NOT_FOUND("InvalidLocalGatewayID.NotFound", "The localGateway ID '%s' does not exist"),
    PEERING_NOT_FOUND("InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '%s' does not exist"),
    PEERING_MALFORMED("InvalidVpcPeeringConnectionId.Malformed", "Invalid id: \"%s\" (expecting \"pcx-...\")"),
    PEERING_TRANSITION(
            "InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s"),
    PEERING_EXISTS(
            "VpcPeeringConnectionAlreadyExists",
            "A VPC peering connection between the VPCs '%s' and '%s' already exists."),
    PEERING_LIMIT(
            "VpcPeeringConnectionsPerVpcExceeded",
            "The maximum number of active VPC peering connections for the VPC has been reached."),
    PEERING_REQUEST_LIMIT(
            "OutstandingVpcPeeringConnectionLimitExceeded",
            "The maximum number of outstanding VPC peering connection requests has been reached."),
    TRANSIT_GATEWAY_NOT_FOUND("InvalidTransitGatewayID.NotFound", "The transitGateway ID '%s' does not exist"),

    // NAT gateways
    NAT_GATEWAY_NOT_FOUND("NatGatewayNotFound", "NAT gateway %s was not found"),
    NAT_GATEWAY_MALFORMED("NatGatewayMalformed", "The NAT gateway ID '%s' is malformed"),
    NAT_GATEWAY_LIMIT("NatGatewayLimitExceeded", "The maximum number of NAT gateways has been reached."),
    NAT_GATEWAY_OF_ROUTE("InvalidNatGatewayID.NotFound", "The natGateway ID '%s' does not exist"),
    MANAGED_BY_AWS("AuthFailure", "You do not have permission to access the specified resource."),

    // Network ACLs
    ACL_NOT_FOUND("InvalidNetworkAclID.NotFound", "The networkAcl ID '%s' does not exist"),
    ACL_MALFORMED("InvalidNetworkAclId.Malformed", "Invalid id: \"%s\" (expecting \"acl-...\")"),
    ACL_LIMIT("NetworkAclLimitExceeded", "The maximum number of network ACLs has been reached."),
    ACL_ENTRY_LIMIT("NetworkAclEntryLimitExceeded", "The maximum number of network acl entries has been reached."),
    ACL_ENTRY_EXISTS("NetworkAclEntryAlreadyExists", "The network acl entry identified by %s already exists."),
    ACL_ENTRY_NOT_FOUND(
            "InvalidNetworkAclEntry.NotFound",
            "The network acl entry identified by %s in network acl %s does not exist"),

    // Security groups
    GROUP_NOT_FOUND("InvalidGroup.NotFound", "The security group '%s' does not exist"),
    GROUP_MALFORMED("InvalidGroupId.Malformed", "Invalid id: \"%s\" (expecting \"sg-...\")"),
    GROUP_LIMIT("SecurityGroupLimitExceeded", "The maximum number of security groups has been reached."),
    GROUP_DUPLICATE("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'"),
    GROUP_CANNOT_DELETE("CannotDelete", "the specified group: \"%s\" name: \"default\" cannot be deleted by a user"),
    PERMISSION_DUPLICATE("InvalidPermission.Duplicate", "the specified rule \"%s\" already exists"),
    PERMISSION_NOT_FOUND("InvalidPermission.NotFound", "The specified rule does not exist in this security group."),
    PERMISSION_MALFORMED("InvalidPermission.Malformed", "%s"),
    RULE_NOT_FOUND("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '%s' does not exist"),
    RULE_MALFORMED("InvalidSecurityGroupRuleId.Malformed", "Invalid id: \"%s\" (expecting \"sgr-...\")"),
    RULE_LIMIT(
            "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."),
    GROUPS_PER_INTERFACE(
            "SecurityGroupsPerInterfaceLimitExceeded",
            "The maximum number of security groups per interface has been reached."),
    PREFIX_LIST_NOT_FOUND("InvalidPrefixListID.NotFound", "The prefix list ID '%s' does not exist"),
    PREFIX_LIST_MALFORMED("InvalidPrefixListId.Malformed", "Invalid id: \"%s\" (expecting \"pl-...\")"),
    PREFIX_LIST_VERSION("PrefixListVersionMismatch", "The prefix list has the incorrect version number."),

    // Key pairs
    KEY_PAIR_NOT_FOUND("InvalidKeyPair.NotFound", "The key pair '%s' does not exist"),
    KEY_PAIR_ID_NOT_FOUND("InvalidKeyPair.NotFound", "The key pair ID '%s' does not exist"),
    KEY_PAIR_DUPLICATE("InvalidKeyPair.Duplicate", "The keypair already exists"),
    KEY_FORMAT("InvalidKey.Format", "Key is not in valid OpenSSH public key format"),
    KEY_NAME(
            "InvalidParameterValue",
            "Value (%s) for parameter KeyName is invalid. It can include up to 255 ASCII characters, and no leading or"
                    + " trailing spaces."),
    KEY_LENGTH("InvalidParameterValue", "Value for parameter KeyName is invalid. Length exceeds maximum of 255."),

    // Addresses and interfaces
    ALLOCATION_NOT_FOUND("InvalidAllocationID.NotFound", "The allocation ID '%s' does not exist"),
    ADDRESS_LIMIT("AddressLimitExceeded", "The maximum number of addresses has been reached."),
    ADDRESS_NOT_FOUND("InvalidAddress.NotFound", "Address '%s' not found."),
    ADDRESS_MALFORMED("InvalidAddress.Malformed", "Invalid IPv4 address: %s"),
    ADDRESS_IN_USE("InvalidIPAddress.InUse", "Address %s is in use."),
    ADDRESS_NAMED(
            "InvalidAddress.PtrSet",
            "The address with allocation id [%s] cannot be released because a reverse DNS record is associated with it."),
    PRIVATE_IP_IN_USE("InvalidIPAddress.InUse", "Address %s is in use."),
    NO_PUBLIC_ADDRESSES(
            "InsufficientAddressCapacity",
            "Not enough available addresses to satisfy the requested number of addresses."),
    INTERFACE_NOT_FOUND("InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '%s' does not exist"),
    INTERFACE_MALFORMED("InvalidNetworkInterfaceId.Malformed", "Invalid id: \"%s\" (expecting \"eni-...\")"),
    INTERFACE_IN_USE("InvalidParameterValue", "Network interface '%s' is currently in use."),
    INTERFACE_LIMIT("NetworkInterfaceLimitExceeded", "The maximum number of network interfaces has been reached."),
    INTERFACE_ATTACHED("InvalidNetworkInterface.InUse", "Interface: [%s] in use."),
    NETWORK_MISMATCH("InvalidParameter", "%s"),
    INTERFACES_PER_INSTANCE("AttachmentLimitExceeded", "Interface count %s exceeds the limit for %s"),
    ADDRESSES_PER_INTERFACE("PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit."),
    ADDRESSES_AT_LAUNCH(
            "InvalidInterface.IpAddressLimitExceeded",
            "The number of private addresses of an interface exceeds the limit of %s for %s."),
    ATTACHMENT_MALFORMED(
            "InvalidNetworkInterfaceAttachmentId.Malformed", "Invalid id: \"%s\" (expecting \"eni-attach-...\")"),
    ATTACHMENT_NOT_FOUND("InvalidAttachmentID.NotFound", "The networkInterface attachment ID '%s' does not exist"),

    // Images and instances
    LAUNCH_TEMPLATE_NOT_FOUND(
            "InvalidLaunchTemplateId.NotFound", "The specified launch template, with template ID %s, does not exist."),
    LAUNCH_TEMPLATE_MALFORMED("InvalidLaunchTemplateId.Malformed", "Invalid id: \"%s\" (expecting \"lt-...\")"),
    LAUNCH_TEMPLATE_NAME_NOT_FOUND(
            "InvalidLaunchTemplateName.NotFoundException",
            "The specified launch template, with template name %s, does not exist."),
    LAUNCH_TEMPLATE_NAME_MALFORMED(
            "InvalidLaunchTemplateName.MalformedException",
            "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following"
                    + " characters: - ( ) . / _."),
    LAUNCH_TEMPLATE_EXISTS("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use."),
    LAUNCH_TEMPLATE_VERSION_NOT_FOUND(
            "InvalidLaunchTemplateId.VersionNotFound",
            "Could not find the specified version %s for the launch template with ID %s."),
    AMI_NOT_FOUND("InvalidAMIID.NotFound", "The image id '[%s]' does not exist"),
    AMI_MALFORMED("InvalidAMIID.Malformed", "Invalid id: \"%s\" (expecting \"ami-...\")"),
    INSTANCE_TYPE("InvalidInstanceType", "The following supplied instance types do not exist: [%s]"),
    INSTANCE_TYPE_VALUE("InvalidParameterValue", "Invalid value '%s' for InstanceType."),
    INSTANCE_TYPE_ATTRIBUTE("InvalidInstanceAttributeValue", "Invalid value '%s' for InstanceType."),
    INSTANCE_NOT_FOUND("InvalidInstanceID.NotFound", "The instance ID '%s' does not exist"),
    INSTANCES_NOT_FOUND("InvalidInstanceID.NotFound", "The instance IDs '%s' do not exist"),
    INSTANCE_MALFORMED("InvalidInstanceID.Malformed", "Invalid id: \"%s\""),
    INVALID_INSTANCE_ID("InvalidInstanceID", "%s"),
    LAUNCH_TERMINATED(
            "IdempotentInstanceTerminated",
            "The instance that was launched with the client token '%s' has been terminated."),
    INCORRECT_INSTANCE_STATE("IncorrectInstanceState", "%s"),
    USER_DATA("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data."),
    USER_DATA_SIZE("InvalidParameterValue", "User data is limited to 16384 bytes"),
    BOOT_VOLUME_TYPE("BootForVolumeTypeUnsupported", "A boot volume cannot be of the type %s."),
    BLOCK_DEVICE("InvalidBlockDeviceMapping", "%s"),
    PROFILE_ASSOCIATION_NOT_FOUND("InvalidAssociationID.NotFound", "An invalid association-id of '%s' was given"),
    VOLUME_NOT_FOUND("InvalidVolume.NotFound", "The volume '%s' does not exist."),
    VOLUME_MALFORMED("InvalidVolumeID.Malformed", "Invalid id: \"%s\" (expecting \"vol-...\")"),
    ZONE("InvalidParameterValue", "Invalid availability zone: [%s]"),
    REGION("InvalidParameterValue", "Invalid region: [%s]"),

    // Flow logs
    FLOW_LOG_NOT_FOUND(
            "InvalidFlowLogId.NotFound", "These flow log ids in the input list are not found: [TotalCount: 1] %s"),
    FLOW_LOGS_NOT_FOUND(
            "InvalidFlowLogId.NotFound", "These flow log ids in the input list are not found: [TotalCount: %s] %s"),
    FLOW_LOG_EXISTS(
            "FlowLogAlreadyExists",
            "Error. There is an existing Flow Log with the same configuration and log destination."),
    FLOW_LOG_PARAMETER("InvalidParameter", "%s"),

    // Endpoints
    INSIGHTS_PATH_NOT_FOUND(
            "InvalidNetworkInsightsPathId.NotFound", "The network insights path ID '%s' does not exist"),
    INSIGHTS_PATH_ANALYZED(
            "AnalysisExistsForNetworkInsightsPath", "The network insights path '%s' has analyses. Delete them first."),
    INSIGHTS_ANALYSIS_NOT_FOUND(
            "InvalidNetworkInsightsAnalysisId.NotFound", "The network insights analysis ID '%s' does not exist"),
    ENDPOINT_NOT_FOUND("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '%s' does not exist"),
    ENDPOINT_NOT_DELETED("InvalidVpcEndpoint.NotFound", "The Vpc Endpoint Id '%s' does not exist"),
    ENDPOINT_MALFORMED("InvalidVpcEndpointId.Malformed", "Invalid id: \"%s\" (expecting \"vpce-...\")"),
    ENDPOINT_SERVICE("InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist"),
    ENDPOINT_PARAMETER("InvalidParameter", "%s"),
    ENDPOINT_SERVICE_NOT_FOUND("InvalidVpcEndpointServiceId.NotFound", "The VpcEndpointService Id '%s' does not exist"),
    ENDPOINT_SERVICE_MALFORMED(
            "InvalidVpcEndpointServiceIdId.Malformed", "Invalid id: \"%s\" (expecting \"vpce-svc-...\")"),
    ENDPOINT_SERVICE_CONNECTED(
            "ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!"),
    ENDPOINT_PERMISSION_NOT_FOUND(
            "InvalidVpcEndpointServicePermissionId.NotFound",
            "The VpcEndpointServicePermission Id '%s' does not exist"),
    CONNECTION_NOTIFICATION("InvalidConnectionNotification", "The connection notification ID '%s' does not exist"),
    ENDPOINT_PRINCIPAL("InvalidPrincipal", "Invalid Principal: '%s'"),
    BALANCER_NOT_FOUND("InvalidNetworkLoadBalancerArn.NotFound", "The Network Load Balancer ARN '%s' does not exist"),
    BALANCER_MALFORMED("InvalidNetworkLoadBalancerArn.Malformed", "The Network Load Balancer ARN '%s' is malformed"),
    GATEWAY_BALANCER_NOT_FOUND(
            "InvalidGatewayLoadBalancerArn.NotFound", "The Gateway Load Balancer ARN '%s' does not exist"),
    GATEWAY_BALANCER_MALFORMED(
            "InvalidGatewayLoadBalancerArn.Malformed", "The Gateway Load Balancer ARN '%s' is malformed"),
    ROUTE_NOT_SUPPORTED(
            "RouteNotSupported",
            "Route table contains unsupported route target: %s. VPC Endpoints of this type cannot be used as route"
                    + " targets."),
    ENDPOINT_ZONE_TAKEN(
            "DuplicateSubnetsInSameZone",
            "Found another VPC endpoint subnet in the availability zone of %s. VPC endpoint subnets should be in different"
                    + " availability zones supported by the VPC endpoint service."),
    ENDPOINT_ROUTE_TABLE("InvalidRouteTableId.NotFound", "The route table ID '%s' does not exist"),
    ENDPOINT_ROUTE_EXISTS(
            "RouteAlreadyExists", "route table %s already has a route with destination-prefix-list-id %s"),
    ENDPOINT_POLICY("InvalidPolicyDocument", "%s"),
    ENDPOINT_STATE("InvalidState", "%s"),
    ENDPOINT_LIMIT("VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.");

    private static final Pattern OF_THE_REQUEST = Pattern.compile(
            "InvalidParameter(Value|Combination)?|MissingParameter|Unsupported.*|InvalidInstanceType|InvalidID"
                    + "|InvalidServiceName|InvalidPolicyDocument|InvalidNextToken|FilterLimitExceeded|.*\\.(Malformed|NotFound|Range|Format)");

    private final String code;
    private final int status;
    private final String message;

    Ec2Error(String code, String message) {
        this(code, 400, message);
    }

    Ec2Error(String code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    /** Whether an error says that a request is wrong in itself or names what is not there, in whatever state things are. */
    static boolean isOfTheRequest(String code) {
        return OF_THE_REQUEST.matcher(code).matches();
    }

    /** The error, its message filled in. */
    public ApiException of(Object... arguments) {
        return new ApiException(this, String.format(Locale.ROOT, message, arguments));
    }
}
