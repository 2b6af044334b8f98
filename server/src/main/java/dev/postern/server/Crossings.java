package dev.postern.server;

import dev.postern.model.net.Cidr;
import dev.postern.network.InternetPolicy;
import dev.postern.network.Outside;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the cloud and the host's world are joined, as a person chose it for this start; beside the API's port, which is always there.
 *
 * @param internet whether instances reach what the host reaches
 * @param allowed what they reach beyond what is everybody's
 * @param socks the port on loopback where programs of the host reach the cloud's public addresses; none if empty
 */
public record Crossings(boolean internet, List<Cidr> allowed, OptionalInt socks) {
    public static final Crossings NONE = new Crossings(false, List.of(), OptionalInt.empty());

    public Crossings {
        allowed = List.copyOf(allowed);
    }

    Outside outside(int apiPort) {
        Set<Integer> ports = new HashSet<>(Set.of(apiPort));
        socks.ifPresent(ports::add);
        return internet ? new Outside.Open(InternetPolicy.of(allowed, ports)) : Outside.CLOSED;
    }
}
