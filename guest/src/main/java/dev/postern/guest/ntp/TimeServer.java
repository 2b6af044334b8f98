package dev.postern.guest.ntp;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * The answers of the Amazon Time Sync Service: those of a server that has its time from another one, in the simple form of the
 * protocol (RFC 4330; the packet's layout is that of RFC 5905, 7.3).
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-ec2-ntp.html">Time synchronization</a>
 */
public final class TimeServer {
    private static final int PACKET_BYTES = 48;
    private static final int VERSION_MAX = 4;
    private static final int CLIENT = 3;
    private static final int SERVER = 4;
    private static final byte STRATUM = 3;

    /** About a microsecond, as a power of two of seconds. */
    private static final byte PRECISION = -20;

    /** In units of 1/65536 s: a quarter of a millisecond. */
    private static final int ROOT_DISTANCE = 16;

    /** The server behind this one: 169.254.169.122. */
    private static final int REFERENCE = 0xA9FEA97A;

    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimeServer() {}

    /**
     * Answers a client's packet.
     *
     * @param query without extension fields or with them, which are not answered
     * @param now the time of both its arrival and the answer's departure
     * @return nothing for what is no question
     */
    public static Optional<byte[]> answer(byte[] query, Instant now) {
        if (query.length < PACKET_BYTES) {
            return Optional.empty();
        }
        int version = query[0] >> 3 & 7;
        int mode = query[0] & 7;
        if (mode != CLIENT || version < 1 || version > VERSION_MAX) {
            return Optional.empty();
        }
        byte poll = query[2];
        long sent = ByteBuffer.wrap(query).getLong(PACKET_BYTES - Long.BYTES);
        return Optional.of(ByteBuffer.allocate(PACKET_BYTES)
                .put((byte) (version << 3 | SERVER))
                .put(STRATUM)
                .put(poll)
                .put(PRECISION)
                .putInt(ROOT_DISTANCE)
                .putInt(ROOT_DISTANCE)
                .putInt(REFERENCE)
                .putLong(timestamp(Instant.ofEpochSecond(now.getEpochSecond())))
                .putLong(sent)
                .putLong(timestamp(now))
                .putLong(timestamp(now))
                .array());
    }

    /** Seconds since 1900, of the era that the clock is in, and their fraction. */
    static long timestamp(Instant time) {
        long seconds = time.getEpochSecond() + SECONDS_FROM_1900_TO_1970;
        long fraction = ((long) time.getNano() << Integer.SIZE) / NANOS_PER_SECOND;
        return seconds << Integer.SIZE | fraction;
    }
}
