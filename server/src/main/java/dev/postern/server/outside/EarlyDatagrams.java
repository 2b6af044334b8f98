package dev.postern.server.outside;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** What a flow is sent before its socket is there: few, and of few bytes in all, as anybody may begin very many flows. */
final class EarlyDatagrams {
    static final int NUMBER_MAX = 8;
    static final int BYTES_MAX = 16_384;

    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private int bytes;

    /** Keeps one, or lets it go if there are too many: it is lost, as at any full queue. */
    void add(ByteBuf datagram) {
        int more = datagram.readableBytes();
        if (waiting.size() >= NUMBER_MAX || bytes + more > BYTES_MAX) {
            datagram.release();
        } else {
            waiting.add(datagram);
            bytes += more;
        }
    }

    /** Hands all of them over, the first one first. */
    void handOver(Consumer<ByteBuf> to) {
        bytes = 0;
        while (!waiting.isEmpty()) {
            to.accept(waiting.remove());
        }
    }
}
