package dev.postern.model.net;

import dev.postern.model.Region;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which public address stands for what. All of them lie in {@code 198.18.0.0/15}, the range that RFC 2544 reserves for
 * tests: no packet of Postern's can ever mean a real host.
 *
 * <pre>
 * 198.18.4i.0/24      S3 in Region number i: the blocks of its prefix list, the service at .10
 * 198.18.(4i+1).0/24  DynamoDB in Region number i
 * 198.18.(4i+2).0/24  every other service in Region number i
 * 198.18.126.0/24     services without a Region (iam, route53, the global name of sts); the global name of s3 is us-east-1's
 * 198.18.128.1        the person on the internet side: where ./postern connects from
 * 198.19.0.0/16       public addresses of instances and Elastic IP addresses
 * </pre>
 *
 * The IPv6 addresses lie in {@code 2001:db8::/32}, which RFC 3849 reserves for documentation:
 *
 * <pre>
 * 2001:db8:0:TT::LL   the service at 198.18.TT.LL, in hexadecimal digits
 * 2001:db8:1::1       the person on the internet side
 * 2001:db8:8000::/33  the blocks of VPCs, a /56 each
 * </pre>
 */
public final class AddressPlan {
    public static final Cidr EVERYTHING_PUBLIC = Cidr.of("198.18.0.0/15");
    public static final Cidr SERVICES = Cidr.of("198.18.0.0/17");
    public static final Ip INTERNET_CLIENT = Ip.of("198.18.128.1");
    public static final Cidr PUBLIC_POOL = Cidr.of("198.19.0.0/16");

    public static final Cidr EVERYTHING_PUBLIC_IPV6 = Cidr.of("2001:db8::/32");
    public static final Cidr SERVICES_IPV6 = Cidr.of("2001:db8::/48");
    public static final Ip INTERNET_CLIENT_IPV6 = Ip.of("2001:db8:1::1");
    public static final Cidr VPC_POOL_IPV6 = Cidr.of("2001:db8:8000::/33");

    /** The prefix length of a VPC's IPv6 block. */
    public static final int VPC_IPV6_LENGTH = 56;

    /** The services that share a block, in the order of their addresses. */
    private static final List<String> REGIONAL = inOrder(PublicService::regional);

    private static final List<String> GLOBAL = inOrder(PublicService::global);

    private AddressPlan() {}

    /**
     * A service at an address.
     *
     * @param region empty for a global name
     */
    public record ServiceAddress(String service, Optional<Region> region) {}

    /** The blocks of the AWS-managed prefix list of a gateway service ({@code s3} or {@code dynamodb}). */
    public static List<Cidr> prefixListBlocks(String service, Region region) {
        return List.of(new Cidr(block(region, gatewayBlock(service)), 24));
    }

    /** Where a Region's service answers. */
    public static Ip address(String service, Region region) {
        Optional<Integer> place = PublicService.find(service).flatMap(PublicService::regional);
        return place.isPresent()
                ? block(region, 2).plus(10 + place.get())
                : block(region, gatewayBlock(service)).plus(10);
    }

    /** Where a service's global name answers. That of a service without an address for it leads to us-east-1's. */
    public static Ip globalAddress(String service) {
        PublicService known = PublicService.find(service)
                .filter(one -> !one.globalNames().isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(service + " has no global name"));
        return known.global()
                .map(place -> Ip.of("198.18.126.10").plus(place))
                .orElseGet(() -> address(service, Region.US_EAST_1));
    }

    /** Everything public of a family. */
    public static Cidr everythingPublic(Family family) {
        return family == Family.IPV4 ? EVERYTHING_PUBLIC : EVERYTHING_PUBLIC_IPV6;
    }

    /** The addresses of services. */
    public static Cidr services(Family family) {
        return family == Family.IPV4 ? SERVICES : SERVICES_IPV6;
    }

    /** The person on the internet side. */
    public static Ip internetClient(Family family) {
        return family == Family.IPV4 ? INTERNET_CLIENT : INTERNET_CLIENT_IPV6;
    }

    /** Whether an address is the internet's: a service's, the person's or a VPC's public one. */
    public static boolean isPublic(Ip address) {
        return everythingPublic(address.family()).contains(address);
    }

    /** The IPv6 address of a service that has an IPv4 one. */
    public static Ip ipv6(Ip service) {
        if (!SERVICES.contains(service)) {
            throw new IllegalArgumentException(service + " is no service's address");
        }
        return new Ip(Family.IPV6, SERVICES_IPV6.address().high() | (service.low() >>> 8 & 255), service.low() & 255);
    }

    /** The IPv4 address of the service that may be at an IPv6 one. */
    private static Optional<Ip> ipv4(Ip ipv6) {
        boolean plain = (ipv6.high() & 0xffff) <= 127 && ipv6.low() >>> 8 == 0;
        return plain && SERVICES_IPV6.contains(ipv6)
                ? Optional.of(SERVICES.address().plus((ipv6.high() & 127) << 8 | ipv6.low()))
                : Optional.empty();
    }

    /** Which service answers at an address, if one does. */
    public static Optional<ServiceAddress> serviceAt(Ip asked) {
        return (asked.family() == Family.IPV4 ? Optional.of(asked) : ipv4(asked)).flatMap(AddressPlan::serviceAtIpv4);
    }

    private static Optional<ServiceAddress> serviceAtIpv4(Ip address) {
        if (!SERVICES.contains(address)) {
            return Optional.empty();
        }
        int third = (int) (address.low() >>> 8 & 255);
        int last = (int) (address.low() & 255) - 10;
        if (third == 126) {
            return 0 <= last && last < GLOBAL.size()
                    ? Optional.of(new ServiceAddress(GLOBAL.get(last), Optional.empty()))
                    : Optional.empty();
        }
        if (third / 4 >= Region.ALL.size()) {
            return Optional.empty();
        }
        Optional<Region> region = Optional.of(Region.ALL.get(third / 4));
        return switch (third % 4) {
            case 0 -> last == 0 ? Optional.of(new ServiceAddress("s3", region)) : Optional.empty();
            case 1 -> last == 0 ? Optional.of(new ServiceAddress("dynamodb", region)) : Optional.empty();
            case 2 ->
                0 <= last && last < REGIONAL.size()
                        ? Optional.of(new ServiceAddress(REGIONAL.get(last), region))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static int gatewayBlock(String service) {
        return PublicService.find(service)
                .flatMap(PublicService::ownBlock)
                .orElseThrow(() -> new IllegalArgumentException(service + " is not a gateway service"));
    }

    private static List<String> inOrder(Function<PublicService, Optional<Integer>> place) {
        return PublicService.ALL.stream()
                .filter(service -> place.apply(service).isPresent())
                .sorted(Comparator.comparing(service -> place.apply(service).orElseThrow()))
                .map(PublicService::name)
                .toList();
    }

    private static Ip block(Region region, int place) {
        return SERVICES.address().plus(256L * (4L * region.index() + place));
    }
}
