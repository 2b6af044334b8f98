package dev.postern.server.outside;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The networks that the host's interfaces are in, by their addresses or by routes: who has an address there is a neighbour of the host.
 * They are read again when what is known is some seconds old, as links, addresses and routes come and go while the cloud runs, and
 * reading them costs more than a connection.
 */
public final class HostNetworks {
    private static final Logger LOG = System.getLogger(HostNetworks.class.getName());
    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How they are read. */
    interface Reading {
        List<Cidr> read() throws IOException;
    }

    private record Known(List<Cidr> networks, long at) {}

    private final Reading reading;
    private final LongSupplier nanos;
    private volatile @Nullable Known known;

    HostNetworks(Reading reading, LongSupplier nanos) {
        this.reading = reading;
        this.nanos = nanos;
    }

    /** Those of this host. */
    public static HostNetworks ofHost() {
        return new HostNetworks(HostNetworks::read, System::nanoTime);
    }

    /** The smallest network that an address is in. */
    Optional<Cidr> of(Ip address) {
        return known().stream().filter(network -> network.contains(address)).max(Comparator.comparingInt(Cidr::length));
    }

    /**
     * All of them, each once.
     *
     * @throws UncheckedIOException when they cannot be read and never were: who asks must not go on as if there were none
     */
    List<Cidr> known() {
        Known last = known;
        long now = nanos.getAsLong();
        if (last != null && now - last.at() < KEPT_NANOS) {
            return last.networks();
        }
        List<Cidr> networks;
        try {
            networks = reading.read();
        } catch (IOException e) {
            if (last == null) {
                throw new UncheckedIOException("cannot read the networks of this machine's interfaces", e);
            }
            LOG.log(
                    Level.WARNING,
                    "the networks of this machine''s interfaces stay what they were: {0}",
                    e.getMessage());
            networks = last.networks();
        }
        known = new Known(networks, now);
        return networks;
    }

    private static List<Cidr> read() throws IOException {
        List<InterfaceAddress> addresses = NetworkInterface.networkInterfaces()
                .flatMap(device -> device.getInterfaceAddresses().stream())
                .toList();
        return networks(
                addresses.stream().map(one -> Ip.of(one.getAddress())).collect(Collectors.toSet()),
                Stream.concat(
                        addresses.stream()
                                .flatMap(
                                        one -> network(Ip.of(one.getAddress()), one.getNetworkPrefixLength()).stream()),
                        OnLinkRoutes.ofHost().stream()));
    }

    /**
     * Each once.
     *
     * @param own the host's addresses: the kernel has a route to each of IPv6 that is given without a network, and nobody else is there
     */
    static List<Cidr> networks(Set<Ip> own, Stream<Cidr> all) {
        return all.filter(network -> network.length() < network.family().bits() || !own.contains(network.address()))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The network of an address.
     *
     * @param length as the kernel says; one without neighbours, everybody's, or of no meaning gives none
     */
    static Optional<Cidr> network(Ip address, int length) {
        return length > 0 && length < address.family().bits()
                ? Optional.of(new Cidr(address, length))
                : Optional.empty();
    }
}
