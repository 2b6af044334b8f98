package dev.postern.model.ec2;

import dev.postern.model.Scope;
import java.time.Instant;

/**
 * What an account's VPCs in a Region have to do with the internet, whatever their routes say; absent as long as nobody ever said
 * anything.
 *
 * @param updatedAt when the mode was last set
 * @param complete whether the network does what it says
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html">Block public access to VPCs and subnets</a>
 */
public record VpcBlockPublicAccessOptions(Scope scope, Mode mode, Instant updatedAt, boolean complete)
        implements Ec2Resource {
    /** There is one of an account in a Region. */
    public static final String KEY = "vpc-block-public-access-options";

    /** What is blocked of the traffic with internet gateways and egress-only ones. */
    public enum Mode {
        /** Nothing. */
        OFF("off"),
        /** All but that of NAT gateways, and of egress-only internet gateways: they let out alone. */
        BLOCK_INGRESS("block-ingress"),
        /** All of it. */
        BLOCK_BIDIRECTIONAL("block-bidirectional");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it. */
        public String wireName() {
            return wireName;
        }
    }

    @Override
    public String key() {
        return KEY;
    }

    public VpcBlockPublicAccessOptions completed() {
        return new VpcBlockPublicAccessOptions(scope, mode, updatedAt, true);
    }
}
