package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Mac;

/**
 * A pair of links, made from the router's side.
 *
 * @param near the end in the namespace that makes the pair
 * @param peerNamespace where the other end goes
 * @param far the other end
 */
public record Veth(Link near, String peerNamespace, Link far) {
    static Veth of(String name, Mac mac, String peerNamespace, String peerName, Mac peerMac, int mtu) {
        return new Veth(new Link(name, mac, mtu, true), peerNamespace, new Link(peerName, peerMac, mtu, true));
    }
}
