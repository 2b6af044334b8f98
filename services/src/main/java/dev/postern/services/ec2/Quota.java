package dev.postern.services.ec2;

/**
 * The default quotas of Amazon VPC on what others contain. (How many VPCs and internet gateways a Region has is left open: on
 * AWS that quota is five, and everybody who needs more asks for it.)
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC quotas</a>
 */
enum Quota {
    SUBNETS_PER_VPC(200, Ec2Error.SUBNET_LIMIT),
    ROUTE_TABLES_PER_VPC(200, Ec2Error.ROUTE_TABLE_LIMIT),
    ROUTES_PER_TABLE(500, Ec2Error.ROUTE_LIMIT),
    NETWORK_ACLS_PER_VPC(200, Ec2Error.ACL_LIMIT),
    ENTRIES_PER_NETWORK_ACL(20, Ec2Error.ACL_ENTRY_LIMIT),
    SECURITY_GROUPS_PER_REGION(2500, Ec2Error.GROUP_LIMIT),
    INTERFACES_PER_REGION(5000, Ec2Error.INTERFACE_LIMIT);

    private final int most;
    private final Ec2Error error;

    Quota(int most, Ec2Error error) {
        this.most = most;
        this.error = error;
    }

    /** Refuses one more when there are as many as there may be. */
    void check(long present) {
        if (present >= most) {
            throw error.of();
        }
    }
}
