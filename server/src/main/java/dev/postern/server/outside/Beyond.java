package dev.postern.server.outside;

import dev.postern.dataplane.Place;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import dev.postern.network.Nearness;
import dev.postern.network.Outside;
import dev.postern.network.PrivateIps;
import dev.postern.server.http.Door;
import dev.postern.server.http.Limits;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What there is where the internet is open: who goes out, and who is asked for names. */
public final class Beyond {
    private final Gate gate;
    private final HostResolvers resolvers = new HostResolvers();

    private Beyond(InternetPolicy policy, Supplier<Snapshot> snapshots) {
        this.gate = new Gate(
                policy,
                HostNetworks.ofHost(),
                address -> PrivateIps.holder(snapshots.get(), address).map(NetworkInterface::id),
                Limits.descriptorsOfThisProcess());
    }

    /** Nothing where it is closed. Opens no socket yet. */
    public static Optional<Beyond> where(Outside outside, Supplier<Snapshot> snapshots) {
        return switch (outside) {
            case Outside.Closed() -> Optional.empty();
            case Outside.Open(var policy, var _) -> Optional.of(new Beyond(policy, snapshots));
        };
    }

    /** Whom the resolvers of VPCs ask. */
    public HostResolvers resolvers() {
        return resolvers;
    }

    /** How near to this machine an address is now. */
    public Nearness nearness(Ip address) {
        return gate.nearness(address);
    }

    /** Why nothing of the cloud goes to an address now; empty if it may. */
    public Optional<InternetPolicy.Refusal> refusal(Ip address, int port) {
        return gate.refusal(InternetPolicy.plain(address), port);
    }

    /** The networks of this machine's interfaces that nobody gets into, and everybody would if they were not that. */
    public List<Cidr> closedNetworks() {
        return gate.closedNetworks();
    }

    /** Listens on the internet's side, into a list that is closed if that does not succeed. */
    public void listen(EventLoopGroup loops, Place internet, List<Door> open) throws IOException {
        try {
            // Each is somebody's to close before the next is made.
            open.add(Streams.open(loops, internet.call(EpollServerSocketChannel::new), gate));
            open.add(Datagrams.open(loops.next(), internet, internet.call(Datagrams::socket), gate));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
