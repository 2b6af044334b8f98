package dev.postern.services.ec2.interfaces;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import dev.postern.services.fabric.ReservedRanges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecificationRequest;

/**
 * The prefixes of interfaces: blocks of the subnet that are delivered whole, named or counted. One takes the place of one address.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html">Prefix delegation for network interfaces</a>
 */
public final class Prefixes {
    private Prefixes() {}

    /** What a request asks for, of one family. */
    public record Wanted(Family family, List<String> named, int count) {
        public Wanted {
            named = List.copyOf(named);
        }

        /** How many it is. */
        public int size() {
            return named.size() + count;
        }

        boolean isNone() {
            return size() == 0;
        }

        /** Those that are named alone. */
        Wanted onlyNamed() {
            return new Wanted(family, named, 0);
        }

        /** Those that are counted alone. */
        Wanted onlyCounted() {
            return new Wanted(family, List.of(), count);
        }

        /**
         * Checks that what stands for addresses is said in one way.
         *
         * @param others how many addresses the same request asks for
         */
        Wanted alone(int others, String parameter) {
            if (!isNone() && others > 0) {
                throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("The parameter "
                        + (named.isEmpty() ? name(family) + "Count" : name(family))
                        + " cannot be used with the parameter " + parameter);
            }
            return this;
        }
    }

    /** As a request names or counts them. */
    static Wanted wanted(Family family, List<String> named, @Nullable Integer count) {
        if (count != null && count < 0) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + count + ") for parameter " + name(family) + "Count is invalid.");
        }
        if (count != null && count > 0 && !named.isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter " + name(family) + "Count cannot be used with the parameter " + name(family));
        }
        return new Wanted(family, named, count == null ? 0 : count);
    }

    private static String name(Family family) {
        return family == Family.IPV4 ? "ipv4Prefix" : "ipv6Prefix";
    }

    /** Those of IPv4 in the form of what makes interfaces. */
    public static Wanted ipv4(List<Ipv4PrefixSpecificationRequest> named, @Nullable Integer count) {
        return wanted(
                Family.IPV4,
                named.stream()
                        .map(Ipv4PrefixSpecificationRequest::ipv4Prefix)
                        .filter(Objects::nonNull)
                        .toList(),
                count);
    }

    /** Those of IPv6 in the form of what makes interfaces. */
    public static Wanted ipv6(List<Ipv6PrefixSpecificationRequest> named, @Nullable Integer count) {
        return wanted(
                Family.IPV6,
                named.stream()
                        .map(Ipv6PrefixSpecificationRequest::ipv6Prefix)
                        .filter(Objects::nonNull)
                        .toList(),
                count);
    }

    /**
     * Those of IPv4.
     *
     * @param free what of the subnet is free
     */
    public static List<Cidr> ofIpv4(Ec2Call call, SubnetAddresses free, Wanted wanted) {
        SubnetAddresses left = free;
        List<Cidr> prefixes = new ArrayList<>();
        for (String text : wanted.named()) {
            prefixes.add(left.claimPrefix(text));
            left = left.withBlocks(List.of(prefixes.getLast()));
        }
        for (int i = 0; i < wanted.count(); i++) {
            prefixes.add(left.nextPrefix(call.context().ids()).orElseThrow(Ec2Error.NO_FREE_PREFIX::of));
            left = left.withBlocks(List.of(prefixes.getLast()));
        }
        return prefixes;
    }

    /**
     * Those of IPv6.
     *
     * @param taken addresses and prefixes that the same request gives
     */
    public static List<Cidr> ofIpv6(Ec2Call call, Subnet subnet, Wanted wanted, Collection<Cidr> taken) {
        if (wanted.isNone()) {
            return List.of();
        }
        Cidr block = subnet.ipv6Cidr().orElseThrow(() -> Ec2Error.IPV6_NOT_IN_SUBNET.of(subnet.id()));
        Collection<NetworkInterface> there =
                call.snapshot().by(Indexes.INTERFACES_BY_SUBNET, subnet.id()).values();
        List<Cidr> used = new ArrayList<>(Stream.of(
                        taken.stream(),
                        there.stream().flatMap(eni -> eni.ipv6Ips().stream().map(Ip::asCidr)),
                        there.stream().flatMap(eni -> eni.prefixes(Family.IPV6).stream()))
                .flatMap(blocks -> blocks)
                .toList());
        List<Cidr> prefixes = new ArrayList<>();
        for (String text : wanted.named()) {
            Cidr prefix = SubnetAddresses.prefix(block, text);
            if (used.stream().anyMatch(prefix::overlaps)) {
                throw Ec2Error.IPV6_IN_USE.of(text);
            }
            prefixes.add(prefix);
            used.add(prefix);
        }
        ReservedRanges reservations = ReservedRanges.of(call.snapshot(), subnet);
        while (prefixes.size() < wanted.size()) {
            Cidr prefix = reservations
                    .prefixes(block, call.context().ids())
                    .filter(one -> !SubnetAddresses.isReserved(block, one)
                            && used.stream().noneMatch(one::overlaps))
                    .findFirst()
                    .orElseThrow(Ec2Error.NO_FREE_PREFIX::of);
            prefixes.add(prefix);
            used.add(prefix);
        }
        return prefixes;
    }

    /** What an interface keeps. */
    static List<Cidr> without(NetworkInterface eni, Family family, List<String> named) {
        List<Cidr> rest = new ArrayList<>(eni.prefixes());
        for (String text : named) {
            boolean had = Cidr.find(text)
                    .filter(prefix -> prefix.family() == family && rest.remove(prefix))
                    .isPresent();
            if (!had) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Some of the specified prefixes are not assigned to interface " + eni.id());
            }
        }
        return rest;
    }
}
