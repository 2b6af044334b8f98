package dev.postern.network;

import dev.postern.model.net.Cidr;

/** How near to the host an address of its world is. */
public sealed interface Nearness {
    Nearness ELSEWHERE = new Elsewhere();
    Nearness OWN = new Own();

    /** Behind a router, as for everybody. */
    record Elsewhere() implements Nearness {}

    /** The host itself answers there, loopback among it. */
    record Own() implements Nearness {}

    /**
     * On a link of the host: who is there may trust its neighbours more than the rest of the world, whether its address is everybody's
     * or not.
     *
     * @param network that of one of the host's interfaces
     */
    record Neighbour(Cidr network) implements Nearness {}
}
