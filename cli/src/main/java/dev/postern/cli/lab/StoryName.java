package dev.postern.cli.lab;

/** Which stories there are. */
public enum StoryName {
    /** The private door: a gateway endpoint and the policies. */
    DOOR(0),
    /** VPCs that are peered. */
    PEERING(2),
    /** A NAT gateway, by which a private instance installs what it lacks. */
    NAT(0),
    /** A service that a provider publishes, and an endpoint that leads to it. */
    PRIVATELINK(0),
    /** Appliances behind a Gateway Load Balancer, through which everything goes. */
    INSPECTION(0);

    private final int furtherNetworks;

    StoryName(int furtherNetworks) {
        this.furtherNetworks = furtherNetworks;
    }

    /** How many VPCs there are beside the first one; their networks follow its. */
    int furtherNetworks() {
        return furtherNetworks;
    }
}
