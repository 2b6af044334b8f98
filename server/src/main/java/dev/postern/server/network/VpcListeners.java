package dev.postern.server.network;

import dev.postern.dataplane.Place;
import dev.postern.dataplane.Places;
import dev.postern.guest.dhcp.DhcpServer;
import dev.postern.guest.dhcpv6.Dhcpv6Server;
import dev.postern.guest.dns.VpcView;
import dev.postern.guest.ntp.TimeServer;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PublicService;
import dev.postern.model.request.Connection;
import dev.postern.network.EndpointLocator;
import dev.postern.network.GatewayService;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.server.balancing.Joints;
import dev.postern.server.gateway.FrontDoor;
import dev.postern.server.health.Health;
import dev.postern.server.http.Answer;
import dev.postern.server.http.HttpHandler;
import dev.postern.server.http.HttpTransport;
import dev.postern.server.http.Peer;
import dev.postern.server.outside.Beyond;
import dev.postern.server.outside.HostResolvers;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The listeners inside VPCs: HTTP and TLS at every address that is local there, the resolver, the clock and DHCP; at endpoints' interfaces; and
 * at balancers' nodes. The first are open before an instance of the VPC runs, and know by (namespace, local address, peer address) through
 * which door a request came. Where they are, routers also speak unasked.
 */
public final class VpcListeners implements Places.Listener {
    private static final String INTERNET = "internet";
    private static final int HTTP = GuestService.STREAMS_PORT;
    private static final int HTTPS = 443;
    private static final int DNS = 53;
    private static final int NTP = 123;
    private static final List<Ip> RESOLVERS =
            List.of(GuestService.resolver(Family.IPV4), GuestService.resolver(Family.IPV6));

    private final HttpTransport transport;
    private final EventLoopGroup loops;
    private final TlsContexts tls;
    private final Names names;
    private final Leases leases;
    private final MetadataEndpoint metadata;
    private final ServiceFront services;
    private final Supplier<NetworkIntent> intent;
    private final Clock clock;
    private final Optional<Beyond> beyond;
    private final Doors doors;
    private final NodeListeners nodes;
    private final Advertiser advertiser;

    /**
     * Listeners that know the network.
     *
     * @param intent the one that the kernel carries
     * @param beyond the world outside, where it is open
     * @param joints what joins connections at the nodes of balancers
     */
    public VpcListeners(
            HttpTransport transport,
            EventLoopGroup loops,
            TlsContexts tls,
            Names names,
            Leases leases,
            MetadataEndpoint metadata,
            ServiceFront services,
            Supplier<NetworkIntent> intent,
            Clock clock,
            Optional<Beyond> beyond,
            Joints joints,
            Health health) {
        this.transport = transport;
        this.loops = loops;
        this.tls = tls;
        this.names = names;
        this.leases = leases;
        this.metadata = metadata;
        this.services = services;
        this.intent = intent;
        this.clock = clock;
        this.beyond = beyond;
        this.doors = new Doors(health);
        this.nodes = new NodeListeners(loops, doors, joints);
        this.advertiser = new Advertiser(intent, loops, new Random());
    }

    /** Listens on the internet's side: the services' public front doors. */
    @Override
    public void internetAppeared(Place internet) {
        HttpHandler handler = (request, peer) -> publicly(request, peer);
        doors.open(INTERNET, open -> {
            open.add(transport.listen(inside(internet, ListeningSockets::streams), everywhere(HTTP), plain(handler)));
            open.add(transport.listen(inside(internet, ListeningSockets::streams), everywhere(HTTPS), secure(handler)));
            if (beyond.isPresent()) {
                beyond.get().listen(loops, internet, open);
            }
        });
    }

    @Override
    public void internetDisappearing() {
        doors.close(INTERNET);
    }

    /** Opens again what closed by itself, or could not be opened. */
    public void tend() {
        doors.tend();
    }

    /** What a VPC costs in descriptors: there may be a thousand VPCs, and a process has a limit. */
    private record Sockets(
            EpollServerSocketChannel http,
            EpollServerSocketChannel https,
            SortedMap<Family, EpollDatagramChannel> names,
            SortedMap<Family, EpollDatagramChannel> time,
            SortedMap<Family, EpollDatagramChannel> leases) {
        static Sockets make() {
            return new Sockets(
                    ListeningSockets.streams(),
                    ListeningSockets.streams(),
                    ofEachFamily(),
                    ofEachFamily(),
                    ofEachFamily());
        }

        /** A datagram's answer comes from the address that its socket has, so one serves one family. */
        private static SortedMap<Family, EpollDatagramChannel> ofEachFamily() {
            return new TreeMap<>(Map.of(
                    Family.IPV4, ListeningSockets.datagrams(Family.IPV4),
                    Family.IPV6, ListeningSockets.datagrams(Family.IPV6)));
        }

        /** Those on which nothing listens yet belong to no event loop that would close them. */
        void abandon() {
            Stream.<Collection<? extends Channel>>of(
                            List.of(http, https), names.values(), time.values(), leases.values())
                    .flatMap(Collection::stream)
                    .forEach(channel -> channel.unsafe().closeForcibly());
        }
    }

    @Override
    public void vpcAppeared(VpcId vpc, Place router) {
        advertiser.begin(vpc, router);
        HttpHandler handler = (request, peer) -> answer(vpc, request, peer);
        Supplier<VpcView> view = () -> names.view(vpc);
        Optional<HostResolvers.Share> resolvers =
                beyond.map(outside -> outside.resolvers().of(vpc));
        doors.open(vpc.value(), open -> {
            Sockets sockets = inside(router, Sockets::make);
            try {
                HttpTransport.Service web = plain(handler).with(RESOLVERS, DnsQuestions.streams(view, resolvers));
                open.add(transport.listen(sockets.http(), everywhere(HTTP), web));
                open.add(transport.listen(sockets.https(), everywhere(HTTPS), secure(handler)));
                for (Family family : Family.values()) {
                    open.add(DatagramListener.open(
                            loops,
                            of(sockets.names(), family),
                            at(GuestService.resolver(family), DNS),
                            DnsQuestions.datagrams(view, resolvers)));
                    open.add(DatagramListener.open(
                            loops, of(sockets.time(), family), at(GuestService.clock(family), NTP), this::tellTime));
                }
                open.add(DatagramListener.open(
                        loops,
                        of(sockets.leases(), Family.IPV4),
                        at(GuestService.DHCP_LISTENER, GuestService.DHCP_PORT),
                        (question, asking, answer) -> lease(vpc, question, asking, answer)));
                open.add(DatagramListener.open(
                        loops,
                        of(sockets.leases(), Family.IPV6),
                        at(GuestService.DHCPV6_LISTENER, GuestService.DHCPV6_PORT),
                        (question, asking, answer) -> ipv6Lease(vpc, question, asking, answer)));
            } catch (IOException | RuntimeException e) {
                sockets.abandon();
                throw e;
            }
        });
    }

    private void tellTime(byte[] question, InetSocketAddress asking, Consumer<byte[]> answer) {
        TimeServer.answer(question, clock.instant()).ifPresent(answer);
    }

    private void lease(VpcId vpc, byte[] question, InetSocketAddress asking, Consumer<byte[]> answer) {
        leases.of(vpc, Ip.of(asking.getAddress()))
                .flatMap(lease -> DhcpServer.answer(question, lease))
                .ifPresent(answer);
    }

    private void ipv6Lease(VpcId vpc, byte[] question, InetSocketAddress asking, Consumer<byte[]> answer) {
        leases.ofIpv6(vpc, Ip.of(asking.getAddress()))
                .flatMap(lease -> Dhcpv6Server.answer(question, lease))
                .ifPresent(answer);
    }

    @Override
    public void vpcDisappearing(VpcId vpc) {
        advertiser.end(vpc);
        doors.close(vpc.value());
    }

    @Override
    public void endpointAppeared(NetworkInterfaceId networkInterface, Place endpoint) {
        HttpHandler handler = (request, peer) -> atEndpoint(networkInterface, request, peer);
        doors.open(networkInterface.value(), open -> {
            open.add(transport.listen(inside(endpoint, ListeningSockets::streams), everywhere(HTTP), plain(handler)));
            open.add(transport.listen(inside(endpoint, ListeningSockets::streams), everywhere(HTTPS), secure(handler)));
        });
    }

    @Override
    public void nodeAppeared(NetworkInterfaceId networkInterface, Place node) {
        nodes.appeared(networkInterface, node);
    }

    @Override
    public void managedDisappearing(NetworkInterfaceId networkInterface) {
        doors.close(networkInterface.value());
        nodes.disappearing(networkInterface);
    }

    /** Listens at the nodes of balancers where the network now leads connections to the server. */
    public void follow(NetworkIntent applied) {
        nodes.follow(applied);
    }

    private Answer atEndpoint(NetworkInterfaceId networkInterface, HttpRequest request, Peer peer) {
        NetworkIntent current = intent.get();
        return EndpointLocator.endpointAt(current, networkInterface)
                .flatMap(endpoint -> EndpointLocator.connection(current, endpoint, peer.remote(), peer.secure())
                        .flatMap(connection -> asked(endpoint)
                                .map(service -> services.handle(request, FrontDoor.of(connection, service)))))
                .orElseGet(VpcListeners::nobody);
    }

    /** The service of AWS behind an endpoint, in its Region if it has one. */
    private static Optional<AddressPlan.ServiceAddress> asked(Holder.EndpointHolder endpoint) {
        return switch (endpoint.behind()) {
            case Holder.AwsService(String service, Region region) ->
                Optional.of(new AddressPlan.ServiceAddress(
                        service, Optional.of(region).filter(_ -> PublicService.isRegional(service))));
            case Holder.Conduit _ -> Optional.empty();
        };
    }

    private Answer answer(VpcId vpc, HttpRequest request, Peer peer) {
        NetworkIntent current = intent.get();
        return EndpointLocator.door(current, vpc, peer.remote(), peer.local())
                .flatMap(door -> switch (door) {
                    case GuestService guest -> guest(guest, current, vpc, request, peer);
                    case GatewayService service -> service(service, current, vpc, request, peer);
                })
                .orElseGet(VpcListeners::nobody);
    }

    private Optional<Answer> guest(
            GuestService guest, NetworkIntent current, VpcId vpc, HttpRequest request, Peer peer) {
        return switch (guest.kind()) {
            case INSTANCE_METADATA ->
                EndpointLocator.client(current, vpc, peer.remote())
                        .flatMap(client -> current.vpc(vpc)
                                .map(v -> metadata(request, peer.local().family(), v.scope(), client)));
            case RESOLVER, TIME, DHCP_SERVER -> Optional.empty();
        };
    }

    private Optional<Answer> service(
            GatewayService service, NetworkIntent current, VpcId vpc, HttpRequest request, Peer peer) {
        return EndpointLocator.connection(current, vpc, service, peer.remote(), peer.secure())
                .flatMap(connection -> AddressPlan.serviceAt(peer.local())
                        .map(asked -> services.handle(request, FrontDoor.of(connection, asked))));
    }

    private Answer publicly(HttpRequest request, Peer peer) {
        return AddressPlan.serviceAt(peer.local())
                .map(service -> services.handle(
                        request, FrontDoor.of(new Connection.Public(peer.remote(), peer.secure()), service)))
                .orElseGet(VpcListeners::nobody);
    }

    private Answer metadata(HttpRequest request, Family over, Scope scope, InterfacePort client) {
        return switch (client.holder()) {
            case Holder.InstanceHolder(var instance, int _) -> metadata.handle(request, over, scope, instance);
            case Holder.NatHolder _,
                    Holder.EndpointHolder _,
                    Holder.BalancerHolder _,
                    Holder.InspectionHolder _,
                    Holder.InspectorHolder _ -> nobody();
        };
    }

    /** The door is gone while a connection through it was still open: there is nobody here to answer. */
    private static Answer nobody() {
        return Answer.of(HttpResponse.empty(503, Headers.of("Connection", "close")));
    }

    private static HttpTransport.Service plain(HttpHandler handler) {
        return HttpTransport.Service.plain(handler);
    }

    private HttpTransport.Service secure(HttpHandler handler) {
        return HttpTransport.Service.secure(handler, tls);
    }

    private static EpollDatagramChannel of(Map<Family, EpollDatagramChannel> sockets, Family family) {
        return Objects.requireNonNull(sockets.get(family));
    }

    private static InetSocketAddress at(Ip address, int port) {
        return new InetSocketAddress(address.toInetAddress(), port);
    }

    /** At the addresses of both families. */
    private static InetSocketAddress everywhere(int port) {
        return new InetSocketAddress("::", port);
    }

    /** Makes sockets in a place: a socket stays where it was made. */
    static <T> T inside(Place place, Supplier<T> sockets) throws IOException {
        try {
            return place.call(sockets::get);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
