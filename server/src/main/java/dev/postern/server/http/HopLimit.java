package dev.postern.server.http;

import io.netty.channel.Channel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/** How many hops a connection's packets may make: the time to live of IPv4, the hop limit of IPv6. */
final class HopLimit {
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;

    private static final IntegerUnixChannelOption IPV4 = new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, IP_TTL);
    private static final IntegerUnixChannelOption IPV6 =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPPROTO_IPV6, IPV6_UNICAST_HOPS);

    static final int USUAL = 64;

    private HopLimit() {}

    /** Sets it. A socket that listens at the addresses of both families has one for each. */
    static void set(Channel channel, int hops) {
        channel.config().setOption(IPV4, hops);
        channel.config().setOption(IPV6, hops);
    }
}
