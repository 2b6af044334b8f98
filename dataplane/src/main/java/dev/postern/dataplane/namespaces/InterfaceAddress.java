package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;

/**
 * An address on a link.
 *
 * @param given whether an instance was given it, which its metric says: so it is told from what the instance's root added, also by a
 *     process that knows nothing of what was before
 */
public record InterfaceAddress(String device, Ip address, int length, boolean given)
        implements Comparable<InterfaceAddress> {
    /** The metric of what an instance was given: the one that its DHCP client would take on AWS. */
    public static final int GIVEN_METRIC = 512;

    /** One that is not an instance's. */
    InterfaceAddress(String device, Ip address, int length) {
        this(device, address, length, false);
    }

    /** Whether both are one address to the kernel. */
    boolean isAt(InterfaceAddress other) {
        return device.equals(other.device) && address.equals(other.address) && length == other.length;
    }

    @Override
    public int compareTo(InterfaceAddress other) {
        return toString().compareTo(other.toString());
    }

    /** As iproute2 takes it. */
    @Override
    public String toString() {
        // Who else could have it? The kernel would ask for a second before it uses an IPv6 address.
        return address + "/" + length + " dev " + device + (given ? " metric " + GIVEN_METRIC : "")
                + (address.family() == Family.IPV6 ? " nodad" : "");
    }
}
