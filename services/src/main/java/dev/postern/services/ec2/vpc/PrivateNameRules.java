package dev.postern.services.ec2.vpc;

import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Subnet;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Ec2Error;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameOptionsRequest;

/**
 * Which private names instances may have.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-naming.html">Instance hostname types</a>
 */
public final class PrivateNameRules {
    private PrivateNameRules() {}

    /** Of new instances in a subnet, as it is changed. */
    static PrivateNames onLaunch(Subnet subnet, ModifySubnetAttributeRequest request) {
        PrivateNames old = subnet.namesOnLaunch();
        boolean ipv6 = Attributes.flag(request.enableResourceNameDnsAAAARecordOnLaunch(), old.ipv6());
        if (ipv6) {
            requireIpv6(subnet, "enable-resource-name-dns-aaaa-record-on-launch");
        }
        return new PrivateNames(
                kind(subnet, request.privateDnsHostnameTypeOnLaunchAsString(), old, "PrivateDnsHostnameTypeOnLaunch"),
                Attributes.flag(request.enableResourceNameDnsARecordOnLaunch(), old.ipv4()),
                ipv6);
    }

    /** Without a block there is nothing to answer. */
    static PrivateNames withoutIpv6(PrivateNames names) {
        return new PrivateNames(names.hostName(), names.ipv4(), false);
    }

    /** Of an instance that is launched into a subnet. */
    public static PrivateNames atLaunch(Subnet subnet, @Nullable PrivateDnsNameOptionsRequest request) {
        return request == null
                ? subnet.namesOnLaunch()
                : changed(
                        subnet,
                        subnet.namesOnLaunch(),
                        request.hostnameTypeAsString(),
                        "HostnameType",
                        request.enableResourceNameDnsARecord(),
                        request.enableResourceNameDnsAAAARecord());
    }

    /**
     * With what a request says.
     *
     * @param parameter the request's, that says the kind of host name
     */
    public static PrivateNames changed(
            Subnet subnet,
            PrivateNames old,
            @Nullable String hostName,
            String parameter,
            @Nullable Boolean ipv4,
            @Nullable Boolean ipv6) {
        if (Boolean.TRUE.equals(ipv6)) {
            requireIpv6(subnet, "enable-resource-name-dns-aaaa-record");
        }
        return new PrivateNames(
                kind(subnet, hostName, old, parameter),
                ipv4 == null ? old.ipv4() : ipv4,
                ipv6 == null ? old.ipv6() : ipv6);
    }

    private static PrivateNames.Kind kind(Subnet subnet, @Nullable String word, PrivateNames old, String parameter) {
        if (subnet.ipv6Native() && "ip-name".equals(word)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (ip-name) for parameter " + parameter
                    + " is invalid. In subnets of IPv6 only it must be resource-name.");
        }
        return word == null
                ? old.hostName()
                : PrivateNames.Kind.of(word)
                        .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                                "Value (" + word + ") for parameter " + parameter + " is invalid."));
    }

    private static void requireIpv6(Subnet subnet, String attribute) {
        if (subnet.ipv6().isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid value 'true' for " + attribute + ". Cannot set "
                    + attribute + " to true unless the subnet (" + subnet.id()
                    + ") has an IPv6 CIDR block associated with it.");
        }
    }
}
