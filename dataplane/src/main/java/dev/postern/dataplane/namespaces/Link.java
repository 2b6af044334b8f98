package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Mac;

/** One end of a veth pair, as it is in its namespace. */
public record Link(String name, Mac mac, int mtu, boolean up) {}
