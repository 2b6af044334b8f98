package dev.postern.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What one client, one listener and all of them may take of the process. Whoever goes over a limit of time is cut off;
 * a connection over a bound takes the place of the one that has been idle for longest.
 *
 * @param lineBytes of a request line (and of a chunk's)
 * @param headBytes of all header fields of a request, and of all its trailers
 * @param fields header fields of a request
 * @param head from a request's first byte to its last header field; a handshake of TLS has the same
 * @param bodyBytesPerSecond what a client must send of a body that somebody waits for
 * @param bodyPatience for how long it may send less
 * @param idle without a byte in either direction, while nothing is being worked on
 * @param tunnelIdle the same for a tunnel
 * @param connections open at once
 * @param perListener at one listening socket
 * @param perPeer from one address to one listening socket; loopback counts as many, it is every program of this machine
 * @param tunnels open at once
 */
public record Limits(
        int lineBytes,
        int headBytes,
        int fields,
        Duration head,
        int bodyBytesPerSecond,
        Duration bodyPatience,
        Duration idle,
        Duration tunnelIdle,
        int connections,
        int perListener,
        int perPeer,
        int tunnels) {
    private static final String OPEN_FILES = "Max open files ";
    private static final int OPEN_FILES_USUALLY = 1024;
    private static final int CONNECTIONS_MAX = 8192;
    private static final int PER_PEER_MAX = 512;
    private static final int TUNNELS_MAX = 1024;

    /**
     * The limits of a process that may have so many descriptors open: at most half of them are clients'.
     *
     * @param descriptors as {@code ulimit -n} has it
     */
    public static Limits ofDescriptors(long descriptors) {
        int connections = Math.clamp(descriptors * 2 / 5, 16, CONNECTIONS_MAX);
        return new Limits(
                32 << 10,
                64 << 10,
                256,
                Duration.ofSeconds(20),
                512,
                Duration.ofSeconds(20),
                Duration.ofSeconds(75),
                Duration.ofHours(4),
                connections,
                connections / 2,
                Math.min(PER_PEER_MAX, connections / 8),
                Math.min(TUNNELS_MAX, connections / 8));
    }

    /** Those of this process. */
    public static Limits ofThisProcess() {
        return ofDescriptors(descriptorsOfThisProcess());
    }

    /** How many this process may have open. Java's own bean for it takes 50 ms to be there. */
    public static long descriptorsOfThisProcess() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.filter(line -> line.startsWith(OPEN_FILES))
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ", 2)[0])
                    .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
                    .findFirst()
                    .orElse(OPEN_FILES_USUALLY);
        } catch (IOException e) {
            return OPEN_FILES_USUALLY;
        }
    }
}
