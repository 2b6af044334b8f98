package dev.postern.server.outside;

import dev.postern.linux.HostAddresses;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import dev.postern.network.InternetPolicy.Refusal;
import dev.postern.network.Nearness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may go out of the cloud, and where to: what the kernel's rules let come here is judged again, with what only the host knows now, and
 * counted. A source is a public address: that of an instance, or of a NAT gateway and so of all behind it.
 */
public final class Gate {
    private static final int OPEN_MAX = 2048;

    private final InternetPolicy policy;
    private final HostNetworks networks;
    private final int bound;
    private final int boundOfSource;
    private final Map<Ip, Integer> open = new HashMap<>();
    private int all;

    /** A place that somebody has taken, to be given back once. */
    public interface Place {
        void leave();
    }

    /**
     * A gate.
     *
     * @param networks those of the host's interfaces
     * @param descriptors how many the process may have open; an eighth of them at most is taken here
     */
    public Gate(InternetPolicy policy, HostNetworks networks, long descriptors) {
        this.policy = policy;
        this.networks = networks;
        this.bound = Math.clamp(descriptors / 16, 16, OPEN_MAX);
        this.boundOfSource = bound / 4;
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

    /** Lets one more out; none if its source, or all of them, have as many open as they may. */
    synchronized Optional<Place> enter(Ip source) {
        int mine = open.getOrDefault(source, 0);
        if (all >= bound || mine >= boundOfSource) {
            return Optional.empty();
        }
        all++;
        open.put(source, mine + 1);
        return Optional.of(() -> leave(source));
    }

    private synchronized void leave(Ip source) {
        all--;
        open.computeIfPresent(source, (_, mine) -> mine == 1 ? null : mine - 1);
    }

    synchronized int count() {
        return all;
    }
}
