package dev.postern.server.network;

import dev.postern.dataplane.Places;
import dev.postern.guest.dns.Resolution;
import dev.postern.guest.dns.Resolver;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.route53.DnsName;
import dev.postern.server.http.TunnelSocket;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * How the host reaches the cloud's public addresses: from the internet's side, as the person there. It leads nowhere else, neither to the
 * host's networks nor to VPCs' private addresses.
 */
public final class PublicSide implements TunnelSocket {
    private static final Logger LOG = System.getLogger(PublicSide.class.getName());

    private final Places places;
    private final Names names;

    public PublicSide(Places places, Names names) {
        this.places = places;
        this.names = names;
    }

    @Override
    public Optional<EpollSocketChannel> open(Ip target) {
        if (!AddressPlan.isPublic(target)) {
            throw new IllegalArgumentException(target + " is not a public address of this cloud");
        }
        try {
            return Optional.of(places.internet().call(EpollSocketChannel::new));
        } catch (Exception e) {
            LOG.log(Level.WARNING, "no way to the internet's side", e);
            return Optional.empty();
        }
    }

    /** The address of a name, as the internet's side knows it; no other resolver is asked. */
    public Optional<Ip> address(String name) {
        return lookUp(name, Family.IPV4)
                .address()
                .or(() -> lookUp(name, Family.IPV6).address());
    }

    /** The name that a name leads to and that nobody in the cloud knows, if it is neither AWS's own nor a private address's. */
    public Optional<DnsName> unknown(String name) {
        return lookUp(name, Family.IPV4).unknown();
    }

    private Resolution lookUp(String name, Family family) {
        return Resolver.lookUp(name, family, names.internet());
    }
}
