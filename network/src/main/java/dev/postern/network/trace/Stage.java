package dev.postern.network.trace;

/** What can decide on a packet, in the order of its way. The one list: traces, drops that the kernel tells and the pages use it. */
public enum Stage {
    SPOOF("source/destination check"),
    SG_OUT("security group, outbound"),
    NACL_OUT("network ACL, outbound"),
    ROUTE("route table"),
    BPA("VPC Block Public Access"),
    SNAT("internet gateway, outbound"),
    INTERNET("internet"),
    PEERING("VPC peering connection"),
    EGRESS("egress-only internet gateway"),
    DNAT("internet gateway, inbound"),
    NACL_IN("network ACL, inbound"),
    SG_IN("security group, inbound"),
    DETOUR("detour"),
    NAT("NAT gateway"),
    PRIVATELINK("endpoint service"),
    BALANCE("load balancer"),
    DOOR("service"),
    DELIVERY("receiver");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** For people. */
    public String label() {
        return label;
    }
}
