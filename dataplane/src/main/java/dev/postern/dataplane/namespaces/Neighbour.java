package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;

/** A permanent entry of the neighbour table: nobody needs to ask, and nobody can answer falsely. */
public record Neighbour(String device, Ip address, Mac mac) implements Comparable<Neighbour> {
    @Override
    public int compareTo(Neighbour other) {
        return toString().compareTo(other.toString());
    }

    /** As iproute2 takes it. */
    @Override
    public String toString() {
        return address + " lladdr " + mac + " dev " + device + " nud permanent";
    }
}
