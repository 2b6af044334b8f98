package dev.postern.model.ec2;

import dev.postern.model.Region;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * The names that EC2 gives to addresses, and the addresses that such names say.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html">DNS attributes for your VPC</a>
 */
public final class DnsNames {
    private DnsNames() {}

    /** The domain of private names, which DHCP hands out as well: {@code ec2.internal}. */
    public static String privateDomain(Region region) {
        return region.equals(Region.US_EAST_1) ? "ec2.internal" : region + ".compute.internal";
    }

    /** The domain of public names. */
    public static String publicDomain(Region region) {
        return region.equals(Region.US_EAST_1) ? "compute-1.amazonaws.com" : region + ".compute.amazonaws.com";
    }

    /** As {@code ip-10-0-1-5.ec2.internal}. */
    public static String privateName(Ip address, Region region) {
        return "ip-" + dashes(address) + "." + privateDomain(region);
    }

    /** As {@code ec2-198-19-0-5.compute-1.amazonaws.com}. */
    public static String publicName(Ip address, Region region) {
        return "ec2-" + dashes(address) + "." + publicDomain(region);
    }

    /** The address that a private name of the Region says; whether an interface has it is another question. */
    public static Optional<Ip> privateAddress(String name, Region region) {
        return address(name, "ip-", "." + privateDomain(region));
    }

    /** The address that a public name of the Region says. */
    public static Optional<Ip> publicAddress(String name, Region region) {
        return address(name, "ec2-", "." + publicDomain(region));
    }

    private static String dashes(Ip address) {
        return address.toString().replace('.', '-');
    }

    private static Optional<Ip> address(String name, String prefix, String suffix) {
        if (!name.startsWith(prefix) || !name.endsWith(suffix) || name.length() <= prefix.length() + suffix.length()) {
            return Optional.empty();
        }
        String middle = name.substring(prefix.length(), name.length() - suffix.length());
        return middle.matches("\\d{1,3}(-\\d{1,3}){3}") ? Ip.find(middle.replace('-', '.')) : Optional.empty();
    }
}
