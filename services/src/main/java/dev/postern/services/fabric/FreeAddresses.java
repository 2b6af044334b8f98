package dev.postern.services.fabric;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The addresses of a subnet that nobody has. The first four and the last of a block are never given out; a subnet of IPv6 only has no
 * IPv4 addresses.
 *
 * @param taken the IPv4 addresses that interfaces have, the ones reserved for AWS not counted
 * @param reservations of both families, from which nothing is chosen but prefixes
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html">Subnet CIDR blocks</a>
 */
public record FreeAddresses(Subnet subnet, SortedSet<Ip> taken, ReservedRanges reservations) {
    private static final int RESERVED_FIRST = 4;
    private static final int RESERVED_LAST = 1;

    /** How often a free IPv6 address is looked for at random before there is taken to be none. */
    private static final int ATTEMPTS_MAX = 4096;

    public FreeAddresses {
        taken = Collections.unmodifiableSortedSet(new TreeSet<>(taken));
    }

    public static FreeAddresses of(Snapshot snapshot, Subnet subnet) {
        TreeSet<Ip> taken = new TreeSet<>();
        for (NetworkInterface eni :
                snapshot.by(Indexes.INTERFACES_BY_SUBNET, subnet.id()).values()) {
            taken.addAll(eni.privateIps());
            eni.prefixes(Family.IPV4).forEach(prefix -> taken.addAll(all(prefix)));
        }
        return new FreeAddresses(subnet, taken, ReservedRanges.of(snapshot, subnet));
    }

    /** How many IPv4 addresses are free. */
    public int count() {
        return usable() - taken.size();
    }

    /** How many IPv4 addresses may be chosen: those that are free and not reserved. */
    public long choosable() {
        return reservations.all().isEmpty()
                ? count()
                : inOrder(0).filter(this::mayBeChosen).count();
    }

    /** A free IPv4 address, at random as on AWS: what is free again is not soon somebody else's. */
    public Optional<Ip> next(Ids ids) {
        int start = Integer.parseInt(ids.hex(7), 16);
        return count() <= 0
                ? Optional.empty()
                : inOrder(start).filter(this::mayBeChosen).findFirst();
    }

    /** All that are not kept by AWS, from one on and around. */
    private Stream<Ip> inOrder(int start) {
        int usable = usable();
        return subnet.cidr().map(block -> block.first().plus(RESERVED_FIRST)).stream()
                .flatMap(first -> IntStream.range(0, usable).mapToObj(i -> first.plus(((long) start + i) % usable)));
    }

    private boolean mayBeChosen(Ip ip) {
        return !taken.contains(ip) && !reservations.hold(ip.asCidr());
    }

    /** So many free IPv4 addresses; empty if there are not enough. */
    public Optional<List<Ip>> next(int number, Ids ids) {
        FreeAddresses left = this;
        List<Ip> ips = new ArrayList<>();
        while (ips.size() < number) {
            Optional<Ip> next = left.next(ids);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            ips.add(next.get());
            left = left.with(List.of(next.get()));
        }
        return Optional.of(ips);
    }

    /** These with more IPv4 addresses taken. */
    public FreeAddresses with(Collection<Ip> ips) {
        TreeSet<Ip> more = new TreeSet<>(taken);
        more.addAll(ips);
        return new FreeAddresses(subnet, more, reservations);
    }

    /** These with the addresses of blocks taken, as far as they are this subnet's and of IPv4; a block is an address or a prefix. */
    public FreeAddresses withBlocks(Collection<Cidr> blocks) {
        return with(blocks.stream()
                .filter(block ->
                        subnet.cidr().filter(own -> own.contains(block)).isPresent())
                .flatMap(block -> all(block).stream())
                .toList());
    }

    /**
     * A free IPv6 address of a subnet, at random. Blocks of subnets end within the first half of an address.
     *
     * @param taken what somebody has of whom the snapshot does not know yet
     * @return empty if none is found, as where nearly all of them are reserved
     */
    public static Optional<Ip> nextIpv6(Snapshot snapshot, Subnet subnet, Predicate<Ip> taken, Ids ids) {
        Cidr block = subnet.ipv6Cidr().orElseThrow();
        ReservedRanges reservations = ReservedRanges.of(snapshot, subnet);
        return Stream.generate(
                        () -> new Ip(Family.IPV6, block.address().high(), Long.parseUnsignedLong(ids.hex(16), 16)))
                .limit(ATTEMPTS_MAX)
                .filter(ip -> !isReserved(block, ip) && !isTaken(snapshot, ip) && !taken.test(ip))
                .filter(ip -> !reservations.hold(ip.asCidr()))
                .findFirst();
    }

    /** Whether an address is one of those of its block that AWS keeps. */
    public static boolean isReserved(Cidr block, Ip ip) {
        return ip.compareTo(block.first().plus(RESERVED_FIRST)) < 0 || ip.equals(block.last());
    }

    /** Whether an interface has an IPv6 address, by itself or in one of its prefixes. */
    public static boolean isTaken(Snapshot snapshot, Ip ip) {
        return !snapshot.by(Indexes.INTERFACES_BY_PRIVATE_IP, ip).isEmpty()
                || !snapshot.by(Indexes.INTERFACES_BY_PREFIX, NetworkInterface.prefixAround(ip))
                        .isEmpty();
    }

    /** The addresses of an IPv4 prefix. */
    public static List<Ip> all(Cidr prefix) {
        return IntStream.range(0, 1 << (32 - prefix.length()))
                .mapToObj(prefix.first()::plus)
                .toList();
    }

    private int usable() {
        return subnet.cidr()
                .map(block -> (1 << (32 - block.length())) - RESERVED_FIRST - RESERVED_LAST)
                .orElse(0);
    }
}
