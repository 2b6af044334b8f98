package dev.postern.server.outside;

import dev.postern.linux.HostAddresses;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import dev.postern.network.InternetPolicy.Refusal;
import dev.postern.network.Nearness;
import java.util.List;
import java.util.Optional;

/**
 * Who may go out of the cloud, and where to: what the kernel's rules let come here is judged again, with what only the host knows now, and
 * counted. A source is a public address: that of an instance, or of a NAT gateway and so of all behind it; of IPv6 it is a block of 64 bits,
 * as an instance may have very many addresses there.
 */
public final class Gate {
    private static final int OPEN_MAX = 2048;
    private static final int IPV6_SOURCE_BITS = 64;

    private final InternetPolicy policy;
    private final HostNetworks networks;
    private final Shares<Cidr> open;

    /**
     * A gate.
     *
     * @param networks those of the host's interfaces
     * @param descriptors how many the process may have open; an eighth of them at most is taken here
     */
    public Gate(InternetPolicy policy, HostNetworks networks, long descriptors) {
        this.policy = policy;
        this.networks = networks;
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

    private static Cidr source(Ip address) {
        return switch (address.family()) {
            case IPV4 -> address.asCidr();
            case IPV6 -> new Cidr(address, IPV6_SOURCE_BITS);
        };
    }

    int count() {
        return open.count();
    }
}
