package dev.postern.network;

/**
 * The largest packets, in bytes, that pass: others are fragmented, or refused with an ICMP error if they must not be.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html">Network MTU</a>
 */
public final class Mtu {
    /** Within a VPC, and through a peering connection within a Region. */
    public static final int INSIDE = 9001;

    /**
     * To a NAT gateway.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html">NAT gateway basics</a>
     */
    public static final int NAT_GATEWAY = 8500;

    /**
     * To a VPC endpoint; what is larger is dropped, and nobody is told.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html">AWS PrivateLink quotas</a>
     */
    public static final int ENDPOINT = 8500;

    /** Through a peering connection between Regions. */
    public static final int BETWEEN_REGIONS = 8500;

    /** Through an internet gateway. */
    public static final int INTERNET = 1500;

    private Mtu() {}
}
