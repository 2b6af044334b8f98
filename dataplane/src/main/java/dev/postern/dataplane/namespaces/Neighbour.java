package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.util.Comparator;

/** A permanent entry of the neighbour table: nobody needs to ask, and nobody can answer falsely. */
public record Neighbour(String device, Ip address, Mac mac) implements Comparable<Neighbour> {
    private static final Comparator<Neighbour> ORDER = Comparator.comparing(Neighbour::device)
            .thenComparing(Neighbour::address)
            .thenComparing(neighbour -> neighbour.mac().value());

    @Override
    public int compareTo(Neighbour other) {
        return ORDER.compare(this, other);
    }

    /** As iproute2 takes it. */
    @Override
    public String toString() {
        return address + " lladdr " + mac + " dev " + device + " nud permanent";
    }
}
