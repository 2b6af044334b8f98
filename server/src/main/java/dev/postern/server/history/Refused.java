package dev.postern.server.history;

import java.time.Instant;

/** What was refused. */
public sealed interface Refused permits RefusedRequest, RefusedPacket {
    /** Grows with each refusal that is kept. */
    long number();

    Instant at();
}
