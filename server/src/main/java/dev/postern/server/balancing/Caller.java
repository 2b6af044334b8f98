package dev.postern.server.balancing;

import dev.postern.dataplane.namespaces.ConduitLink;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.EndpointLocator;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Who connects to a listener of a balancer, as a target is told by version 2 of the PROXY protocol.
 *
 * @param client where he connects from; by an endpoint its interface's address, as his own means nothing here
 * @param balancer the address and port of the node to which he connects
 * @param endpoint by which he comes, if he comes by one
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol">Proxy
 *     protocol</a>
 */
record Caller(InetSocketAddress client, InetSocketAddress balancer, Optional<VpcEndpointId> endpoint) {
    private static final byte AWS = (byte) 0xea;
    private static final byte VPC_ENDPOINT = 1;

    /**
     * Who has come to a node. Empty for who comes by an endpoint that is gone: his address is nobody's here.
     *
     * @param peer from where
     * @param asked the node's address and port that the socket has: by an endpoint it is none of its interface's
     */
    static Optional<Caller> of(
            NetworkIntent network, InterfacePort node, InetSocketAddress peer, InetSocketAddress asked) {
        Ip from = Ip.of(peer.getAddress());
        Ip own = node.addresses(from.family()).getFirst();
        InetSocketAddress balancer = new InetSocketAddress(own.toInetAddress(), asked.getPort());
        if (!ConduitLink.block(from.family()).contains(from)) {
            return Optional.of(new Caller(peer, balancer, Optional.empty()));
        }
        return ((Holder.BalancerHolder) node.holder())
                .entrances().stream()
                        .filter(one -> ConduitLink.address(one, from.family()).equals(from))
                        .findFirst()
                        .flatMap(entrance -> byEndpoint(network, entrance, from.family(), peer.getPort(), balancer));
    }

    private static Optional<Caller> byEndpoint(
            NetworkIntent network, NetworkInterfaceId entrance, Family family, int port, InetSocketAddress balancer) {
        return EndpointLocator.endpointAt(network, entrance)
                .flatMap(endpoint -> network.vpcOf(entrance)
                        .flatMap(vpc -> vpc.interfaceOf(entrance).addresses(family).stream()
                                .findFirst()
                                .map(address -> new Caller(
                                        new InetSocketAddress(address.toInetAddress(), port),
                                        balancer,
                                        Optional.of(endpoint.id())))));
    }

    /** The header that a target gets. */
    HAProxyMessage header() {
        boolean ipv4 = client.getAddress() instanceof Inet4Address;
        return new HAProxyMessage(
                HAProxyProtocolVersion.V2,
                HAProxyCommand.PROXY,
                ipv4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
                client.getAddress().getHostAddress(),
                balancer.getAddress().getHostAddress(),
                client.getPort(),
                balancer.getPort(),
                endpoint.map(Caller::told).stream().toList());
    }

    private static HAProxyTLV told(VpcEndpointId endpoint) {
        byte[] id = endpoint.value().getBytes(StandardCharsets.US_ASCII);
        return new HAProxyTLV(
                AWS, Unpooled.buffer(1 + id.length).writeByte(VPC_ENDPOINT).writeBytes(id));
    }
}
