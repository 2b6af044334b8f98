package dev.postern.dataplane;

/** What was decided on the packets of a flow. */
public enum FlowVerdict {
    /** The interface's security groups, and the ACL of its subnet, allowed them. */
    ACCEPTED,
    /** One of these did not. */
    REJECTED,
    /** VPC Block Public Access did not. */
    BLOCKED
}
