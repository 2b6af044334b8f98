package dev.postern.server.http;

import dev.postern.model.net.Ip;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: one exchange after the other. What a pipelining client sends ahead waits; what it sends of a body is
 * read as fast as the request's thread takes it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the end of the channel
final class ExchangeHandler extends ChannelDuplexHandler {
    private static final System.Logger LOG = System.getLogger(ExchangeHandler.class.getName());

    private final HttpHandler handler;
    private final TunnelSocket tunnels;
    private final boolean secure;
    private final Deque<Object> ahead = new ArrayDeque<>();
    private @Nullable StreamedBody body;
    private boolean busy;
    private boolean bodyEnded;
    private boolean continueOwed;
    private @Nullable Peer peer;

    ExchangeHandler(HttpHandler handler, TunnelSocket tunnels, boolean secure) {
        this.handler = handler;
        this.tunnels = tunnels;
        this.secure = secure;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (busy && (bodyEnded || message instanceof HttpRequest)) {
            ahead.add(message);
            context.channel().config().setAutoRead(false);
            return;
        }
        dispatch(context, message);
    }

    private void dispatch(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            begin(context, request);
        }
        if (message instanceof HttpContent content) {
            receive(context, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            Tunnel.start(context, tunnels, request.uri());
            return;
        }
        busy = true;
        bodyEnded = false;
        continueOwed = HttpUtil.is100ContinueExpected(request);
        StreamedBody streamed = new StreamedBody(length(request), () -> proceed(context));
        body = streamed;
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        dev.postern.wire.http.HttpRequest received = convert(request, streamed);
        Peer ends = peer(context);
        Thread.ofVirtual().start(() -> serve(context, received, ends, keepAlive));
    }

    private void serve(
            ChannelHandlerContext context, dev.postern.wire.http.HttpRequest request, Peer ends, boolean keepAlive) {
        Answer answer;
        try {
            answer = handler.handle(request, ends);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a handler threw", e);
            answer = Answer.of(HttpResponse.empty(500, Headers.NONE));
        }
        ResponseWriter writer = ResponseWriter.prepare(answer, request.method().equals("HEAD"), secure);
        context.executor().execute(() -> finish(context, writer, keepAlive));
    }

    private void finish(ChannelHandlerContext context, ResponseWriter writer, boolean keepAlive) {
        StreamedBody read = body;
        if (read != null) {
            read.abandon();
        }
        // A body that was not read to its end cannot be told from the next request: the connection ends with this one.
        boolean again = keepAlive && bodyEnded;
        writer.write(context, again).addListener(done -> {
            if (!again || !done.isSuccess()) {
                context.close();
                return;
            }
            next(context);
        });
    }

    private void next(ChannelHandlerContext context) {
        busy = false;
        body = null;
        while (!ahead.isEmpty() && !(busy && bodyEnded)) {
            dispatch(context, ahead.removeFirst());
        }
        if (ahead.isEmpty()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void receive(ChannelHandlerContext context, HttpContent content) {
        StreamedBody into = body;
        if (into == null) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            into.fail();
        }
        if (content instanceof LastHttpContent && !content.content().isReadable()) {
            content.release();
        } else if (!into.offer(content.content())) {
            context.channel().config().setAutoRead(false);
        }
        if (content instanceof LastHttpContent) {
            bodyEnded = true;
            into.end();
        }
    }

    /** The body's reader wants more: the client may need to be told so, the socket may need to be read again. */
    private void proceed(ChannelHandlerContext context) {
        context.executor().execute(() -> {
            if (continueOwed) {
                continueOwed = false;
                context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            }
            context.channel().config().setAutoRead(true);
        });
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(response).addListener(done -> context.close());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        clientGone();
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            boolean waitsForUs = busy && bodyEnded;
            if (!waitsForUs) {
                clientGone();
                context.close();
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            clientGone();
            if (!busy) {
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void clientGone() {
        StreamedBody waiting = body;
        if (waiting != null && !bodyEnded) {
            waiting.fail();
        }
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(System.Logger.Level.DEBUG, "a connection failed", cause);
        }
        context.close();
    }

    private Peer peer(ChannelHandlerContext context) {
        Peer known = peer;
        if (known == null) {
            InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
            InetSocketAddress remote = (InetSocketAddress) context.channel().remoteAddress();
            known = new Peer(
                    Ip.of(local.getAddress()), local.getPort(), Ip.of(remote.getAddress()), remote.getPort(), secure);
            peer = known;
        }
        return known;
    }

    private static long length(HttpRequest request) {
        if (HttpUtil.isTransferEncodingChunked(request)) {
            return -1;
        }
        return HttpUtil.getContentLength(request, 0L);
    }

    private static dev.postern.wire.http.HttpRequest convert(HttpRequest request, StreamedBody body) {
        String uri = request.uri();
        // A proxy's form of the request line names the whole URL; the host is in its own header as well.
        int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
        if (scheme >= 0) {
            int slash = uri.indexOf('/', scheme + 3);
            uri = slash < 0 ? "/" : uri.substring(slash);
        }
        int mark = uri.indexOf('?');
        Headers.Builder headers = Headers.builder();
        request.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
        return new dev.postern.wire.http.HttpRequest(
                request.method().name(),
                mark < 0 ? uri : uri.substring(0, mark),
                mark < 0 ? "" : uri.substring(mark + 1),
                headers.build(),
                body);
    }
}
