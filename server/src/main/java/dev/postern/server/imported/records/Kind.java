package dev.postern.server.imported.records;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a list in a file is of: known by its key, whatever the file is called. */
public enum Kind {
    VPCS("Vpcs", "VpcId"),
    SUBNETS("Subnets", "SubnetId"),
    ROUTE_TABLES("RouteTables", "RouteTableId"),
    SECURITY_GROUPS("SecurityGroups", "GroupId"),
    SECURITY_GROUP_RULES("SecurityGroupRules", "SecurityGroupRuleId"),
    /** A group may have several. */
    SECURITY_GROUP_VPCS("SecurityGroupVpcAssociations", "GroupId"),
    NETWORK_ACLS("NetworkAcls", "NetworkAclId"),
    INTERNET_GATEWAYS("InternetGateways", "InternetGatewayId"),
    EGRESS_ONLY_GATEWAYS("EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId"),
    NAT_GATEWAYS("NatGateways", "NatGatewayId"),
    ENDPOINTS("VpcEndpoints", "VpcEndpointId"),
    PREFIX_LISTS("PrefixLists", "PrefixListId"),
    INTERFACES("NetworkInterfaces", "NetworkInterfaceId"),
    RESERVATIONS("Reservations", "ReservationId"),
    ADDRESSES("Addresses", "AllocationId"),
    PEERINGS("VpcPeeringConnections", "VpcPeeringConnectionId"),
    DHCP_OPTIONS("DhcpOptions", "DhcpOptionsId"),
    LOAD_BALANCERS("LoadBalancers", "LoadBalancerArn"),
    TARGET_GROUPS("TargetGroups", "TargetGroupArn"),
    LISTENERS("Listeners", "ListenerArn"),
    ENDPOINT_SERVICES("ServiceConfigurations", "ServiceId"),
    SERVICE_PERMISSIONS("AllowedPrincipals", "ServicePermissionId"),
    TAGS("TagDescriptions", "ResourceArn"),
    KEY_PAIRS("KeyPairs", "KeyPairId"),
    USERS("UserDetailList", "Arn"),
    GROUPS("GroupDetailList", "Arn"),
    ROLES("RoleDetailList", "Arn"),
    POLICIES("Policies", "Arn"),
    PROFILES("InstanceProfiles", "Arn"),
    BUCKETS("Buckets", "Name"),
    ENTRIES("Entries", "Cidr"),
    /** Not in files: what reservations have. */
    INSTANCES("Instances", "InstanceId");

    private final String key;
    private final String idField;

    Kind(String key, String idField) {
        this.key = key;
        this.idField = idField;
    }

    public String key() {
        return key;
    }

    public String idField() {
        return idField;
    }

    public static Optional<Kind> of(String key) {
        return Stream.of(values())
                .filter(kind -> kind != INSTANCES && kind.key.equals(key))
                .findFirst();
    }

    /** Whether it is an account's, and no Region's. */
    public boolean isGlobal() {
        return List.of(USERS, GROUPS, ROLES, POLICIES, PROFILES).contains(this);
    }
}
