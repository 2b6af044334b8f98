package dev.postern.dataplane;

import dev.postern.model.net.Ip;
import java.io.IOException;

/** Sends a packet as programs in a place do, and waits for what comes back: the network decides. */
public interface PacketSender {
    /** What came back. */
    enum Answer {
        ANSWERED,
        /** It arrived, and nobody listens. */
        REFUSED,
        /** Somebody on the way, or the own kernel, said that it cannot arrive. */
        UNREACHABLE,
        /** Nothing within the limit. */
        SILENCE
    }

    /**
     * Opens a connection, and closes it again.
     *
     * @throws IOException when it cannot even be sent
     */
    Answer connect(Ip destination, int port) throws IOException;

    /** Sends a datagram, and waits for one. Silence proves nothing where the receiver need not answer. */
    Answer send(Ip destination, int port, byte[] content) throws IOException;

    /** Sends an echo request. */
    Answer echo(Ip destination) throws IOException;
}
