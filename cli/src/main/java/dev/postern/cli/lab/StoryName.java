package dev.postern.cli.lab;

/** Which stories there are. */
public enum StoryName {
    /** The private door: a gateway endpoint and the policies. */
    DOOR,
    /** VPCs that are peered. */
    PEERING,
    /** A NAT gateway, by which a private instance installs what it lacks. */
    NAT
}
