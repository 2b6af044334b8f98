package dev.postern.server.flowlogs;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose a public address of AWS is, as the fields {@code pkt-src-aws-service} and {@code pkt-dst-aws-service} say it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html">AWS IP address ranges</a>
 */
final class AwsRanges {
    private AwsRanges() {}

    /** Empty for what is no address of AWS's. */
    static Optional<String> serviceOf(Ip address) {
        if (AddressPlan.PUBLIC_POOL.contains(address)) {
            return Optional.of("EC2");
        }
        return AddressPlan.serviceAt(address)
                .map(AddressPlan.ServiceAddress::service)
                .map(AwsRanges::name);
    }

    private static String name(String service) {
        return switch (service) {
            case "s3", "dynamodb", "route53", "ec2-instance-connect" ->
                service.toUpperCase(Locale.ROOT).replace('-', '_');
            default -> "AMAZON";
        };
    }
}
