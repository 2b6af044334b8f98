package dev.postern.server.http;

import dev.postern.model.net.Ip;

/**
 * The two ends of a connection, as the socket has them.
 *
 * @param local the address that the client connected to: inside a VPC, a service's public address
 * @param remote the client's
 */
public record Peer(Ip local, int localPort, Ip remote, int remotePort, boolean secure) {}
