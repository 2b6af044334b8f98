package dev.postern.server.http;

import dev.postern.model.net.Ip;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a connection begins to speak TLS: at once, or if its first byte is that of a handshake. */
final class TlsStart {
    private static final int HANDSHAKE = 0x16;
    private static final int HELLO_BYTES_MAX = 64 << 10;

    private final Certificates certificates;
    private final Limits limits;

    TlsStart(Certificates certificates, Limits limits) {
        this.certificates = certificates;
        this.limits = limits;
    }

    /** Begins the pipeline of a connection that must be TLS. */
    void always(SocketChannel channel) {
        channel.pipeline().addLast(handshake(channel)).addLast(new ChunkedWriteHandler());
    }

    /** Begins the pipeline of a connection that may be TLS or plain. */
    void ifAsked(SocketChannel channel) {
        channel.pipeline().addLast(new FirstByte(channel));
    }

    private SniHandler handshake(SocketChannel channel) {
        Ip local = Ip.of(channel.localAddress().getAddress());
        return new SniHandler(
                (host, promise) -> look(host, local, promise),
                HELLO_BYTES_MAX,
                limits.head().toMillis());
    }

    /** Off the event loop, since a certificate may have to be made first. */
    private Promise<SslContext> look(@Nullable String host, Ip local, Promise<SslContext> promise) {
        Thread.ofVirtual().start(() -> {
            try {
                promise.setSuccess(certificates.context(Optional.ofNullable(host), local));
            } catch (RuntimeException e) {
                promise.setFailure(e);
            }
        });
        return promise;
    }

    private final class FirstByte extends ByteToMessageDecoder {
        private final SocketChannel channel;

        private FirstByte(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
            ChannelPipeline pipeline = context.pipeline();
            if (bytes.getUnsignedByte(bytes.readerIndex()) == HANDSHAKE) {
                pipeline.addAfter(context.name(), "chunks", new ChunkedWriteHandler());
                pipeline.addAfter(context.name(), "tls", handshake(channel));
            }
            pipeline.remove(this); // hands on what it holds
        }
    }
}
