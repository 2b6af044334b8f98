package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;

/** An address on a link. */
public record InterfaceAddress(String device, Ip address, int length) implements Comparable<InterfaceAddress> {
    @Override
    public int compareTo(InterfaceAddress other) {
        return toString().compareTo(other.toString());
    }

    /** As iproute2 takes it. */
    @Override
    public String toString() {
        // Who else could have it? The kernel would ask for a second before it uses an IPv6 address.
        return address + "/" + length + " dev " + device + (address.family() == Family.IPV6 ? " nodad" : "");
    }
}
