package dev.postern.services.ec2.call;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The quotas that are kept, by the names and codes that Service Quotas has for them, and AWS's defaults. (How many VPCs and internet
 * gateways a Region has is left open: on AWS that quota is five, and everybody who needs more asks for it.)
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC quotas</a>
 */
public enum Quota {
    /** Subnets in a VPC. */
    SUBNETS_PER_VPC("Subnets per VPC", "L-407747CB", 200, Ec2Error.SUBNET_LIMIT),
    /** CIDR blocks of a VPC, its first one included. */
    IPV4_CIDR_BLOCKS_PER_VPC("IPv4 CIDR blocks per VPC", "L-83CA0A9D", 5, Ec2Error.CIDR_LIMIT),
    /** IPv6 CIDR blocks of a VPC. */
    IPV6_CIDR_BLOCKS_PER_VPC("IPv6 CIDR blocks per VPC", "L-085A6257", 5, Ec2Error.CIDR_LIMIT),
    /** Egress-only internet gateways in a Region. */
    EGRESS_GATEWAYS_PER_REGION(
            "Egress-only internet gateways per Region", "L-45FE3B85", 5, Ec2Error.EGRESS_GATEWAY_LIMIT),
    /** Route tables in a VPC, its main one included. */
    ROUTE_TABLES_PER_VPC("Route tables per VPC", "L-589F43AA", 200, Ec2Error.ROUTE_TABLE_LIMIT),
    /** Routes in a table. */
    ROUTES_PER_ROUTE_TABLE("Routes per route table", "L-93826ACB", 500, Ec2Error.ROUTE_LIMIT),
    /** Network ACLs in a VPC, its default one included. */
    NETWORK_ACLS_PER_VPC("Network ACLs per VPC", "L-B4A6D682", 200, Ec2Error.ACL_LIMIT),
    /** Entries in a network ACL, in each direction. */
    RULES_PER_NETWORK_ACL("Rules per network ACL", "L-2AEEBF1A", 20, Ec2Error.ACL_ENTRY_LIMIT),
    /** Security groups of an account in a Region. */
    VPC_SECURITY_GROUPS_PER_REGION("VPC security groups per Region", "L-E79EC296", 2500, Ec2Error.GROUP_LIMIT),
    /** Rules of a security group, in each direction. */
    RULES_PER_SECURITY_GROUP("Inbound or outbound rules per security group", "L-0EA8095F", 60, Ec2Error.RULE_LIMIT),
    /** Security groups of a network interface. */
    SECURITY_GROUPS_PER_INTERFACE(
            "Security groups per network interface", "L-2AFB9258", 5, Ec2Error.GROUPS_PER_INTERFACE),
    /** Network interfaces of an account in a Region. */
    NETWORK_INTERFACES_PER_REGION("Network interfaces per Region", "L-DF5E4CA3", 5000, Ec2Error.INTERFACE_LIMIT),
    /** Elastic IP addresses of an account in a Region. */
    ELASTIC_IPS("EC2-VPC Elastic IPs", "L-0263D0A3", 5, Ec2Error.ADDRESS_LIMIT),
    /** NAT gateways of an account in an Availability Zone. */
    NAT_GATEWAYS_PER_AVAILABILITY_ZONE(
            "NAT gateways per Availability Zone", "L-FE5A380F", 5, Ec2Error.NAT_GATEWAY_LIMIT),
    /** Elastic IP addresses of a public NAT gateway. */
    ELASTIC_IPS_PER_NAT_GATEWAY("Elastic IP addresses per public NAT gateway", "L-5F53652F", 2, Ec2Error.ADDRESS_LIMIT),
    /** Gateway endpoints of an account in a Region. */
    GATEWAY_ENDPOINTS_PER_REGION("Gateway VPC endpoints per Region", "L-1B52E74A", 20, Ec2Error.ENDPOINT_LIMIT),
    /** Interface and Gateway Load Balancer endpoints of a VPC. */
    INTERFACE_ENDPOINTS_PER_VPC("Interface VPC endpoints per VPC", "L-29B6F2EB", 50, Ec2Error.ENDPOINT_LIMIT),

    /** Peering connections of a VPC that carry packets. */
    ACTIVE_PEERINGS_PER_VPC("Active VPC peering connections per VPC", "L-7E9ECCDB", 50, Ec2Error.PEERING_LIMIT),

    /** Peering connections for which an account has asked in a Region, and which nobody has answered. */
    OUTSTANDING_PEERING_REQUESTS(
            "Outstanding VPC peering connection requests", "L-DC9F7029", 25, Ec2Error.PEERING_REQUEST_LIMIT);

    private final String title;
    private final String code;
    private final int byDefault;
    private final Ec2Error error;

    Quota(String title, String code, int byDefault, Ec2Error error) {
        this.title = title;
        this.code = code;
        this.byDefault = byDefault;
        this.error = error;
    }

    /** What the person writes: {@code subnets-per-vpc}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** AWS's name, as {@code Subnets per VPC}. */
    public String title() {
        return title;
    }

    /** AWS's code, as {@code L-407747CB}. */
    public String code() {
        return code;
    }

    int byDefault() {
        return byDefault;
    }

    /** What a request is told that goes beyond it. */
    Ec2Error error() {
        return error;
    }

    /** The quota that somebody means by its word, its name or its code. */
    static Optional<Quota> find(String text) {
        return Arrays.stream(values())
                .filter(quota -> List.of(quota.word(), quota.title, quota.code).stream()
                        .anyMatch(text.strip()::equalsIgnoreCase))
                .findFirst();
    }
}
