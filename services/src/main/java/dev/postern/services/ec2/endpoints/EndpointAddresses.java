package dev.postern.services.ec2.endpoints;

import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpoint.AddressType;
import dev.postern.model.ec2.VpcEndpoint.RecordType;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.wire.ApiException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DnsOptionsSpecification;

/**
 * Which families an interface endpoint and its names have.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#aws-services-ip-address-type">IP
 *     address types</a>
 */
final class EndpointAddresses {
    private EndpointAddresses() {}

    /** What an endpoint is to have. */
    record Wanted(AddressType type, RecordType records) {}

    /**
     * As a request has it.
     *
     * @param before what the endpoint has, if it is there
     */
    static Wanted of(
            Offer offer, @Nullable String type, Optional<DnsOptionsSpecification> dns, Optional<Wanted> before) {
        AddressType addresses =
                type == null ? before.map(Wanted::type).orElse(AddressType.IPV4) : addressType(offer, type);
        if (!offer.addressTypes().contains(addresses)) {
            throw mismatch(offer, addresses.wireName());
        }
        String asked = dns.map(DnsOptionsSpecification::dnsRecordIpTypeAsString).orElse(null);
        RecordType usual = RecordType.valueOf(addresses.name());
        RecordType records = asked == null
                ? before.filter(was -> was.type() == addresses)
                        .map(Wanted::records)
                        .orElse(usual)
                : recordType(asked);
        boolean fits = switch (records) {
            case IPV4 -> addresses != AddressType.IPV6;
            case IPV6 -> addresses != AddressType.IPV4;
            case DUALSTACK, SERVICE_DEFINED -> addresses == AddressType.DUALSTACK;
        };
        if (!fits) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("The DNS record IP type (" + records.wireName()
                    + ") is not compatible with the endpoint IP address type (" + addresses.wireName() + ").");
        }
        return new Wanted(addresses, records);
    }

    /** A subnet must have the addresses that an endpoint is to have there. */
    static void check(Subnet subnet, AddressType type) {
        boolean fits = switch (type) {
            case IPV4 -> !subnet.ipv6Native();
            case DUALSTACK -> !subnet.ipv6Native() && subnet.ipv6Cidr().isPresent();
            case IPV6 -> subnet.ipv6Native();
        };
        if (!fits) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("The endpoint IP address type (" + type.wireName()
                    + ") is not compatible with the subnet " + subnet.id() + ".");
        }
    }

    private static AddressType addressType(Offer offer, String text) {
        return Stream.of(AddressType.values())
                .filter(one -> one.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> mismatch(offer, text));
    }

    private static ApiException mismatch(Offer offer, String type) {
        return Ec2Error.ENDPOINT_PARAMETER.of("Endpoint IP address type (" + type
                + ") does not match available service IP address types (["
                + offer.addressTypes().stream()
                        .map(VpcEndpoint.AddressType::wireName)
                        .collect(Collectors.joining(", "))
                + "]).");
    }

    private static RecordType recordType(String text) {
        return Stream.of(RecordType.values())
                .filter(one -> one.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + text + ") for parameter dnsRecordIpType is invalid."));
    }
}
