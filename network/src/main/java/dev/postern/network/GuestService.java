package dev.postern.network;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;

/**
 * What answers at an address that every VPC has. Neither security groups nor network ACLs can block it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html">Traffic that security groups do not
 *     filter</a>
 */
public record GuestService(Kind kind, Ip address, Protocol protocol, int port)
        implements Door, Comparable<GuestService> {
    /** Which service. */
    public enum Kind {
        RESOLVER("the resolver"),
        INSTANCE_METADATA("the metadata service"),
        TIME("the clock");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    public static final Ip LINK_LOCAL_RESOLVER = Ip.of("169.254.169.253");
    public static final Ip METADATA = Ip.of("169.254.169.254");

    /**
     * Where a stream to the resolver (TCP 53, at any of its addresses) arrives at {@link #LINK_LOCAL_RESOLVER}: at the VPC's
     * listener for the web, which nobody can reach directly at that address.
     */
    public static final int STREAMS_PORT = 80;

    public static final Ip CLOCK = Ip.of("169.254.169.123");

    @Override
    public String label() {
        return kind.label();
    }

    @Override
    public boolean answers(Protocol asked, int key) {
        return protocol.equals(asked) && port == key;
    }

    @Override
    public int compareTo(GuestService other) {
        int byAddress = address.compareTo(other.address);
        if (byAddress != 0) {
            return byAddress;
        }
        int byProtocol = protocol.compareTo(other.protocol);
        return byProtocol != 0 ? byProtocol : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return kind + " " + address + " " + protocol + " " + port;
    }
}
