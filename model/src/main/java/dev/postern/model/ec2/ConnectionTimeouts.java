package dev.postern.model.ec2;

import java.util.Optional;

/**
 * How long, in seconds, the security groups of an interface remember a connection that is idle, where somebody asked for something else
 * than the defaults.
 *
 * @param tcpEstablished of TCP connections: {@value #TCP_MIN} to {@value #TCP_MAX}, which is the default
 * @param udp of datagrams one way, or of one question and its answer: {@value #UDP_DEFAULT}, the default, to {@value #UDP_MAX}
 * @param udpStream of datagrams that went to and fro more than once: {@value #STREAM_MIN} to {@value #STREAM_DEFAULT}, the default
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html#connection-tracking-timeouts">Connection
 *     tracking timeouts</a>
 */
public record ConnectionTimeouts(Optional<Integer> tcpEstablished, Optional<Integer> udp, Optional<Integer> udpStream) {
    /** The least for TCP. */
    public static final int TCP_MIN = 60;

    /** Five days. */
    public static final int TCP_MAX = 432_000;

    /** The least for single datagrams, and what they have where nothing else is said. */
    public static final int UDP_DEFAULT = 30;

    /** The most for single datagrams. */
    public static final int UDP_MAX = 60;

    /** The least for streams of datagrams. */
    public static final int STREAM_MIN = 60;

    /** The most for streams of datagrams, and what they have where nothing else is said. */
    public static final int STREAM_DEFAULT = 180;

    /** Where nobody asked for anything. */
    public static final ConnectionTimeouts DEFAULT =
            new ConnectionTimeouts(Optional.empty(), Optional.empty(), Optional.empty());

    /** Of a TCP connection, in seconds. */
    public int ofTcp() {
        return tcpEstablished.orElse(TCP_MAX);
    }

    /** Of single datagrams, in seconds. */
    public int ofUdp() {
        return udp.orElse(UDP_DEFAULT);
    }

    /** Of streams of datagrams, in seconds. */
    public int ofUdpStream() {
        return udpStream.orElse(STREAM_DEFAULT);
    }
}
