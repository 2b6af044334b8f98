package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Mac;

/** One end of a veth pair, as it is in its namespace. */
public record Link(String name, Mac mac, int mtu, boolean up) {
    /**
     * Whether another state of it is as good.
     *
     * @param exactly if not, smaller packets than it could carry are the owner's choice
     */
    boolean isLike(Link other, boolean exactly) {
        return isMadeLike(other, exactly) && up == other.up;
    }

    /** The same, whether it is up or not. */
    boolean isMadeLike(Link other, boolean exactly) {
        return mac.equals(other.mac) && (exactly ? mtu == other.mtu : other.mtu <= mtu);
    }
}
