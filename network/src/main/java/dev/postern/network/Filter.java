package dev.postern.network;

/** What judges the connections of an interface, besides the network ACL of its subnet. */
public sealed interface Filter {
    /**
     * Security groups: what none of them allows does not pass.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html">Security groups</a>
     */
    record Groups(GroupSet groups) implements Filter {
        @Override
        public String toString() {
            return "groups " + groups;
        }
    }

    /** Nothing: who is at the interface decides for itself, as a NAT gateway, which has no security groups. */
    record Unfiltered() implements Filter {
        @Override
        public String toString() {
            return "unfiltered";
        }
    }
}
