package dev.postern.server.outside;

import dev.postern.linux.HostAddresses;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import dev.postern.network.InternetPolicy.Refusal;
import dev.postern.network.Nearness;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may go out of the cloud, and where to: what the kernel's rules let come here is judged again, with what only the host knows now, and
 * counted. A source is a public address: that of an instance, or of a NAT gateway and so of all behind it; of IPv6 it is the interface that
 * has the address, as one may have very many.
 */
public final class Gate {
    private static final int OPEN_MAX = 2048;
    private static final int SUBNET_BITS = 64;

    /** Whose places they are. */
    private sealed interface Source {
        /** An address, or where nobody has it, the subnet that it would be in. */
        record Block(Cidr block) implements Source {}

        record Interface(NetworkInterfaceId id) implements Source {}
    }

    private final InternetPolicy policy;
    private final HostNetworks networks;
    private final Function<Ip, Optional<NetworkInterfaceId>> holder;
    private final Shares<Source> open;

    /**
     * A gate.
     *
     * @param networks those of the host's interfaces
     * @param holder who has an IPv6 address of the cloud
     * @param descriptors how many the process may have open; an eighth of them at most is taken here
     */
    Gate(
            InternetPolicy policy,
            HostNetworks networks,
            Function<Ip, Optional<NetworkInterfaceId>> holder,
            long descriptors) {
        this.policy = policy;
        this.networks = networks;
        this.holder = holder;
        this.open = new Shares<>(Math.clamp(descriptors / 16, 16, OPEN_MAX));
    }

    /** Why nobody goes to an address now; empty if it may be. */
    public Optional<Refusal> refusal(Ip address, int port) {
        return policy.refusal(address, port, nearness(address));
    }

    /** How near to this machine an address is now. */
    public Nearness nearness(Ip address) {
        return HostAddresses.has(address.bytes())
                ? Nearness.OWN
                : networks.of(InternetPolicy.plain(address))
                        .<Nearness>map(Nearness.Neighbour::new)
                        .orElse(Nearness.ELSEWHERE);
    }

    List<Cidr> closedNetworks() {
        return policy.closed(networks.known());
    }

    /** Lets one more out; none if its source has as many open as are left for all others. */
    Optional<Shares.Place> enter(Ip source) {
        return open.take(source(InternetPolicy.plain(source)));
    }

    private Source source(Ip address) {
        return switch (address.family()) {
            case IPV4 -> new Source.Block(address.asCidr());
            case IPV6 ->
                holder.apply(address)
                        .<Source>map(Source.Interface::new)
                        .orElseGet(() -> new Source.Block(new Cidr(address, SUBNET_BITS)));
        };
    }

    int count() {
        return open.count();
    }
}
