package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** A small datagram that waits holds little memory. */
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
}
