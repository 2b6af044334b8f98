package dev.postern.model.net;

import dev.postern.model.Region;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that EC2 gives to addresses.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html">DNS attributes for your VPC</a>
 */
public final class HostNames {
    private static final Pattern NAME = Pattern.compile("(?:ip|ec2)-((?:[0-9]{1,3}-){3}[0-9]{1,3})\\..*");

    private static final Pattern RESOURCE = Pattern.compile("(i-[0-9a-f]+)\\..*");

    private HostNames() {}

    /** The domain of private names: {@code ec2.internal}, or {@code eu-west-1.compute.internal}. */
    public static String privateDomain(Region region) {
        return region.equals(Region.US_EAST_1) ? "ec2.internal" : region.name() + ".compute.internal";
    }

    /** A private address's name, as {@code ip-10-0-1-5.ec2.internal}. */
    public static String privateName(Region region, Ip address) {
        return "ip-" + dashed(address) + "." + privateDomain(region);
    }

    /** The name that says an instance's id, as {@code i-0123456789abcdef0.ec2.internal}. */
    public static String resourceName(Region region, String instanceId) {
        return instanceId + "." + privateDomain(region);
    }

    /** A public address's name, as {@code ec2-198-19-0-5.compute-1.amazonaws.com}. */
    public static String publicName(Region region, Ip address) {
        String domain = region.equals(Region.US_EAST_1) ? "compute-1" : region.name() + ".compute";
        return "ec2-" + dashed(address) + "." + domain + ".amazonaws.com";
    }

    /** The IPv4 address that a name of either kind says; empty for what is no such name. Whether anybody has it is another matter. */
    public static Optional<Ip> address(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Ip.find(matcher.group(1).replace('-', '.')) : Optional.empty();
    }

    /** The instance's id that a name says; empty for what is no such name. */
    public static Optional<String> resource(String name) {
        Matcher matcher = RESOURCE.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String dashed(Ip address) {
        return address.toString().replace('.', '-').replace(':', '-');
    }
}
