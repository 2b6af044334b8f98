package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Datagrams that wait hold little memory. */
final class DatagramsTest {
    @Test
    void aDatagramIsKeptInABufferOfItsSize() {
        ByteBuf read = Unpooled.buffer(65_535);
        read.writeBytes(new byte[] {9, 1, 2, 3});
        read.skipBytes(1);
        ByteBuf kept = Datagrams.exact(read);
        assertThat(kept.capacity()).isEqualTo(3);
        assertThat(ByteBufUtil.getBytes(kept)).containsExactly(1, 2, 3);
        kept.release();
        read.release();
    }

    @Test
    void fewWaitForTheirSocketAndFewBytes() {
        EarlyDatagrams small = new EarlyDatagrams();
        for (int bytes = 1; bytes <= 10; bytes++) {
            small.add(datagram(bytes));
        }
        assertThat(handedOver(small)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        EarlyDatagrams large = new EarlyDatagrams();
        ByteBuf tooMuch = datagram(2);
        List.of(datagram(EarlyDatagrams.BYTES_MAX - 1), tooMuch, datagram(1)).forEach(large::add);
        assertThat(tooMuch.refCnt()).isZero();
        assertThat(handedOver(large)).containsExactly(EarlyDatagrams.BYTES_MAX - 1, 1);
        large.add(datagram(EarlyDatagrams.BYTES_MAX));
        assertThat(handedOver(large)).containsExactly(EarlyDatagrams.BYTES_MAX);
    }

    private static ByteBuf datagram(int bytes) {
        return Unpooled.buffer(bytes).writeZero(bytes);
    }

    /** How many bytes each has. */
    private static List<Integer> handedOver(EarlyDatagrams early) {
        List<Integer> all = new ArrayList<>();
        early.handOver(one -> {
            all.add(one.readableBytes());
            one.release();
        });
        return all;
    }
}
