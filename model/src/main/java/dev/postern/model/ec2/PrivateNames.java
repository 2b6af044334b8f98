package dev.postern.model.ec2;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which private names an instance has beside the one that says its IPv4 address, which is always answered.
 *
 * @param hostName the one that its system takes for its own
 * @param ipv4 whether the name that says its id is answered with its IPv4 address
 * @param ipv6 the same with its IPv6 address
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-naming.html">Instance hostname types</a>
 */
public record PrivateNames(Kind hostName, boolean ipv4, boolean ipv6) {
    /** What a name says. */
    public enum Kind {
        IP_NAME("ip-name"),
        RESOURCE_NAME("resource-name");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** EC2's word for it. */
        public String wireName() {
            return wireName;
        }

        /** By EC2's word. */
        public static Optional<Kind> of(String wireName) {
            return Stream.of(values())
                    .filter(kind -> kind.wireName.equals(wireName))
                    .findFirst();
        }
    }

    /** The same in a subnet of IPv6 only: there is no other name. */
    public static final PrivateNames IPV6_NATIVE = new PrivateNames(Kind.RESOURCE_NAME, false, false);

    /** Where nobody says anything. */
    public static final PrivateNames DEFAULT = new PrivateNames(Kind.IP_NAME, false, false);
}
