package dev.postern.server.http;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
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
    private static final int LINGER_SECONDS_MAX = 5;

    private final Connections connections;
    private final Connections.Connection place;
    private final HttpTransport.Service service;
    private final RequestDecoder requests;
    private final Patience patience;
    private boolean secure;
    private @Nullable Peer peer;
    private @Nullable Exchange exchange;
    private boolean writing;
    private boolean closing;
    private boolean lingering;
    private boolean inputEnded;
    private int hopLimit;

    /**
     * The last handler of a pipeline.
     *
     * @param requests the one before it
     */
    ConnectionHandler(
            Connections connections,
            Connections.Connection place,
            HttpTransport.Service service,
            RequestDecoder requests) {
        this.connections = connections;
        this.place = place;
        this.service = service;
        this.requests = requests;
        this.patience = new Patience(connections.limits());
    }

    /** Bytes went through the tunnel that this connection is one end of. */
    void tunnelMoved() {
        place.waitFor(Connections.Turn.TUNNEL);
    }

    /** How long a tunnel may be silent. */
    Duration tunnelIdle() {
        return connections.limits().tunnelIdle();
    }

    /** The same, once one end has ended its side. */
    Duration halfTunnelIdle() {
        return connections.limits().idle();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    private Peer peer(ChannelHandlerContext context) {
        Peer known = peer;
        if (known == null) {
            secure = context.pipeline().get(SslHandler.class) != null;
            known = Peer.of(
                    (InetSocketAddress) context.channel().localAddress(),
                    (InetSocketAddress) context.channel().remoteAddress(),
                    secure);
            peer = known;
        }
        return known;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else if (((HttpObject) message).decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            refuse(context, Refusals.of(((HttpObject) message).decoderResult().cause()));
        } else {
            accept(context, message);
        }
    }

    private void accept(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof io.netty.handler.codec.http.HttpRequest head) {
            patience.headCame();
            begin(context, head);
        }
        if (message instanceof HttpContent content) {
            Exchange current = exchange;
            if (current == null) {
                content.release();
                return;
            }
            boolean wasReady = current.isReady();
            current.content(content);
            if (!wasReady && current.isReady()) {
                start(context, current);
            } else if (current.isRequestComplete() && !writing && current.isAnswered()) {
                finish(context, current);
            }
        }
    }

    private void begin(ChannelHandlerContext context, io.netty.handler.codec.http.HttpRequest head) {
        Optional<RequestTarget> target = RequestTarget.find(head.uri());
        Optional<HttpResponse> refusal =
                HeadRules.refusal(head, target, connections.limits().fields());
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
            return;
        }
        if (head.method().equals(HttpMethod.CONNECT)) {
            if (!connections.mayTunnel(context.channel())) {
                refuse(context, Refusals.text(503, "There are too many tunnels."));
                return;
            }
            closing = true;
            place.waitFor(Connections.Turn.TUNNEL);
            Thread.ofVirtual().start(() -> Tunnel.open(context, this, service.tunnels(), head.uri()));
            return;
        }
        Exchange next = new Exchange(
                head, target.orElseThrow(), () -> context.executor().execute(() -> readMore(context)));
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
        place.waitFor(Connections.Turn.SERVER);
        Thread.ofVirtual().start(() -> run(context, current, request, from));
    }

    /** On the virtual thread. */
    private void run(ChannelHandlerContext context, Exchange current, HttpRequest request, Peer from) {
        Answer reply;
        try {
            reply = ResponseBody.inMemoryIfSmall(service.handler().handle(request, from));
        } catch (Throwable e) { // whatever a handler throws, the client gets an answer
            LOG.log(Level.ERROR, "no answer for " + request.method() + " " + request.path(), e);
            reply = Answer.of(HttpResponse.empty(500, Headers.NONE));
        }
        current.closeBody();
        Answer answer = reply;
        context.executor().execute(() -> respond(context, current, answer));
    }

    private void respond(ChannelHandlerContext context, Exchange current, Answer reply) {
        HttpResponse response = reply.response();
        HttpResponse.Payload payload = response.payload();
        current.markAnswered();
        if (!context.channel().isActive() || exchange != current) {
            ResponseBody.release(payload);
            return;
        }
        boolean last = connections.isClosing() || (inputEnded && !requests.hasMore());
        boolean keepAlive = current.keepAlive && current.canDrain() && !last;
        closing |= !keepAlive;
        setHopLimit(context, reply.hopLimit());
        boolean noBody = current.isHead() || ResponseHead.isBodiless(response.status());
        byte[] inline = !noBody
                        && payload instanceof HttpResponse.Bytes(byte[] content)
                        && content.length <= ResponseBody.COPIED_BYTES_MAX
                ? content
                : new byte[0];
        ByteBuf head = context.alloc().directBuffer(512 + inline.length);
        ResponseHead.write(head, response, payload.length(), keepAlive, current.isHttp10());
        head.writeBytes(inline);
        writing = true;
        place.waitFor(Connections.Turn.CLIENT);
        Object rest = noBody || inline.length > 0 ? null : ResponseBody.message(payload, secure);
        if (noBody) {
            ResponseBody.release(payload);
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
            if (rest instanceof ChunkedInput<?> && context.pipeline().get(ChunkedWriteHandler.class) == null) {
                context.pipeline().addBefore(context.name(), "chunks", new ChunkedWriteHandler());
            }
            var _ = context.write(head);
            context.writeAndFlush(rest).addListener(done);
        }
    }

    /**
     * The client still sends. To close now would reset the connection, and the answer could be lost on its way; so what
     * comes is dropped until the client has read the answer and closes.
     */
    private void linger(ChannelHandlerContext context) {
        if (inputEnded) {
            var _ = context.close();
            return;
        }
        lingering = true;
        place.waitFor(Connections.Turn.REQUEST);
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

    /** Stays until the next answer: packets that are sent again must not live longer than the first ones. */
    private void setHopLimit(ChannelHandlerContext context, OptionalInt wanted) {
        int limit = wanted.orElse(0);
        if (limit != hopLimit) {
            hopLimit = limit;
            HopLimit.set(context.channel(), limit == 0 ? HopLimit.USUAL : limit);
        }
    }

    private void finish(ChannelHandlerContext context, Exchange current) throws Exception {
        if (exchange != current) {
            return;
        }
        exchange = null;
        patience.bodyCame();
        place.waitFor(Connections.Turn.REQUEST);
        if (connections.isClosing()) {
            var _ = context.close();
            return;
        }
        requests.next(context);
        if (exchange == null && !closing && inputEnded) {
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
        Exchange current = exchange;
        if (current == null && requests.isInsideHead()) {
            patience.awaitHead(context);
        } else if (current != null && !current.isRequestComplete()) {
            patience.awaitBody(context, current);
            if (!current.isReady()) {
                place.waitFor(Connections.Turn.CLIENT);
            }
        }
        readMore(context);
    }

    void refuse(ChannelHandlerContext context, HttpResponse response) {
        Exchange current = exchange;
        boolean answered = current != null && current.isAnswered();
        closing = true;
        patience.end();
        exchange = null;
        if (current != null) {
            current.fail("the rest of the request cannot be read");
        }
        if (answered) {
            if (!writing) {
                var _ = context.close();
            }
            return; // there is one answer to a request
        }
        ByteBuf out = context.alloc().directBuffer(512);
        ResponseHead.write(out, response, response.payload().length(), false, false);
        if (response.payload() instanceof HttpResponse.Bytes(byte[] content)) {
            out.writeBytes(content);
        }
        context.writeAndFlush(out).addListener(written -> {
            if (written.isSuccess()) {
                linger(context);
            } else {
                var _ = context.close();
            }
        });
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
        if (lingering || (current == null && !closing) || (current != null && !current.isReady())) {
            var _ = context.close();
        } else if (current != null && !current.isRequestComplete()) {
            current.fail("the client ended the connection before its request was complete");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        patience.end();
        if (exchange != null) {
            exchange.fail("the client closed the connection before its request was complete");
        }
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
