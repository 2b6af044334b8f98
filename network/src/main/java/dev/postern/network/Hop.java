package dev.postern.network;

/**
 * One decision on a packet's way.
 *
 * @param stage what decided
 * @param where the component, as {@code rtb-...} or {@code eni-...}
 * @param rule the rule that decided, in words that name it
 * @param passed whether the packet went on
 */
public record Hop(Stage stage, String where, String rule, boolean passed) {
    /** What can decide on a packet. */
    public enum Stage {
        SOURCE_DEST_CHECK("source/destination check"),
        SECURITY_GROUP_OUT("security group, outbound"),
        ACL_OUT("network ACL, outbound"),
        ROUTE("route table"),
        ADDRESS_TRANSLATION("internet gateway"),
        INTERNET("internet"),
        ACL_IN("network ACL, inbound"),
        SECURITY_GROUP_IN("security group, inbound"),
        SERVICE("service"),
        DELIVERY("delivery");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        return (passed ? "ok   " : "DROP ") + stage.label() + " " + where + ": " + rule;
    }
}
