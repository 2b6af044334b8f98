package dev.postern.server.http;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its requests one after the other, each answered before the next one is looked at.
 *
 * <pre>
 * socket -> decoder -> this -> virtual thread: HttpHandler
 *        <- head and body  <-
 * </pre>
 *
 * The socket is read only when something is wanted from it: the next request, or more of a body that has room.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(ConnectionHandler.class.getName());
    private static final int COPIED_BYTES_MAX = 64 * 1024;
    private static final int TLS_CHUNK_BYTES = 128 * 1024;
    private static final int LINGER_SECONDS_MAX = 5;

    private final Connections connections;
    private final HttpTransport.Service service;
    private final boolean secure;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable Peer peer;
    private @Nullable Exchange exchange;
    private boolean writing;
    private boolean closing;
    private boolean lingering;
    private boolean inputEnded;
    private int hopLimit;

    ConnectionHandler(Connections connections, HttpTransport.Service service) {
        this.connections = connections;
        this.service = service;
        this.secure = service.tls().isPresent();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    private Peer peer(ChannelHandlerContext context) {
        Peer known = peer;
        if (known == null) {
            known = Peer.of(
                    (InetSocketAddress) context.channel().localAddress(),
                    (InetSocketAddress) context.channel().remoteAddress(),
                    secure);
            peer = known;
        }
        return known;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Exchange current = exchange;
        if (closing) {
            ReferenceCountUtil.release(message);
        } else if (current != null && current.isRequestComplete()) {
            waiting.add((HttpObject) message); // the client sends its next requests already
        } else {
            accept(context, (HttpObject) message);
        }
    }

    private void accept(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            refuse(context, Refusals.of(message.decoderResult().cause()));
            return;
        }
        if (message instanceof io.netty.handler.codec.http.HttpRequest head) {
            begin(context, head);
        }
        if (message instanceof HttpContent content) {
            Exchange current = exchange;
            if (current == null) {
                content.release();
                return;
            }
            boolean wasReady = current.isReady();
            content(current, content);
            if (!wasReady && current.isReady()) {
                start(context, current);
            } else if (current.isRequestComplete() && !writing && current.isAnswered()) {
                finish(context, current);
            }
        }
    }

    private static void content(Exchange exchange, HttpContent content) {
        exchange.content(content);
    }

    private void begin(ChannelHandlerContext context, io.netty.handler.codec.http.HttpRequest head) {
        if (head.method().equals(HttpMethod.CONNECT)) {
            closing = true;
            Thread.ofVirtual().start(() -> Tunnel.open(context, this, service.tunnels(), head.uri()));
            return;
        }
        Exchange next = new Exchange(head, () -> context.executor().execute(() -> readMore(context)));
        if (!next.namesHost()) {
            refuse(context, Refusals.noHost());
            return;
        }
        exchange = next;
        if (next.expectsContinue && next.isEmpty()) {
            // There is nothing to wait for, but the client waits, and botocore reads the next answer on a connection
            // wrongly if this one had no interim answer.
            ResponseHead.writeContinue(context);
        }
        if (next.isReady()) {
            start(context, next);
        }
    }

    private void start(ChannelHandlerContext context, Exchange current) {
        HttpRequest request = current.request(context);
        Peer from = peer(context);
        Thread.ofVirtual().start(() -> run(context, current, request, from));
    }

    /** On the virtual thread. */
    private void run(ChannelHandlerContext context, Exchange current, HttpRequest request, Peer from) {
        Answer reply;
        try {
            reply = inMemoryIfSmall(service.handler().handle(request, from));
        } catch (Throwable e) { // whatever a handler throws, the client gets an answer
            LOG.log(Level.ERROR, "no answer for " + request.method() + " " + request.path(), e);
            reply = Answer.of(HttpResponse.empty(500, Headers.NONE));
        }
        current.closeBody();
        Answer answer = reply;
        context.executor().execute(() -> respond(context, current, answer));
    }

    /** A small file costs less as bytes in the same packet as the head than as a call of its own. */
    private static Answer inMemoryIfSmall(Answer reply) {
        if (!(reply.response().payload() instanceof HttpResponse.FileRange range)
                || range.length() > COPIED_BYTES_MAX) {
            return reply;
        }
        byte[] content = new byte[(int) range.length()];
        ByteBuffer buffer = ByteBuffer.wrap(content);
        try (var file = range.file()) {
            while (buffer.hasRemaining()) {
                if (file.read(buffer, range.offset() + buffer.position()) < 0) {
                    throw new IOException("the file is shorter than its range");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HttpResponse response = reply.response();
        return new Answer(
                new HttpResponse(response.status(), response.headers(), new HttpResponse.Bytes(content)),
                reply.hopLimit());
    }

    private void respond(ChannelHandlerContext context, Exchange current, Answer reply) {
        HttpResponse response = reply.response();
        HttpResponse.Payload payload = response.payload();
        current.markAnswered();
        if (!context.channel().isActive()) {
            release(payload);
            return;
        }
        boolean last = connections.isClosing() || (inputEnded && waiting.isEmpty());
        boolean keepAlive = current.keepAlive && current.canDrain() && !last;
        closing |= !keepAlive;
        setHopLimit(context, reply.hopLimit());
        boolean noBody = current.isHead() || ResponseHead.isBodiless(response.status());
        byte[] inline =
                !noBody && payload instanceof HttpResponse.Bytes(byte[] content) && content.length <= COPIED_BYTES_MAX
                        ? content
                        : new byte[0];
        ByteBuf head = context.alloc().directBuffer(512 + inline.length);
        ResponseHead.write(head, response, payload.length(), keepAlive, current.isHttp10());
        head.writeBytes(inline);
        writing = true;
        Object rest = noBody || inline.length > 0 ? null : body(payload);
        if (noBody) {
            release(payload);
        }
        ChannelFutureListener done = future -> {
            writing = false;
            if (future.isSuccess() && closing && !current.isRequestComplete()) {
                linger(context);
            } else if (!future.isSuccess() || closing) {
                var _ = context.close();
            } else if (current.isRequestComplete()) {
                finish(context, current);
            } else {
                readMore(context); // drops what is left of the body
            }
        };
        if (rest == null) {
            context.writeAndFlush(head).addListener(done);
        } else {
            var _ = context.write(head);
            context.writeAndFlush(rest).addListener(done);
        }
    }

    /**
     * The client still sends. To close now would reset the connection, and the answer could be lost on its way; so what
     * comes is dropped until the client has read the answer and closes.
     */
    private void linger(ChannelHandlerContext context) {
        lingering = true;
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null) {
            var _ = tls.closeOutbound();
        } else if (context.channel() instanceof SocketChannel socket) {
            var _ = socket.shutdownOutput();
        }
        Runnable close = () -> {
            var _ = context.close();
        };
        var _ = context.executor().schedule(close, LINGER_SECONDS_MAX, TimeUnit.SECONDS);
        context.read();
    }

    private @Nullable Object body(HttpResponse.Payload payload) {
        return switch (payload) {
            case HttpResponse.Bytes(byte[] content) -> content.length == 0 ? null : Unpooled.wrappedBuffer(content);
            case HttpResponse.HeadOnly _ -> null;
            case HttpResponse.FileRange range
            when range.length() == 0 -> {
                release(range);
                yield null;
            }
            case HttpResponse.FileRange range
            when secure -> {
                try {
                    yield new ChunkedNioFile(range.file(), range.offset(), range.length(), TLS_CHUNK_BYTES);
                } catch (IOException e) {
                    release(range);
                    throw new UncheckedIOException(e);
                }
            }
            case HttpResponse.FileRange range -> new DefaultFileRegion(range.file(), range.offset(), range.length());
        };
    }

    private static void release(HttpResponse.Payload payload) {
        if (payload instanceof HttpResponse.FileRange range) {
            try {
                range.file().close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing a file", e);
            }
        }
    }

    /** Stays until the next answer: packets that are sent again must not live longer than the first ones. */
    private void setHopLimit(ChannelHandlerContext context, OptionalInt wanted) {
        int limit = wanted.orElse(0);
        if (limit != hopLimit) {
            hopLimit = limit;
            context.channel().config().setOption(HopLimit.OPTION, limit == 0 ? HopLimit.USUAL : limit);
        }
    }

    private void finish(ChannelHandlerContext context, Exchange current) {
        if (exchange != current) {
            return;
        }
        exchange = null;
        if (connections.isClosing()) {
            var _ = context.close();
            return;
        }
        while (!waiting.isEmpty() && !closing) {
            Exchange next = exchange;
            if (next != null && next.isRequestComplete()) {
                return; // it will come back here when it is answered
            }
            accept(context, waiting.removeFirst());
        }
        if (exchange == null && inputEnded) {
            var _ = context.close();
        } else {
            readMore(context);
        }
    }

    private void readMore(ChannelHandlerContext context) {
        Exchange current = exchange;
        if (lingering || (!closing && (current == null || current.wantsMore()))) {
            context.read();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readMore(context);
    }

    void refuse(ChannelHandlerContext context, HttpResponse response) {
        closing = true;
        ByteBuf out = context.alloc().directBuffer(512);
        ResponseHead.write(out, response, response.payload().length(), false, false);
        if (response.payload() instanceof HttpResponse.Bytes(byte[] content)) {
            out.writeBytes(content);
        }
        context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            Exchange current = exchange;
            boolean clientIsSilent = current == null || writing || current.isStarving();
            if (clientIsSilent) {
                var _ = context.close();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            endInput(context);
        } else if (event instanceof Connections.Drain && (exchange == null || lingering)) {
            var _ = context.close();
        }
        ReferenceCountUtil.release(event);
    }

    /** The client sends no more, but may still read: what it has asked for is answered. */
    private void endInput(ChannelHandlerContext context) {
        inputEnded = true;
        Exchange current = exchange;
        if (lingering || (current == null && waiting.isEmpty()) || (current != null && !current.isReady())) {
            var _ = context.close();
        } else if (current != null && !current.isRequestComplete()) {
            current.fail("the client ended the connection before its request was complete");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        if (exchange != null) {
            exchange.fail("the client closed the connection before its request was complete");
        }
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || context.pipeline().get(SslHandler.class) != null) {
            LOG.log(Level.DEBUG, "connection broke", cause); // clients go away, and probes do not speak TLS
        } else {
            LOG.log(Level.ERROR, "connection failed", cause);
        }
        var _ = context.close();
    }
}
