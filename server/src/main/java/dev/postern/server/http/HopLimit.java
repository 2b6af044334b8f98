package dev.postern.server.http;

import io.netty.channel.unix.IntegerUnixChannelOption;

/** The IP time to live of a connection's packets. */
final class HopLimit {
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 2;

    static final IntegerUnixChannelOption OPTION = new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, IP_TTL);
    static final int USUAL = 64;

    private HopLimit() {}
}
