package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.Comparator;
import java.util.Optional;

/**
 * A route in a kernel table.
 *
 * @param type what happens to the packet
 * @param via the next hop, taken to be on the link
 * @param device empty for routes without one
 * @param source the preferred source address
 * @param protocol who made it
 */
public record KernelRoute(
        int table,
        Type type,
        Cidr destination,
        Optional<Ip> via,
        Optional<String> device,
        Optional<Ip> source,
        int protocol)
        implements Comparable<KernelRoute> {
    private static final Comparator<KernelRoute> ORDER = Comparator.comparingInt(KernelRoute::table)
            .thenComparing(KernelRoute::destination)
            .thenComparing(KernelRoute::type)
            .thenComparing(route -> route.device().orElse(""))
            .thenComparing(route -> route.via().map(Ip::toString).orElse(""))
            .thenComparing(route -> route.source().map(Ip::toString).orElse(""))
            .thenComparingInt(KernelRoute::protocol);

    /** The route protocol that marks a route as ours. */
    public static final int PROTOCOL = 80;

    /** What the kernel adds by itself for addresses. */
    public static final int KERNEL_PROTOCOL = 2;

    /** The kernel's route types, with its numbers. */
    public enum Type {
        UNICAST(1),
        LOCAL(2),
        BLACKHOLE(6),
        UNREACHABLE(7),
        PROHIBIT(8),
        THROW(9);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    static KernelRoute local(int table, Cidr destination) {
        return new KernelRoute(
                table, Type.LOCAL, destination, Optional.empty(), Optional.of("lo"), Optional.empty(), PROTOCOL);
    }

    static KernelRoute blackhole(int table, Cidr destination) {
        return new KernelRoute(
                table, Type.BLACKHOLE, destination, Optional.empty(), Optional.empty(), Optional.empty(), PROTOCOL);
    }

    /** Where the sender is told that it may not go. */
    static KernelRoute prohibited(int table, Cidr destination) {
        return new KernelRoute(
                table, Type.PROHIBIT, destination, Optional.empty(), Optional.empty(), Optional.empty(), PROTOCOL);
    }

    /** To where nothing is ever forwarded ({@link Drops}). */
    static KernelRoute nowhere(int table, Cidr destination) {
        return new KernelRoute(
                table,
                destination.family() == Family.IPV4 ? Type.UNICAST : Type.LOCAL,
                destination,
                Optional.empty(),
                Optional.of(Drops.NOWHERE),
                Optional.empty(),
                PROTOCOL);
    }

    static KernelRoute continued(int table, Cidr destination) {
        return new KernelRoute(
                table, Type.THROW, destination, Optional.empty(), Optional.empty(), Optional.empty(), PROTOCOL);
    }

    static KernelRoute direct(int table, Ip host, String device) {
        return new KernelRoute(
                table, Type.UNICAST, host.asCidr(), Optional.empty(), Optional.of(device), Optional.empty(), PROTOCOL);
    }

    static KernelRoute through(int table, Cidr destination, Ip via, String device) {
        return new KernelRoute(
                table, Type.UNICAST, destination, Optional.of(via), Optional.of(device), Optional.empty(), PROTOCOL);
    }

    KernelRoute from(Ip preferred) {
        return new KernelRoute(table, type, destination, via, device, Optional.of(preferred), protocol);
    }

    /** What a table has at most one of. */
    String slot() {
        return destination + " table " + table;
    }

    boolean uses(String name) {
        return device.filter(name::equals).isPresent();
    }

    @Override
    public int compareTo(KernelRoute other) {
        return ORDER.compare(this, other);
    }

    /** As iproute2 takes it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        switch (type) {
            case UNICAST -> {}
            case LOCAL -> text.append("local ");
            case BLACKHOLE -> text.append("blackhole ");
            case UNREACHABLE -> text.append("unreachable ");
            case PROHIBIT -> text.append("prohibit ");
            case THROW -> text.append("throw ");
        }
        text.append(destination);
        via.ifPresent(ip -> text.append(" via ").append(ip));
        device.ifPresent(name -> text.append(" dev ").append(name));
        if (via.isPresent()) {
            text.append(" onlink");
        }
        source.ifPresent(ip -> text.append(" src ").append(ip));
        return text.append(" table ")
                .append(table)
                .append(" proto ")
                .append(protocol)
                .toString();
    }
}
