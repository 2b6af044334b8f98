package dev.postern.server.http;

import dev.postern.model.net.Ip;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** All HTTP of the process: one group of event loops under every listener. */
public final class HttpTransport implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Connections connections;

    /** A transport with the limits of this process. */
    public HttpTransport(EventLoopGroup loops) {
        this(loops, Limits.ofThisProcess());
    }

    HttpTransport(EventLoopGroup loops, Limits limits) {
        this.loops = loops;
        this.connections = new Connections(limits, System::nanoTime);
    }

    /** Whether connections are TLS. */
    public enum Security {
        NONE,
        TLS,
        /** As the client begins. */
        EITHER
    }

    /**
     * What speaks on a listener.
     *
     * @param certificates asked for none if there is no TLS
     * @param others what speaks instead of HTTP on connections to a local address, by that address; sharable
     */
    public record Service(
            HttpHandler handler,
            TunnelSocket tunnels,
            Security security,
            Certificates certificates,
            Map<Ip, ChannelHandler> others) {
        private static final Certificates NO_CERTIFICATES = (host, local) -> {
            throw new IllegalStateException("there is no TLS here");
        };

        /** Without TLS and tunnels. */
        public static Service plain(HttpHandler handler) {
            return new Service(handler, _ -> Optional.empty(), Security.NONE, NO_CERTIFICATES, Map.of());
        }

        /** With TLS only. */
        public static Service secure(HttpHandler handler, Certificates certificates) {
            return plain(handler).with(Security.TLS, certificates);
        }

        public Service with(Collection<Ip> locals, ChannelHandler other) {
            return new Service(
                    handler,
                    tunnels,
                    security,
                    certificates,
                    locals.stream().collect(Collectors.toUnmodifiableMap(local -> local, _ -> other)));
        }

        public Service with(TunnelSocket newTunnels) {
            return new Service(handler, newTunnels, security, certificates, others);
        }

        public Service with(Security newSecurity, Certificates newCertificates) {
            return new Service(handler, tunnels, newSecurity, newCertificates, others);
        }
    }

    /**
     * Listens.
     *
     * @param socket made on a thread in the namespace in which it shall listen
     * @throws BindException when the address is taken
     */
    public Listener listen(EpollServerSocketChannel socket, InetSocketAddress address, Service service)
            throws BindException {
        return Listener.open(loops, socket, address, new Connection(service));
    }

    @Override
    public void close() {
        connections.close();
    }

    private final class Connection extends ChannelInitializer<SocketChannel> {
        private final Service service;

        private Connection(Service service) {
            this.service = service;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            connections.admit(channel, this).ifPresentOrElse(place -> fill(channel, place), () -> {
                var _ = channel.close();
            });
        }

        private void fill(SocketChannel channel, Connections.Connection place) {
            Optional<ChannelHandler> other = other(channel);
            if (other.isPresent()) {
                channel.config().setAutoRead(true);
                channel.pipeline().addLast(other.get());
                connections.started(channel);
                return;
            }
            Limits limits = connections.limits();
            TlsStart tls = new TlsStart(service.certificates(), limits);
            switch (service.security()) {
                case NONE -> {}
                case TLS -> tls.always(channel);
                case EITHER -> tls.ifAsked(channel);
            }
            RequestDecoder requests = new RequestDecoder(limits);
            channel.pipeline()
                    .addLast(new IdleStateHandler(true, 0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS))
                    .addLast(requests)
                    .addLast(new ConnectionHandler(connections, place, service, requests));
            connections.started(channel);
        }

        private Optional<ChannelHandler> other(SocketChannel channel) {
            return service.others().isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(
                            service.others().get(Ip.of(channel.localAddress().getAddress())));
        }
    }
}
