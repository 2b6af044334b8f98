package dev.postern.services.ec2.vpc;

import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.wire.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options that a set can have, and which values they take.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html">DHCP option set concepts</a>
 */
enum DhcpOption {
    /** Several names, with spaces between them, are a Linux habit. */
    DOMAIN_NAME(DhcpOptions.DOMAIN_NAME, 1),
    /** Four of each family, or Amazon's. */
    DOMAIN_NAME_SERVERS(DhcpOptions.DOMAIN_NAME_SERVERS, 8),
    NTP_SERVERS(DhcpOptions.NTP_SERVERS, 8),
    NETBIOS_NAME_SERVERS(DhcpOptions.NETBIOS_NAME_SERVERS, 4),
    NETBIOS_NODE_TYPE(DhcpOptions.NETBIOS_NODE_TYPE, 1),
    /** Seconds. */
    IPV6_LEASE(DhcpOptions.IPV6_PREFERRED_LEASE_TIME, 1);

    private static final int PER_FAMILY_MAX = 4;
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9._-]{1,255}( [A-Za-z0-9._-]{1,255}){0,5}");
    private static final List<String> NODE_TYPES = List.of("1", "2", "4", "8");
    private static final long LEASE_MIN = 140;

    private final String key;
    private final int most;

    DhcpOption(String key, int most) {
        this.key = key;
        this.most = most;
    }

    private boolean canBe(String text) {
        return switch (this) {
            case DOMAIN_NAME -> DOMAIN.matcher(text).matches();
            case DOMAIN_NAME_SERVERS ->
                text.equals(DhcpOptions.AMAZON) || Ip.find(text).isPresent();
            case NTP_SERVERS -> Ip.find(text).isPresent();
            case NETBIOS_NAME_SERVERS ->
                Ip.find(text).filter(ip -> ip.family() == Family.IPV4).isPresent();
            case NETBIOS_NODE_TYPE -> NODE_TYPES.contains(text);
            case IPV6_LEASE ->
                text.matches("[0-9]{1,10}")
                        && Long.parseLong(text) >= LEASE_MIN
                        && Long.parseLong(text) <= Integer.MAX_VALUE;
        };
    }

    /** What a request gives an option; several values may be one text, with commas between them. */
    static List<String> values(String key, List<String> texts) {
        DhcpOption option = of(key);
        Stream<String> all = option == DOMAIN_NAME
                ? texts.stream()
                : texts.stream().flatMap(text -> Arrays.stream(text.split(",", -1)));
        return all.map(String::strip).toList();
    }

    /** Refuses what an option cannot be. */
    static void check(String key, List<String> values) {
        DhcpOption option = of(key);
        if (values.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("value");
        }
        values.stream().filter(value -> !option.canBe(value)).findFirst().ifPresent(value -> {
            throw option.invalid(value);
        });
        for (Family family : Family.values()) {
            long addresses = values.stream()
                    .flatMap(value -> Ip.find(value).stream())
                    .filter(ip -> ip.family() == family)
                    .count();
            if (addresses > PER_FAMILY_MAX) {
                throw option.invalid(String.join(",", values));
            }
        }
        if (values.size() > option.most) {
            throw option.invalid(String.join(",", values));
        }
    }

    private static DhcpOption of(String key) {
        return Stream.of(values())
                .filter(option -> option.key.equals(key))
                .findFirst()
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + key + ") for parameter key is invalid. Unknown DHCP option"));
    }

    private ApiException invalid(String value) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of(
                "Value (" + value + ") for parameter value is invalid. Invalid DHCP option value for " + key);
    }
}
